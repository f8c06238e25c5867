"""The outline of a sound: what its waveform is painted from."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

THUMBNAIL_BARS = 48
_FLOOR_DB = -42.0


def thumbnail(samples: Samples) -> bytes:
    """How loud a sound is along its length, small enough to be kept with each row of a list.

    Returns:
        `THUMBNAIL_BARS` bytes, each the peak of a stretch on a scale of decibels: 0 is `_FLOOR_DB` below the loudest
        stretch or lower, 255 the loudest; empty for an empty sound.
    """
    if not len(samples):
        return b""
    starts = np.arange(THUMBNAIL_BARS) * len(samples) // THUMBNAIL_BARS
    peaks = np.maximum.reduceat(np.abs(samples), starts)
    loudest = float(peaks.max()) or 1.0
    levels_db = 20 * np.log10(np.maximum(peaks / loudest, 1e-6))
    return bytes(np.clip(np.rint(255 * (1 - levels_db / _FLOOR_DB)), 0, 255).astype(np.uint8))


def peak_pairs(samples: Samples, sample_rate: int, pair_ms: float = 50.0) -> npt.NDArray[np.float32]:
    """Lowest and highest sample of each stretch of `pair_ms`, for painting a waveform.

    Returns:
        shape (n, 2), columns low and high; the last stretch may be shorter than the others.
    """
    if not len(samples):
        return np.zeros((0, 2), np.float32)
    starts = np.arange(0, len(samples), max(1, round(sample_rate * pair_ms / 1000.0)))
    low, high = np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)
    return np.stack([low, high], axis=1)
