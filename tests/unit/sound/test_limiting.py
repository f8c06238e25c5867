"""Peaks are turned down, also those between the samples; what is far from them stays as it is."""

import numpy as np
import pytest

from tests.support.clips import noise, syllables, tone
from voicecloner.sound.limiting import held
from voicecloner.sound.loudness import TruePeakMeter


def limited(samples, sample_rate, ceiling_dbtp=-1.0, blocks=1):
    return np.concatenate(list(held(np.array_split(samples, blocks), sample_rate, ceiling_dbtp)))


def dbtp(samples, sample_rate):
    meter = TruePeakMeter(sample_rate)
    meter.push(samples)
    return meter.dbtp()


@pytest.mark.parametrize("sample_rate", [16_000, 24_000, 48_000])
@pytest.mark.parametrize("loud", [1.5, 4.0])
def test_no_true_peak_is_above_the_ceiling(sample_rate, loud):
    for sound in (syllables(3.0, sample_rate), tone(1.0, sample_rate, sample_rate / 4 + 1), noise(1.0, sample_rate)):
        held_down = limited(sound * np.float32(2 * loud), sample_rate, -1.0)
        assert len(held_down) == len(sound)
        assert dbtp(held_down, sample_rate) <= -0.95


@pytest.mark.parametrize("blocks", [2, 13, 400])
def test_it_does_not_matter_how_the_sound_is_cut(blocks):
    sound = syllables(2.0, 24_000) * np.float32(3)
    assert limited(sound, 24_000, -2.0, blocks) == pytest.approx(limited(sound, 24_000, -2.0), abs=1e-5)


def test_what_is_quiet_stays_as_it_is():
    sound = np.concatenate([0.2 * tone(1.0, 24_000), 3.0 * tone(0.1, 24_000), 0.2 * tone(1.0, 24_000)])
    sound = sound.astype(np.float32)
    held_down = limited(sound, 24_000)
    far = np.r_[0:23_000, 27_500 : len(sound)]
    assert np.array_equal(held_down[far], sound[far])
    assert np.array_equal(limited(0.2 * sound, 24_000), np.float32(0.2) * sound)


def test_the_gain_has_no_jumps():
    sound = tone(1.0, 24_000, hz=100.0, amplitude=0.2)
    sound[12_000] = 2.0
    gain = limited(sound, 24_000, 0.0) / np.where(sound == 0, 1, sound)
    steps = np.abs(np.diff(gain[np.abs(sound) > 0.05]))
    assert np.quantile(steps, 0.999) < 0.01


def test_nothing_is_nothing():
    assert len(limited(np.zeros(0, np.float32), 24_000)) == 0
