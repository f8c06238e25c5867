"""Record a reference from the microphone.

The user picks a device, sees the meter move, records until the ring is full, stops, listens, and uses or discards the
recording. The ring counts speech that can be used, not the clock: voiced, unclipped, above the noise. The recording is
on disk while it grows. A recording with less than the minimum can be heard but not used.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.atomic import make_folder
from voicecloner.audio.capture.recorder import Recorder, RecorderState, Recording
from voicecloner.audio.capture.wav_journal import set_aside
from voicecloner.domain.audio import AudioDevice
from voicecloner.domain.quality import Span
from voicecloner.errors import DeviceError, VoiceClonerError
from voicecloner.quality.judging.judge import Gate
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.use_cases.recording.recording_listener import RecordingListener

if TYPE_CHECKING:
    from voicecloner.quality.sound_picture import SoundPicture
    from voicecloner.use_cases.review.check_references import CountedSpeech

RECORDING_MINIMUM_S = 20.0

MakeGate = Callable[[float | None], Gate]
"""Makes the gate of one recording, given the room's noise floor in dBFS where it was measured."""


@dataclass(frozen=True, eq=False)
class RecordingProgress:
    """What the window shows while a recording grows, and what it came to.

    Speech counts towards the minimum if it is voiced, unclipped, loud enough and above the noise. Stops of up to 0.5 s
    within it count as well, longer ones do not. Where there is no live review, the clock counts.

    Attributes:
        recorder: the recorder's own state.
        minimum_s: how much usable speech a recording must hold to be used.
        live: what the speech is worth; None where there is no live review.
        picture: the spectrogram so far; None where nobody listens, or before the first sound.
    """

    recorder: RecorderState
    minimum_s: float
    live: LiveReview | None = None
    picture: "SoundPicture | None" = None

    @property
    def seconds(self) -> float:
        """What the clock says: all sound so far."""
        return self.recorder.seconds

    @property
    def usable_speech_s(self) -> float:
        """Seconds that count towards the minimum."""
        return self.live.usable_s if self.live else self.recorder.seconds

    @property
    def usable(self) -> tuple[Span, ...]:
        """Where the speech is that counts, for painting; empty where there is no live review."""
        return self.live.usable if self.live else ()

    @property
    def hints(self) -> tuple[str, ...]:
        """What to do better right now, one sentence each, the most urgent first; empty while all is well."""
        if self.recorder.hint:
            return (self.recorder.hint,)
        return tuple(hint.message for hint in self.live.hints) if self.live else ()

    @property
    def fraction(self) -> float:
        """Filled part of the ring, 0..1."""
        return min(1.0, self.usable_speech_s / self.minimum_s)

    @property
    def missing_s(self) -> float:
        """Seconds of usable speech still missing until the recording can be used."""
        return max(0.0, self.minimum_s - self.usable_speech_s)

    @property
    def is_enough(self) -> bool:
        """Whether the recording can be used."""
        return self.missing_s <= 0.0


class RecordReference:
    """One microphone, one recording at a time.

    Every method may block for up to half a second and so belongs on a worker thread, except `progress`, `pause` and
    `resume`. One thread at a time.

    Args:
        recordings_folder: where recordings are kept; made when the first one begins.
        minimum_s: how much usable speech a recording must hold to be used; may be set to another number at any time.
        make_recorder: opens microphones.
        make_gate: judges recordings while they grow; None to count the clock.
    """

    def __init__(
        self,
        recordings_folder: Path,
        minimum_s: float = RECORDING_MINIMUM_S,
        make_recorder: Callable[[], Recorder] = Recorder,
        make_gate: MakeGate | None = None,
    ) -> None:
        self._recordings_folder = recordings_folder
        self.minimum_s = minimum_s
        self._make_recorder = make_recorder
        self._make_gate = make_gate
        self._recorder: Recorder | None = None
        self._is_metering = False
        self._listener: RecordingListener | None = None
        self._device: AudioDevice | None = None
        self._room_floor_dbfs: float | None = None
        self._last: RecordingProgress | None = None

    def meter(self, device: AudioDevice | None) -> None:
        """Show the level of a microphone before the recording, without keeping anything; a recording that runs is
        discarded.

        Until `start` the progress tells the level alone: nothing counts. `discard` ends it.

        Raises:
            DeviceError: no microphone, or it refuses.
        """
        self.discard()
        recorder = self._make_recorder()
        recorder.start(device)
        self._recorder, self._is_metering = recorder, True

    def start(self, device: AudioDevice | None, room_floor_dbfs: float | None = None) -> None:
        """Begin a recording; an earlier one that still runs is discarded. A microphone that is metered is not opened
        anew.

        Args:
            device: the microphone, or None for the system's default.
            room_floor_dbfs: noise floor of the room if it was just measured; the count then begins at once.

        Raises:
            DeviceError: no microphone, or it refuses.
            StorageError: the recording's folder cannot be written.
        """
        make_folder(self._recordings_folder)
        self._device, self._room_floor_dbfs = device, room_floor_dbfs
        recorder = self._free_recorder()
        listener = RecordingListener(self._make_gate(room_floor_dbfs)) if self._make_gate else None
        path = self._recordings_folder / f"take-{uuid.uuid4().hex}.wav"
        try:
            recorder.start(device, path, listener.put if listener else None)
        except VoiceClonerError:
            _close(listener)
            raise
        self._recorder, self._listener = recorder, listener

    def record_again(self) -> None:
        """Throw the recording away and begin again with the same microphone and room.

        Raises:
            DeviceError: no microphone, or it refuses.
            StorageError: the recording's folder cannot be written.
        """
        self.start(self._device, self._room_floor_dbfs)

    def pause(self) -> None:
        """Let the recording wait: what the microphone hears meanwhile is shown by the meter and not kept.

        Raises:
            InvalidRequest: the recording has ended by itself.
            DeviceError: nothing is being recorded.
        """
        self._running().pause()

    def resume(self) -> None:
        """Go on with a recording that waits.

        Raises:
            InvalidRequest: the recording has ended by itself.
            DeviceError: nothing is being recorded.
        """
        self._running().resume()

    def pause_or_resume(self) -> None:
        """Let the recording wait, or go on with it where it waits.

        Raises:
            InvalidRequest: the recording has ended by itself.
            DeviceError: nothing is being recorded.
        """
        recorder = self._running()
        (recorder.resume if recorder.snapshot().is_paused else recorder.pause)()

    def progress(self) -> RecordingProgress | None:
        """State of the recording, or None when nothing was started. Cheap; any thread."""
        recorder, listener = self._recorder, self._listener
        if recorder is None:
            return None
        live = LiveReview() if self._is_metering else _review(listener)
        return RecordingProgress(recorder.snapshot(), self.minimum_s, live, listener.picture if listener else None)

    @property
    def last(self) -> RecordingProgress | None:
        """What the recording came to that was stopped last, all of it counted; None before the first one."""
        return self._last

    @property
    def worth(self) -> "CountedSpeech | None":
        """What is to be known of the recording that was stopped last when it is judged; None before the first one."""
        from voicecloner.use_cases.review.check_references import CountedSpeech

        last = self._last
        return CountedSpeech(last.usable_speech_s, last.minimum_s) if last else None

    def stop(self) -> Recording:
        """End the recording and keep it; `last` tells what it is worth.

        Raises:
            DeviceError: nothing is being recorded.
            StorageError: the recording could not be written.
        """
        recorder, listener = self._running(), self._listener
        state = recorder.snapshot()
        self._recorder = self._listener = self._last = None
        try:
            recording = recorder.stop()
        finally:
            _close(listener)
        ended = replace(state, seconds=recording.seconds, is_running=False, is_writing=False, is_paused=False)
        self._last = RecordingProgress(ended, self.minimum_s, _review(listener))
        return recording

    def leave(self) -> None:
        """End the recording, if there is one, as one that was never finished: the next start offers it. End the
        metering.

        Raises:
            StorageError: the recording could not be written.
        """
        if self._recorder is None or self._is_metering:
            self.discard()
            return
        path = self.stop().path
        if path:
            set_aside(path)

    def discard(self) -> None:
        """End the recording, if there is one, and delete its file; end the metering."""
        recorder, listener = self._recorder, self._listener
        self._recorder, self._listener, self._is_metering = None, None, False
        if recorder is not None:
            recorder.discard()
        _close(listener)

    def _running(self) -> Recorder:
        if self._recorder is None or self._is_metering:
            raise DeviceError("Nothing is being recorded.", "Press Record first.")
        return self._recorder

    def _free_recorder(self) -> Recorder:
        """The recorder that meters, or a new one after the recording under way was discarded."""
        recorder = self._recorder if self._is_metering else None
        if recorder is None:
            self.discard()
        self._recorder, self._is_metering = None, False
        return recorder or self._make_recorder()


def _review(listener: RecordingListener | None) -> LiveReview | None:
    return listener.review if listener else None


def _close(listener: RecordingListener | None) -> None:
    if listener:
        listener.close()
