"""The waveform of a sound of any length in a few thousand pairs, made as it goes by."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.outline import peak_pairs

_FINEST_MS = 10.0


class Overview:
    """Lowest and highest sample of equal stretches; two neighbours become one whenever there are too many.

    Args:
        sample_rate: Hz.
        most_pairs: how many pairs there are in the end at most; half as many at least, if the sound is long enough.
    """

    def __init__(self, sample_rate: int, most_pairs: int = 4000) -> None:
        self._sample_rate = sample_rate
        self._most = most_pairs
        self._per_pair = max(1, round(_FINEST_MS / 1000 * sample_rate))
        self._pairs = np.zeros((0, 2), np.float32)
        self._rest = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> None:
        """Take the next samples, shape (frames,)."""
        waiting = np.concatenate([self._rest, samples])
        whole = len(waiting) // self._per_pair * self._per_pair
        self._rest = waiting[whole:]
        self._pairs = np.concatenate([self._pairs, self._pairs_of(waiting[:whole])])
        while len(self._pairs) > self._most:
            self._halve()

    @property
    def pairs(self) -> npt.NDArray[np.float32]:
        """Shape (n, 2), columns low and high; the last stretch may be shorter than the others."""
        return np.concatenate([self._pairs, self._pairs_of(self._rest)])[: self._most]

    @property
    def pair_s(self) -> float:
        """How long the stretch of one pair is, seconds."""
        return self._per_pair / self._sample_rate

    def _pairs_of(self, samples: Samples) -> npt.NDArray[np.float32]:
        return peak_pairs(samples, self._sample_rate, 1000.0 * self._per_pair / self._sample_rate)

    def _halve(self) -> None:
        """An odd last pair goes back to the samples that wait, as its two extremes."""
        if len(self._pairs) % 2:
            self._rest = np.concatenate([_as_samples(self._pairs[-1], self._per_pair), self._rest])
            self._pairs = self._pairs[:-1]
        low, high = self._pairs[:, 0].reshape(-1, 2).min(axis=1), self._pairs[:, 1].reshape(-1, 2).max(axis=1)
        self._pairs = np.stack([low, high], axis=1)
        self._per_pair *= 2


def _as_samples(pair: npt.NDArray[np.float32], count: int) -> Samples:
    """A stretch of `count` samples with these extremes."""
    samples = np.full(count, pair[0], np.float32)
    samples[-1] = pair[1]
    return samples
