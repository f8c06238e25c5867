"""Judges as the program does, and the same sound only once."""

import hashlib

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Review
from voicecloner.jobs import CancelToken
from voicecloner.quality.judging.judging_here import JudgingHere


class RememberedJudging(JudgingHere):
    """For all tests of a session: its networks are loaded once, and a recording many tests take is reviewed once."""

    def __init__(self) -> None:
        self._reviews: dict[tuple[bytes, int, str], Review] = {}

    def review(self, clip: AudioClip, profile: str, cancel: CancelToken) -> Review:
        cancel.raise_if_cancelled()
        key = (hashlib.sha256(clip.samples.tobytes()).digest(), clip.sample_rate, profile)
        if key not in self._reviews:
            self._reviews[key] = super().review(clip, profile, cancel)
        return self._reviews[key]
