"""Knocks louder than the voice: keys, dishes and clicks, also where they leave the voice no pause.

A knock begins at once and sounds up to the highest tones: above 2 kHz the power rises by 12 dB and more within 16 ms,
to twice what the whole voice has in the mean. Speech does one or the other: what is as loud (vowels) lies low, what
lies as high (s, sh) begins slowly, and what begins at once (t, k, p) is softer than the vowel that follows.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.quality.measures.level import speech_power
from voicecloner.quality.measures.noise import SILENCE_POWER
from voicecloner.quality.measures.recording import MeasuredRecording, frame_powers
from voicecloner.speech.vad import VAD_RATE_HZ

_LOWEST_HZ = 2_000
# Samples at 16 kHz between two looks: 4 ms.
_STEP = 64
_BEFORE_STEPS = (2, 3, 4)
_RISE_DB = 12.0
_LOUDER_DB = 3.0
# How long after its rise a knock may reach its height.
_PEAK_STEPS = 3
# Rises that come sooner belong to the same knock: it rings, or comes back from the wall.
_APART_STEPS = 10
# Of a shorter recording a single loud t would make much of a minute.
_SHORTEST_S = 10.0
_AROUND_S = 0.05

_Steps = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knocks:
    """What was heard.

    Attributes:
        per_minute: how many there are in a minute.
        spans: where they are.
    """

    per_minute: float
    spans: tuple[Span, ...]


def knocks(recording: MeasuredRecording) -> Knocks | None:
    """The knocks in the first five minutes; None without speech they could be louder than."""
    sound = recording.listened.astype(np.float64)
    powers = frame_powers(sound)
    voice = speech_power(powers, recording.probabilities[: len(powers)])
    if not voice:
        return None
    places = _rises(_powers_above(sound), voice * 10 ** (_LOUDER_DB / 10))
    times_s = [place * _STEP / VAD_RATE_HZ for place in places]
    minutes = max(len(sound) / VAD_RATE_HZ, _SHORTEST_S) / 60
    return Knocks(len(places) / minutes, tuple(Span(max(0.0, at - _AROUND_S), at + _AROUND_S) for at in times_s))


def _powers_above(sound: _Steps) -> _Steps:
    """Shape (steps,): power of the upper band in each step."""
    from scipy import signal  # 0.3 s that the window's start should not pay

    sections = signal.butter(4, _LOWEST_HZ, "highpass", fs=VAD_RATE_HZ, output="sos")
    high = signal.sosfilt(sections, sound[: len(sound) // _STEP * _STEP]) if len(sound) else sound
    powers: _Steps = np.square(high[: len(high) // _STEP * _STEP]).reshape(-1, _STEP).mean(axis=1)
    return powers


def _rises(powers: _Steps, least: float) -> list[int]:
    """The steps in which knocks begin that reach this power."""
    first = max(_BEFORE_STEPS)
    before = np.full(len(powers), np.inf)
    # The loudest of 8 to 16 ms before: a knock's own ringing does not make a second one of it.
    before[first:] = np.max([powers[first - back : len(powers) - back] for back in _BEFORE_STEPS], axis=0)
    steep = np.flatnonzero(powers > np.maximum(before, SILENCE_POWER) * 10 ** (_RISE_DB / 10))
    found: list[int] = []
    last = -_APART_STEPS
    for place in map(int, steep):
        if place - last < _APART_STEPS:
            continue
        last = place
        if powers[place : place + _PEAK_STEPS].max() > least:
            found.append(place)
    return found
