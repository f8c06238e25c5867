"""The outline of a sound: what its waveform is painted from."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples


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
