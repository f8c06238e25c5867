import numpy as np
import pytest

from tests.support.clips import silence, tone
from voicecloner.sound.resampling import resample


def level_at(samples, sample_rate, hz):
    """Amplitude of one frequency, by correlation over the middle of the sound."""
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4]
    phase = np.exp(-2j * np.pi * hz * np.arange(len(middle)) / sample_rate)
    return 2 * abs(np.mean(middle * phase))


class TestResample:
    def test_keeps_a_tone(self):
        half = resample(tone(1.0, 48_000, hz=1000.0, amplitude=0.5), 48_000, 16_000)
        assert half.dtype == np.float32
        assert len(half) == 16_000
        assert level_at(half, 16_000, 1000.0) == pytest.approx(0.5, rel=1e-3)

    def test_folds_nothing_back(self):
        above = resample(tone(1.0, 48_000, hz=10_000.0), 48_000, 16_000)
        assert level_at(above, 16_000, 6_000.0) < 1e-5

    @pytest.mark.parametrize("samples", [silence(0.0), tone(0.1)])
    def test_same_rate_changes_nothing(self, samples):
        assert np.array_equal(resample(samples, 16_000, 16_000), samples)

    def test_nothing_stays_nothing(self):
        assert len(resample(silence(0.0), 16_000, 24_000)) == 0
