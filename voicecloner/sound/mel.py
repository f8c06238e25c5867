"""Bands of equal width on Slaney's mel scale, as `librosa` has it: linear up to 1 kHz, logarithmic above."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_LINEAR_HZ_PER_MEL = 200 / 3
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27


def mel_corners_hz(lowest_hz: float, highest_hz: float, bands: int) -> Numbers:
    """Where each band begins, has its middle and ends: shape (bands + 2,); the band n lies from n to n + 2."""
    return _hz(np.linspace(_mel(lowest_hz), _mel(highest_hz), bands + 2))


def triangles(corners_hz: Numbers, lines_hz: Numbers) -> Numbers:
    """How much each line of a spectrum counts in each band, 0..1.

    Args:
        corners_hz: shape (bands + 2,).
        lines_hz: shape (lines,).

    Returns:
        shape (bands, lines).
    """
    # Each triangle rises from the corner before its middle and falls to the one after.
    rising = (lines_hz - corners_hz[:-2, None]) / np.diff(corners_hz)[:-1, None]
    falling = (corners_hz[2:, None] - lines_hz) / np.diff(corners_hz)[1:, None]
    return np.asarray(np.maximum(0, np.minimum(rising, falling)))


def _mel(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _LINEAR_HZ_PER_MEL
    return float(_BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP)


def _hz(mels: Numbers) -> Numbers:
    return np.where(mels < _BREAK_MEL, mels * _LINEAR_HZ_PER_MEL, _BREAK_HZ * np.exp(_LOG_STEP * (mels - _BREAK_MEL)))
