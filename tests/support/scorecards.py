"""Scorecards as they could have been measured."""

from dataclasses import replace
from typing import Any

from voicecloner.domain.scorecard import Scorecard, SpeakerMatch, VoiceComparison

COMPARISON = VoiceComparison(
    by_encoder=SpeakerMatch(similarity=0.88, own=0.92, stranger=0.72, place=1),
    by_mixtures=SpeakerMatch(similarity=1.5, own=2.0, stranger=0.0, place=1),
    others=60,
    naturalness=3.2,
    recording_naturalness=3.1,
    pitch_st=0.2,
    range_ratio=0.98,
    pace_ratio=1.04,
)


def scorecard(*, words: int = 30, words_lost: int = 0, warnings: int = 0, **compared: Any) -> Scorecard:
    """A good one; `compared` are fields of its comparison."""
    return Scorecard(replace(COMPARISON, **compared), words, words_lost, warnings)


def match(likeness: float, place: int = 1) -> SpeakerMatch:
    return SpeakerMatch(likeness, 1.0, 0.0, place)
