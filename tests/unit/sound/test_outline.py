import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clips import noise, silence
from voicecloner.sound.outline import peak_pairs


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
