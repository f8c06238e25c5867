"""Listen to the room for two seconds before a take: noise floor, hum, and whether the microphone is alive.

The user presses Check room (or the first Record does), keeps silent, and reads one sentence. Nothing is kept.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from voicecloner.audio.capture.recorder import Recorder
from voicecloner.domain.audio import AudioClip, AudioDevice, Samples
from voicecloner.errors import DeviceLost
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.quality.room import RoomTone

ROOM_S = 2.0
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
        """Listen and judge; takes two seconds and what the microphone needs to start.

        Raises:
            DeviceError: no microphone, or it refuses, or it went away.
            Cancelled: stopped by the user.
        """
        recorder, ear = self._make_recorder(), _Ear()
        recorder.start(request.device, listener=ear.put)
        try:
            while not ear.is_full.wait(_LOOK_S):
                cancel.raise_if_cancelled()
                progress(ProgressUpdate("Listening to the room", ear.heard_s / (ROOM_S + _SKIPPED_S)))
                _raise_if_gone(recorder)
        finally:
            recorder.discard()
        progress(ProgressUpdate("Listening to the room", 1.0))
        return self._judge(ear.clip())


class _Ear:
    """Keeps two seconds of what comes; written on the recorder's thread, read when `is_full` is set."""

    def __init__(self) -> None:
        self.is_full = threading.Event()
        self._blocks: list[Samples] = []
        self._frames = 0
        self._sample_rate = 1

    @property
    def heard_s(self) -> float:
        return self._frames / self._sample_rate

    def put(self, block: Samples, sample_rate: int) -> None:
        if self.is_full.is_set():
            return
        self._sample_rate = sample_rate
        self._blocks.append(block)
        self._frames += len(block)
        if self.heard_s >= ROOM_S + _SKIPPED_S:
            self.is_full.set()

    def clip(self) -> AudioClip:
        sound = np.concatenate(self._blocks)
        return AudioClip(sound[-round(ROOM_S * self._sample_rate) :], self._sample_rate)


def _raise_if_gone(recorder: Recorder) -> None:
    fault = recorder.snapshot().fault
    if fault:
        raise DeviceLost(fault)
