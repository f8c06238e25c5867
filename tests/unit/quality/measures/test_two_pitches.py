import numpy as np
import pytest

from tests.unit.quality.measures.tunes import RATE, gliding, heard, hiss, humming
from voicecloner.quality.measures.two_pitches import two_pitches_percent

LOW, HIGH = gliding(4.0, 120.0, 90.0), gliding(4.0, 210.0, 260.0)


def test_one_voice_has_one_pitch():
    assert two_pitches_percent(heard(LOW)) < 2.0
    assert two_pitches_percent(heard(HIGH)) < 2.0


@pytest.mark.parametrize("share", [1.0, 0.7])
def test_two_voices_have_two(share):
    assert two_pitches_percent(heard(LOW + np.float32(share) * HIGH)) > 50.0


def test_two_in_turn_have_one_at_a_time():
    assert two_pitches_percent(heard(np.concatenate((LOW, HIGH)))) < 3.0


def test_an_octave_is_one_voice():
    assert two_pitches_percent(heard(humming(4.0, 110.0) + humming(4.0, 220.0))) < 2.0


def test_hiss_is_no_second_voice():
    assert two_pitches_percent(heard(LOW + 0.3 * hiss(4.0))) < 3.0


@pytest.mark.parametrize("frames", [0, 100, RATE // 2])
def test_too_little_says_nothing(frames):
    assert two_pitches_percent(heard(LOW[:frames])) is None
