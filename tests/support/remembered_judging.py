"""Judges as the program does, and the same sound only once."""

import hashlib

import pytest

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Review, Span
from voicecloner.jobs import CancelToken
from voicecloner.quality.judging.judging_here import JudgingHere


class RememberedJudging(JudgingHere):
    """For all tests of a session: its networks are loaded once, and a recording many tests take is reviewed once."""

    def __init__(self) -> None:
        self._reviews: dict[tuple[str, bytes, int], Review] = {}
        self._speech: dict[tuple[str, bytes, int], tuple[Span, ...]] = {}

    def review(self, clip: AudioClip, profile: str, cancel: CancelToken) -> Review:
        cancel.raise_if_cancelled()
        key = _key(profile, clip)
        if key not in self._reviews:
            self._reviews[key] = super().review(clip, profile, cancel)
        return self._reviews[key]

    def find_speech(self, clip: AudioClip, cancel: CancelToken) -> tuple[Span, ...]:
        cancel.raise_if_cancelled()
        key = _key("", clip)
        if key not in self._speech:
            self._speech[key] = super().find_speech(clip, cancel)
        return self._speech[key]


@pytest.fixture(scope="session")
def judging() -> RememberedJudging:
    """For the programs of all tests."""
    return RememberedJudging()


def _key(profile: str, clip: AudioClip) -> tuple[str, bytes, int]:
    return profile, hashlib.sha256(clip.samples.tobytes()).digest(), clip.sample_rate
