"""Listen to the room for two seconds before a recording: noise floor, hum, and whether the microphone is alive.

The user presses Check room (or the first Record does), keeps silent, and reads one sentence. While somebody speaks, it
listens on until there are two seconds without, for a while. Nothing is kept.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from voicecloner.audio.capture.recorder import Recorder
from voicecloner.domain.audio import AudioClip, AudioDevice, Samples
from voicecloner.errors import DeviceLost
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.quality.room import RoomTone

ROOM_S = 2.0
PATIENCE_S = 8.0
"""So long silence is waited for while somebody speaks."""
VOICE_HEARD = "A voice is heard: be silent for two seconds…"
_NEXT_S = 0.5
_SKIPPED_S = 0.2  # sound servers begin with silence or a click
_LOOK_S = 0.05

Judge = Callable[[AudioClip], RoomTone]
"""See `voicecloner.quality.room.judge_room`."""


@dataclass(frozen=True)
class RoomRequest:
    """Which microphone to listen with; None for the system's default."""

    device: AudioDevice | None = None


class CheckRoom:
    """The use case: call it with a `RoomRequest` while nobody speaks and nothing else has the microphone open."""

    def __init__(self, judge: Judge, make_recorder: Callable[[], Recorder] = Recorder) -> None:
        self._judge = judge
        self._make_recorder = make_recorder

    def __call__(
        self, request: RoomRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> RoomTone:
        """Listen and judge; takes two seconds of silence and what the microphone needs to start.

        Where nobody is silent for so long within `PATIENCE_S`, the room is told to be disturbed.

        Raises:
            DeviceError: no microphone, or it refuses, or it went away.
            Cancelled: stopped by the user.
        """
        recorder, sound = self._make_recorder(), _RoomSound()
        recorder.start(request.device, listener=sound.put)
        try:
            tone = self._heard(sound, recorder, progress, cancel)
            while tone.is_disturbed and sound.heard_s < PATIENCE_S:
                sound.listen_on()
                tone = self._heard(sound, recorder, _telling(progress, VOICE_HEARD), cancel)
        finally:
            recorder.discard()
        progress(ProgressUpdate("Listening to the room", 1.0))
        return tone

    def _heard(self, sound: "_RoomSound", recorder: Recorder, progress: Progress, cancel: CancelToken) -> RoomTone:
        while not sound.is_full.wait(_LOOK_S):
            cancel.raise_if_cancelled()
            progress(ProgressUpdate("Listening to the room", sound.fraction))
            _raise_if_gone(recorder)
        return self._judge(sound.clip())


def _telling(progress: Progress, detail: str) -> Progress:
    return lambda update: progress(replace(update, detail=detail))


class _RoomSound:
    """Keeps the last two seconds of what comes; written on the recorder's thread, read once `is_full` is set."""

    def __init__(self) -> None:
        self.is_full = threading.Event()
        self._blocks: list[Samples] = []
        self._frames = 0
        self._sample_rate = 1
        self._wanted_s = ROOM_S + _SKIPPED_S
        self._judged_s = 0.0

    @property
    def heard_s(self) -> float:
        return self._frames / self._sample_rate

    @property
    def fraction(self) -> float:
        """How much was listened to, of what is wanted."""
        return min(1.0, self.heard_s / self._wanted_s)

    def listen_on(self) -> None:
        """A moment longer: what was heard first counts no more, what came meanwhile does."""
        self._wanted_s = self._judged_s + _NEXT_S
        self.is_full.clear()
        if self.heard_s >= self._wanted_s:
            self.is_full.set()

    def put(self, block: Samples, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._blocks.append(block)
        self._frames += len(block)
        if self.heard_s >= self._wanted_s:
            self.is_full.set()

    def clip(self) -> AudioClip:
        sound = np.concatenate(list(self._blocks))
        self._judged_s = len(sound) / self._sample_rate
        return AudioClip(sound[-round(ROOM_S * self._sample_rate) :], self._sample_rate)


def _raise_if_gone(recorder: Recorder) -> None:
    fault = recorder.snapshot().fault
    if fault:
        raise DeviceLost(fault)
