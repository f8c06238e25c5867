"""How rough a recording is from moment to moment: where stops burst, and how sharply it ever jumps."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.builtin.analysis import HOP
from voicecloner.engines.builtin.features import Features

_AROUND_FRAMES = 9
_LEAST_RISE = 0.7  # natural log: twice as rough as its surroundings
_MOST_RISE = 1.5
_FAINTEST = 1e-6


def roughness(samples: Samples) -> Features:
    """Largest second difference within the 5 ms around each frame's centre, shape (len(samples) // HOP,)."""
    count = len(samples) // HOP
    jumps = np.abs(np.diff(samples[: count * HOP], 2, prepend=0, append=0))
    return np.asarray(np.pad(jumps, (HOP // 2, HOP))[: count * HOP].reshape(count, HOP).max(axis=1), np.float32)


def bursts(samples: Samples, voiced: npt.NDArray[np.bool_]) -> Features:
    """How much of a burst two frames from each frame on are near to, 0..1.5, shape (frames,); none in voiced sounds.

    Args:
        samples: `HOP` for each frame.
        voiced: shape (frames,).
    """
    from scipy.ndimage import maximum_filter1d, median_filter

    rough = roughness(samples)
    rise = np.log((rough + _FAINTEST) / (median_filter(rough, _AROUND_FRAMES) + _FAINTEST)) - _LEAST_RISE
    audible = ~voiced & (rough > np.median(rough))
    strength = maximum_filter1d(np.clip(rise, 0, _MOST_RISE) * audible, 3)  # a grain reaches a frame to either side
    return np.asarray(np.maximum(strength, np.append(strength[1:], 0)), np.float32)
