"""Keeping sound below a true peak without making all of it quieter: only what stands around a peak is turned down."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.levels import peak_of
from voicecloner.sound.loudness import oversampling
from voicecloner.sound.resampling import resample

# So long before and after a peak the gain is at its lowest, and as long again it takes to come there: longer than a
# period of a low voice, so that the gain does not follow the voice's own waves.
_HOLD_S = 0.010
# Around a stretch that is looked at, for the filter that finds the levels between the samples.
_MARGIN_FRAMES = 64
# Levels between samples are hardly ever more than this above the samples beside them.
_HIDDEN = 0.5


def held(blocks: Iterable[Samples], sample_rate: int, ceiling_dbtp: float) -> Iterator[Samples]:
    """The sound with its peaks turned down, block by block; as many samples come out as went in.

    Args:
        blocks: float32, shape (frames,); may go beyond -1..1.
        sample_rate: Hz.
        ceiling_dbtp: the true peak that is not to be passed, dB relative to full scale. What the gain itself adds
            between samples is some hundredths of a dB.
    """
    limiter = _Limiter(sample_rate, 10.0 ** (ceiling_dbtp / 20.0))
    for block in blocks:
        if len(ready := limiter.pushed(block)):
            yield ready
    yield limiter.rest()


class _Limiter:
    def __init__(self, sample_rate: int, ceiling: float) -> None:
        self._rate, self._ceiling = sample_rate, ceiling
        self._width = 2 * round(_HOLD_S * sample_rate) + 1
        self._reach = self._width + _MARGIN_FRAMES  # how far to each side a sample's gain looks
        self._seen = np.zeros(0, np.float32)
        self._done = 0  # how much of what is seen has gone out already

    def pushed(self, samples: Samples) -> Samples:
        """What can go out by now: all but the last samples, whose surroundings are not known yet."""
        self._seen = np.concatenate([self._seen, samples])
        return self._out(max(self._done, len(self._seen) - self._reach))

    def rest(self) -> Samples:
        """What was held back."""
        return self._out(len(self._seen))

    def _out(self, end: int) -> Samples:
        if end <= self._done:
            return np.zeros(0, np.float32)
        ready = self._seen[self._done : end]
        if peak_of(self._seen) > self._ceiling * _HIDDEN:
            ready = np.asarray(ready * self._gain()[self._done : end], np.float32)
        forgotten = max(0, end - self._reach)
        self._seen, self._done = self._seen[forgotten:], end - forgotten
        return ready

    def _gain(self) -> npt.NDArray[np.float64]:
        """The lowest gain around each sample, smoothed over as much: never above what a peak needs, never a jump."""
        from scipy.ndimage import minimum_filter1d, uniform_filter1d

        wanted = self._ceiling / np.maximum(self._levels(), self._ceiling)
        lowest = minimum_filter1d(wanted, self._width, mode="nearest")
        return np.asarray(uniform_filter1d(lowest, self._width, mode="nearest"), np.float64)

    def _levels(self) -> Samples:
        """The highest level at each sample and between it and its neighbours."""
        factor, frames = oversampling(self._rate), len(self._seen)
        between = np.resize(resample(self._seen, self._rate, self._rate * factor), frames * factor)
        after = np.abs(between.reshape(frames, factor)).max(axis=1)
        levels: Samples = np.maximum(after, np.abs(self._seen))
        levels[1:] = np.maximum(levels[1:], after[:-1])
        return levels
