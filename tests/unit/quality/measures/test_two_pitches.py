import numpy as np
import pytest

from tests.support.tunes import RATE, gliding, heard, hiss, humming
from voicecloner.quality.measures.two_pitches import two_pitches

LOW, HIGH = gliding(4.0, 120.0, 90.0), gliding(4.0, 210.0, 260.0)


def test_one_voice_has_one_pitch():
    assert two_pitches(heard(LOW)).percent < 2.0
    assert two_pitches(heard(HIGH)).percent < 2.0


@pytest.mark.parametrize("share", [1.0, 0.7])
def test_two_voices_have_two(share):
    assert two_pitches(heard(LOW + np.float32(share) * HIGH)).percent > 50.0


def test_it_is_known_where_two_speak_at_once():
    found = two_pitches(heard(np.concatenate((LOW, LOW + HIGH, HIGH))))
    assert found.spans[0].start_s == pytest.approx(4.0, abs=0.3)
    assert found.spans[-1].end_s == pytest.approx(8.0, abs=0.3)


def test_two_in_turn_have_one_at_a_time():
    assert two_pitches(heard(np.concatenate((LOW, HIGH)))).percent < 3.0


def test_an_octave_is_one_voice():
    assert two_pitches(heard(humming(4.0, 110.0) + humming(4.0, 220.0))).percent < 2.0


def test_hiss_is_no_second_voice():
    assert two_pitches(heard(LOW + 0.3 * hiss(4.0))).percent < 3.0


@pytest.mark.parametrize("frames", [0, 100, RATE // 2])
def test_too_little_says_nothing(frames):
    assert two_pitches(heard(LOW[:frames])) is None
