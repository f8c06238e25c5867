"""One interface to all that judges sound, in this process (`judging_here`) or another (`judging_process`)."""

from collections.abc import Sequence
from typing import Protocol

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Review, Span
from voicecloner.jobs import CancelToken
from voicecloner.quality.frames import Frames
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.quality.room import RoomTone


class Gate(Protocol):
    """Judges one recording while it grows; see `voicecloner.quality.live.speech_gate.SpeechGate`."""

    @property
    def review(self) -> LiveReview:
        """How it stands; asked for on any thread."""

    def add(self, block: Samples, sample_rate: int) -> None:
        """Take in the next samples; always on the same thread."""

    def finish(self) -> None:
        """Judge what still waits; on the same thread."""


class Meter(Protocol):
    """Measures a sound of any length; see `voicecloner.quality.frames.FrameMeter`."""

    def push(self, samples: Samples, *, is_last: bool = False) -> Frames:
        """Measure the next block."""
        ...


class Judging(Protocol):
    """Judges sound. Any thread."""

    def review(self, clip: AudioClip, profile: str, cancel: CancelToken) -> Review:
        """Review a recording; see `voicecloner.quality.analyzer.Analyzer.review`."""
        ...

    def find_speech(self, clip: AudioClip, cancel: CancelToken) -> Sequence[Span]:
        """Where somebody speaks."""
        ...

    def judge_room(self, clip: AudioClip) -> RoomTone:
        """Judge a room in which nobody speaks; see `voicecloner.quality.room.judge_room`."""
        ...

    def new_gate(self, room_floor_dbfs: float | None) -> Gate:
        """The gate of one recording, ready to listen."""
        ...

    def new_meter(self, sample_rate: int, cancel: CancelToken) -> Meter:
        """A meter for one sound at `sample_rate` Hz, listened to by a job that `cancel` stops."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
