import numpy as np
import pytest

from tests.unit.engines.builtin.made_user import SAMPLE_RATE
from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.builtin.analysis import BANDS, analyse, band_centres_hz
from voicecloner.engines.builtin.top_octave import complete, fill_top, with_top
from voicecloner.jobs import CancelToken, no_progress


def level_db(samples: Samples, low_hz: float, high_hz: float) -> float:
    hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float(10 * np.log10(power[(hz >= low_hz) & (hz < high_hz)].mean()))


def without_top(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE) > 8000] = 0
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def test_a_missing_top_is_continued_and_a_full_one_left_alone(noise: np.random.Generator):
    full = noise.normal(-8, 1, (300, BANDS)).astype(np.float32)
    np.testing.assert_array_equal(fill_top(full), full)
    cut = full.copy()
    top = band_centres_hz() > 8000
    cut[:, top] = -27
    filled = fill_top(cut)
    np.testing.assert_array_equal(filled[:, ~top], cut[:, ~top])
    assert -14 < filled[:, top].mean() < -8


def test_noise_that_ends_at_8_khz_goes_on_above_at_about_its_level(noise: np.random.Generator):
    cut = without_top(noise.normal(0, 0.1, SAMPLE_RATE).astype(np.float32))
    whole = with_top(cut, 8000)
    assert len(whole) == len(cut)
    assert level_db(whole, 8300, 9000) == pytest.approx(level_db(cut, 7000, 7900), abs=4)
    assert level_db(whole, 11000, 12000) < level_db(whole, 8300, 9000)
    assert level_db(whole - cut, 100, 7700) < level_db(cut, 100, 7700) - 30


def test_a_recording_of_16_khz_is_completed_and_one_of_24_khz_is_not(user: ReferenceClip):
    cut = without_top(user.clip.samples)
    frames = analyse(cut, no_progress, CancelToken())
    filled, samples = complete(frames, cut)
    assert level_db(samples, 8500, 10000) > level_db(cut, 8500, 10000) + 30
    assert filled.envelope[:, -1].mean() > frames.envelope[:, -1].mean() + 3
    full = analyse(user.clip.samples, no_progress, CancelToken())
    np.testing.assert_array_equal(complete(full, user.clip.samples)[1], user.clip.samples)


def test_a_telephone_stays_a_telephone(noise: np.random.Generator):
    sound = noise.normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    np.testing.assert_array_equal(with_top(sound, 3400), sound)
