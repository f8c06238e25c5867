"""The use cases of recording from a microphone."""

from functools import cached_property
from typing import TYPE_CHECKING

from voicecloner.bootstrap.common import CommonParts
from voicecloner.once import Part

if TYPE_CHECKING:
    from voicecloner.use_cases.recording.check_room import CheckRoom
    from voicecloner.use_cases.recording.record_reference import RecordReference
    from voicecloner.use_cases.recording.recording_work import RecordingWork
    from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings
    from voicecloner.use_cases.recording.save_recording import SaveRecording


class RecordingParts(CommonParts):
    """Recording, from the look at the room to the recordings a crash has left."""

    @Part
    def record_reference(self) -> "RecordReference":
        """Record from the microphone."""
        from voicecloner.use_cases.recording.record_reference import RecordReference

        return RecordReference(
            self._recordings_folder, self.settings.recording_minimum_s, make_gate=self.judging.new_gate
        )

    @Part
    def record_consent(self) -> "RecordReference":
        """Record consent being read; what is not used is gone when the program ends."""
        from voicecloner.scratch import scratch_folder
        from voicecloner.use_cases.recording.record_reference import RecordReference

        return RecordReference(self._undo.enter_context(scratch_folder()), minimum_s=1.0)

    @cached_property
    def check_room(self) -> "CheckRoom":
        """Listen to the room before a recording."""
        from voicecloner.use_cases.recording.check_room import CheckRoom

        return CheckRoom(self.judging.judge_room)

    @Part
    def recording_work(self) -> "RecordingWork":
        """Do what a recording's flow asks for."""
        from voicecloner.use_cases.recording.recording_work import RecordingWork

        return RecordingWork(self.record_reference, self.check_room, self.recover_recordings)

    @Part
    def recover_recordings(self) -> "RecoverRecordings":
        """Find recordings that were left unfinished or unused."""
        from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

        return RecoverRecordings(self._recordings_folder)

    @Part
    def save_recording(self) -> "SaveRecording":
        """Put a recording where the user wants it."""
        from voicecloner.use_cases.recording.save_recording import SaveRecording

        return SaveRecording(self.recover_recordings, self.exports)
