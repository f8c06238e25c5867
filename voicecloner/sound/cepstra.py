"""Mel cepstra: the shape of a spectrum in few numbers, as recognizers of speakers have always used them.

The same numbers as `librosa.feature.mfcc` and `librosa.feature.delta` give, see Davis and Mermelstein, "Comparison of
parametric representations for monosyllabic word recognition" (1980).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.mel import mel_corners_hz, triangles
from voicecloner.sound.spectra import power_spectra

CEPSTRA = 38
"""How many numbers `spoken_cepstra` gives for a frame."""
RATE_HZ = 16_000
_FRAME, _HOP = 512, 160
_BANDS, _LOWEST_HZ, _HIGHEST_HZ = 40, 100.0, 7_000.0
_SHAPES = 20
_LEAST_POWER, _SPAN_DB = 1e-10, 80.0
_SLOPE_FRAMES = 9
# Of the first cepstrum, which is the level in decibels times the root of 40: about 24 dB.
_SPEECH_RANGE = 150.0

Cepstra = npt.NDArray[np.float64]
"""Shape (frames, 38)."""


def spoken_cepstra(samples_16k: Samples) -> Cepstra:
    """Cepstra 1 to 19 and their slopes over 90 ms, of every 10 ms that is loud enough for speech.

    The first cepstrum, the level, is left out: how loud somebody was recorded says nothing of who it is.

    Args:
        samples_16k: shape (n,), 16 kHz.

    Returns:
        float64, shape (frames, 38); no frames of less than 0.12 s.
    """
    from scipy.fft import dct
    from scipy.signal import savgol_filter

    powers = power_spectra(np.pad(samples_16k, _FRAME // 2), _FRAME, _HOP, _FRAME // 2 + 1) @ _filters().T
    if len(powers) < _SLOPE_FRAMES:
        return np.zeros((0, CEPSTRA))
    levels_db = 10 * np.log10(np.maximum(powers, _LEAST_POWER))
    levels_db = np.maximum(levels_db, levels_db.max() - _SPAN_DB)
    shapes = dct(levels_db, axis=1, norm="ortho")[:, :_SHAPES]
    slopes = savgol_filter(shapes, _SLOPE_FRAMES, polyorder=1, deriv=1, axis=0)
    is_loud = shapes[:, 0] > np.percentile(shapes[:, 0], 95) - _SPEECH_RANGE
    return np.asarray(np.hstack([shapes[is_loud, 1:], slopes[is_loud, 1:]]), np.float64)


@cache
def _filters() -> npt.NDArray[np.float32]:
    """Triangles of equal area, shape (40, 257)."""
    corners_hz = mel_corners_hz(_LOWEST_HZ, _HIGHEST_HZ, _BANDS)
    lines_hz = np.linspace(0, RATE_HZ / 2, _FRAME // 2 + 1)
    area = 2.0 / (corners_hz[2:] - corners_hz[:-2])
    return (triangles(corners_hz, lines_hz) * area[:, None]).astype(np.float32)
