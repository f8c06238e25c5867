"""The outline of a sound: what its waveform is painted from."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

THUMBNAIL_BARS = 24


def thumbnail(samples: Samples) -> bytes:
    """How loud a sound is along its length, small enough to be kept with each row of a list.

    Returns:
        `THUMBNAIL_BARS` bytes, each the root mean square of a stretch: 255 is that of the loudest one; empty for an
        empty sound.
    """
    if not len(samples):
        return b""
    edges = np.arange(THUMBNAIL_BARS + 1) * len(samples) // THUMBNAIL_BARS
    # of a sound with fewer samples than bars, some stretches are empty: they show their neighbour
    powers = np.add.reduceat(np.square(samples, dtype=np.float64), edges[:-1]) / np.maximum(np.diff(edges), 1)
    levels = np.sqrt(powers)
    return bytes(np.rint(255 * levels / (levels.max() or 1.0)).astype(np.uint8))


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
