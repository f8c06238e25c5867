"""Keeping sound below a true peak without making all of it quieter: only what stands around a peak is turned down."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.levels import peak_of
from voicecloner.sound.loudness import HIDDEN, MARGIN_FRAMES, oversampling
from voicecloner.sound.resampling import resample

# So long before and after a peak the gain is at its lowest, and as long again it takes to come there: longer than a
# period of a low voice, so that the gain does not follow the voice's own waves.
_HOLD_S = 0.010


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
        self._reach = self._width + MARGIN_FRAMES  # how far to each side a sample's gain looks
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
        if peak_of(self._seen) > self._ceiling * HIDDEN:
            ready = np.asarray(ready * self._gain()[self._done : end], np.float32)
        forgotten = max(0, end - self._reach)
        self._seen, self._done = self._seen[forgotten:], end - forgotten
        return ready

    def _gain(self) -> npt.NDArray[np.float64]:
        """The lowest gain around each sample, smoothed over as much: never above what a peak needs, never a jump."""
        wanted = self._ceiling / np.maximum(self._levels(), self._ceiling)
        return _mean_around(_lowest_around(wanted, self._width), self._width)

    def _levels(self) -> Samples:
        """The highest level at each sample and between it and its neighbours."""
        factor, frames = oversampling(self._rate), len(self._seen)
        between = np.resize(resample(self._seen, self._rate, self._rate * factor), frames * factor)
        after = np.abs(between.reshape(frames, factor)).max(axis=1)
        levels: Samples = np.maximum(after, np.abs(self._seen))
        levels[1:] = np.maximum(levels[1:], after[:-1])
        return levels


def _lowest_around(values: npt.NDArray[np.floating], width: int) -> npt.NDArray[np.floating]:
    """The lowest of so many values around each; beyond the ends the last ones go on."""
    lowest = np.pad(values, width // 2, mode="edge")
    have = 1
    while 2 * have <= width:
        lowest = np.minimum(lowest[:-have], lowest[have:])
        have *= 2
    return np.minimum(lowest[: len(values)], lowest[width - have :][: len(values)])


def _mean_around(values: npt.NDArray[np.floating], width: int) -> npt.NDArray[np.float64]:
    """The mean of so many values around each; beyond the ends the last ones go on."""
    sums = np.cumsum(np.concatenate([[0.0], np.pad(values, width // 2, mode="edge")]))
    return np.asarray((sums[width:] - sums[:-width]) / width, np.float64)
