"""Pitch and pace, which need no packages of their own."""

import numpy as np
import pytest

from benchmarks.measure.hearing import melody

RATE = 16_000


def voice(pitch_hz: np.ndarray, syllables_per_s: float = 4.0) -> np.ndarray:
    """A buzz of this pitch in each frame, swelling and fading with every syllable."""
    phase = np.cumsum(2 * np.pi * pitch_hz / RATE)
    buzz = np.sum([np.sin(k * phase) / k for k in range(1, 15)], axis=0)
    times_s = np.arange(len(pitch_hz)) / RATE
    return (0.2 * buzz * (0.55 - 0.45 * np.cos(2 * np.pi * syllables_per_s * times_s))).astype(np.float32)


def test_the_pitch_is_told_in_semitones_above_55_hz():
    found = melody(voice(np.full(2 * RATE, 110.0)))
    assert found.pitch_st == pytest.approx(12.0, abs=0.1)
    assert found.range_st < 0.2


def test_a_glide_of_an_octave_spreads_over_most_of_it():
    found = melody(voice(np.geomspace(110.0, 220.0, 2 * RATE)))
    assert found.range_st == pytest.approx(0.8 * 12, abs=0.7)


@pytest.mark.parametrize("rate", [3.0, 5.0])
def test_pace_counts_syllables(rate: float):
    assert melody(voice(np.full(3 * RATE, 110.0), rate)).pace == pytest.approx(rate, rel=0.1)


def test_silence_has_no_pitch():
    found = melody(np.zeros(RATE, np.float32))
    assert (found.pitch_st, found.range_st) == (0.0, 0.0)
