"""Judging sound in this process."""

from collections.abc import Sequence
from functools import cached_property

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Review, Span
from voicecloner.jobs import CancelToken
from voicecloner.quality.analyzer import Analyzer
from voicecloner.quality.frames import FrameMeter
from voicecloner.quality.judging.judge import Gate, Meter
from voicecloner.quality.live.speech_gate import SpeechGate
from voicecloner.quality.measures.recording import measured
from voicecloner.quality.room import RoomTone, judge_room
from voicecloner.speech.vad import SpeechDetector


class JudgingHere:
    """See `voicecloner.quality.judging.judge.Judging`; the networks are loaded at first use and kept."""

    @cached_property
    def _detector(self) -> SpeechDetector:
        return SpeechDetector()

    @cached_property
    def _analyzer(self) -> Analyzer:
        return Analyzer(self._detector)

    def review(self, clip: AudioClip, profile: str, cancel: CancelToken) -> Review:
        """Review a recording."""
        return self._analyzer.review(clip, profile=profile, cancel=cancel)

    def find_speech(self, clip: AudioClip, cancel: CancelToken) -> Sequence[Span]:
        """Where somebody speaks."""
        cancel.raise_if_cancelled()
        return measured(clip, self._detector).speech

    def judge_room(self, clip: AudioClip) -> RoomTone:
        """Judge a room in which nobody should speak."""
        return judge_room(clip, measured(clip, self._detector).speech)

    def new_gate(self, room_floor_dbfs: float | None) -> Gate:
        """The gate of one recording, ready to listen."""
        return SpeechGate(self._detector, room_floor_dbfs)

    def new_meter(self, sample_rate: int, cancel: CancelToken) -> Meter:
        """A meter for one sound. A block takes a moment only, so the caller looks at `cancel` between blocks."""
        cancel.raise_if_cancelled()
        return FrameMeter(self._detector.stream(), sample_rate)

    def close(self) -> None:
        """Nothing is held that does not go by itself."""
