import numpy as np
import pytest

from tests.unit.quality.measures.tunes import RATE, gliding, heard, hiss, humming
from voicecloner.quality.measures.pitch import pitch_track


@pytest.mark.parametrize("hz", [75.0, 110.0, 220.5, 440.0])
def test_the_pitch_of_a_steady_voice_is_found(hz):
    track = pitch_track(heard(humming(2.0, hz)))
    found_hz = 2 ** (track.semitones / 12)
    assert np.median(found_hz) == pytest.approx(hz, rel=0.01)
    assert np.median(track.periodicity) > 0.9


def test_a_glide_is_followed():
    track = pitch_track(heard(gliding(2.0, 100.0, 180.0)))
    assert track.semitones[-20] - track.semitones[20] == pytest.approx(0.8 * 12 * np.log2(1.8), abs=1.0)


def test_hiss_has_no_pitch():
    assert np.median(pitch_track(heard(hiss(2.0))).periodicity) < 0.6


@pytest.mark.parametrize("frames", [0, 100, RATE // 5])
def test_next_to_nothing_has_no_frames(frames):
    track = pitch_track(heard(hiss(1.0)[:frames]))
    assert len(track.times_s) == len(track.power) == len(track.periodicity) == len(track.semitones) == 0
