"""Carry out what a recording's flow asks for: the only place that opens and closes the microphone for it."""

from typing import TYPE_CHECKING

from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.use_cases.recording.check_room import CheckRoom, RoomRequest
from voicecloner.use_cases.recording.record_reference import RecordReference
from voicecloner.use_cases.recording.recording_flow import MicrophoneWork, Step
from voicecloner.use_cases.recording.recover_recordings import LostRecording, RecoverRecordings

if TYPE_CHECKING:
    from voicecloner.audio.capture.recording import Recording
    from voicecloner.quality.room import RoomTone


class RecordingWork:
    """The use case: call it with each `Step` in the order in which the flow gives them, from one thread at a time.

    Args:
        record: has the microphone while it is metered and recorded.
        check_room: has it while the room is listened to.
        recover: keeps recordings that nobody wants now.
    """

    def __init__(self, record: RecordReference, check_room: CheckRoom, recover: RecoverRecordings) -> None:
        self._record = record
        self._check_room = check_room
        self._recover = recover

    def __call__(
        self, step: Step, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> "RoomTone | Recording | LostRecording | None":
        """Do it; the outcome is what `MicrophoneWork` says.

        Raises:
            DeviceError: no microphone, or it refuses, or it went away.
            StorageError: the recording cannot be written.
            Cancelled: the check of the room was stopped.
        """
        if step.work is MicrophoneWork.CHECK_ROOM:
            self._record.discard()  # nothing else may have the microphone open
            return self._check_room(RoomRequest(step.device), progress=progress, cancel=cancel)
        if step.work in {MicrophoneWork.KEEP, MicrophoneWork.DISCARD, MicrophoneWork.SET_ASIDE}:
            return self._end(step.work)
        self._open_or_close(step)
        return None

    def _open_or_close(self, step: Step) -> None:
        if step.work is MicrophoneWork.METER:
            self._record.meter(step.device)
        elif step.work is MicrophoneWork.START:
            self._record.start(step.device, step.room_floor_dbfs)
        else:
            self._record.discard()

    def _end(self, work: MicrophoneWork) -> "Recording | LostRecording | None":
        recording = self._record.stop()
        if work is MicrophoneWork.KEEP or recording.path is None:
            return recording if work is not MicrophoneWork.SET_ASIDE else None
        if work is MicrophoneWork.SET_ASIDE:
            return self._recover.set_aside(recording.path)
        if recording.seconds:
            self._recover.hold(recording.path)  # or it would be offered to others
        else:
            self._recover.remove(recording.path)
        return recording
