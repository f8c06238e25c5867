import numpy as np
import pytest

from voicecloner.engines.adapters.basic.spectrum import (
    BANDS,
    CENTRES_HZ,
    band_levels,
    gain_between,
    gain_curve,
    recorded_levels,
    speech_level_db,
    syllables_per_s,
    with_formants_at,
)
from voicecloner.engines.adapters.basic.vocoder import BINS, SAMPLE_RATE

LINES_HZ = np.arange(BINS) * SAMPLE_RATE / (2 * (BINS - 1))


def peak_at(hz: float) -> np.ndarray:
    return np.exp(-(((LINES_HZ - hz) / 200) ** 2))[None] + 1e-9


def test_white_noise_is_even():
    noise = np.random.default_rng(0).normal(0, 0.1, 4 * SAMPLE_RATE).astype(np.float32)
    levels = recorded_levels(noise)
    assert levels.shape == (BANDS,)
    assert np.ptp(levels) < 1.5


def test_a_tone_is_in_its_band_and_silence_around_it_does_not_count():
    times_s = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * 1016 * times_s).astype(np.float32)
    assert CENTRES_HZ[int(recorded_levels(tone).argmax())] == pytest.approx(1016, rel=0.02)
    padded = np.pad(tone, SAMPLE_RATE)
    assert recorded_levels(padded).max() == pytest.approx(recorded_levels(tone).max(), abs=0.5)


def test_the_gain_brings_one_spectrum_to_the_other():
    power = np.exp(-LINES_HZ / 3000)[None].repeat(5, 0)
    wanted = band_levels(power) + 4 * np.sin(np.arange(BANDS) / 3) - 30
    filtered = power * gain_curve(gain_between(wanted, band_levels(power)))
    difference = band_levels(filtered) - wanted
    assert np.ptp(difference) < 1.5


def test_the_gain_has_its_limits_and_does_not_believe_a_telephone():
    wanted = np.zeros(BANDS)
    wanted[:3], wanted[-3:] = 30.0, -90.0
    gain = gain_between(wanted, np.zeros(BANDS))
    np.testing.assert_array_equal(gain[:3], 12.0)
    np.testing.assert_array_equal(gain[-3:], gain[-4])


@pytest.mark.parametrize("factor", [0.85, 1.0, 1.2])
def test_formants_move_by_the_factor(factor: float):
    moved = with_formants_at(peak_at(2000), factor)
    assert LINES_HZ[int(moved[0].argmax())] == pytest.approx(2000 * factor, abs=25)


def test_speech_level_leaves_pauses_out():
    tone = (0.1 * np.sqrt(2) * np.sin(np.arange(SAMPLE_RATE) * 0.3)).astype(np.float32)
    assert speech_level_db(np.concatenate([tone, np.zeros(2 * SAMPLE_RATE, np.float32)])) == pytest.approx(-20, abs=0.3)


def test_syllables_are_counted_while_somebody_speaks():
    times_s = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    swelling = ((1.05 - np.cos(2 * np.pi * 5 * times_s)) * np.sin(2 * np.pi * 200 * times_s) * 0.3).astype(np.float32)
    speech = np.concatenate([swelling, np.zeros(3 * SAMPLE_RATE, np.float32)])
    assert syllables_per_s(speech) == pytest.approx(5, rel=0.1)
