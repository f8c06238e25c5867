import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clips import noise, silence
from voicecloner.sound.outline import THUMBNAIL_BARS, peak_pairs, thumbnail


class TestPeakPairs:
    def test_pairs_hold_the_extremes_of_their_stretch(self):
        samples = silence(0.2)
        samples[100], samples[900] = 0.7, -0.4
        pairs = peak_pairs(samples, 16_000, pair_ms=50.0)
        assert pairs.tolist() == pytest.approx(np.array([[0, 0.7], [-0.4, 0], [0, 0], [0, 0]]))

    @given(frames=st.integers(0, 5000), pair_ms=st.floats(0.01, 100.0))
    def test_every_sample_is_within_some_pair(self, frames, pair_ms):
        samples = noise(frames / 16_000, seed=frames)
        pairs = peak_pairs(samples, 16_000, pair_ms)
        assert len(pairs) == -(-len(samples) // max(1, round(16 * pair_ms)))
        if len(samples):
            assert pairs[:, 0].min() == samples.min()
            assert pairs[:, 1].max() == samples.max()


def test_a_thumbnail_tells_how_loud_a_sound_is_along_its_length():
    loud, quiet = np.ones(24_000, np.float32), np.full(24_000, 0.102, np.float32)
    bars = thumbnail(np.concatenate((loud, quiet, np.zeros(24_000, np.float32))) * np.float32(0.3))
    third = THUMBNAIL_BARS // 3
    assert len(bars) == THUMBNAIL_BARS
    assert set(bars[:third]) == {255}
    assert set(bars[third : 2 * third]) == {26}  # a tenth of the loudest
    assert set(bars[2 * third :]) == {0}


def test_a_thumbnail_of_little_or_nothing():
    assert thumbnail(np.zeros(0, np.float32)) == b""
    assert set(thumbnail(np.zeros(7, np.float32))) == {0}
    assert len(thumbnail(np.ones(7, np.float32))) == THUMBNAIL_BARS
