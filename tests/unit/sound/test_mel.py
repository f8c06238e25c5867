import numpy as np
import pytest

from voicecloner.sound.mel import mel_corners_hz, triangles


def test_the_scale_is_slaneys():
    """Values of `librosa.mel_frequencies(7, fmin=0, fmax=8000)`."""
    wanted = [0.0, 502.729, 1005.645, 1688.908, 2836.400, 4763.528, 8000.0]
    assert mel_corners_hz(0, 8000, 5) == pytest.approx(wanted, rel=1e-5)


def test_bands_below_1_khz_are_equally_wide():
    assert np.diff(mel_corners_hz(50, 950, 8)) == pytest.approx(np.full(9, 100.0))


def test_each_line_counts_in_two_neighbours():
    lines_hz = np.linspace(0, 8000, 257)
    weights = triangles(mel_corners_hz(0, 8000, 20), lines_hz)
    assert weights.shape == (20, 257)
    assert weights.min() >= 0
    assert weights.max() <= 1
    between = (lines_hz > 400) & (lines_hz < 6000)
    assert weights.sum(axis=0)[between] == pytest.approx(1.0)
    assert (np.count_nonzero(weights, axis=0) <= 2).all()
