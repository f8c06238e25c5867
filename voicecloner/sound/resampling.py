"""Changing the sample rate: the one place where soxr is called."""

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import Samples

if TYPE_CHECKING:
    import soxr


def resample(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """Change the sample rate with soxr's HQ filter (aliases below -140 dB).

    Args:
        samples: shape (frames,).
        from_rate: Hz.
        to_rate: Hz.

    Returns:
        float32, shape (round(frames * to_rate / from_rate),).
    """
    if from_rate == to_rate or not len(samples):
        return samples
    import soxr  # takes a moment to load, which the start of the window need not wait for

    return np.asarray(soxr.resample(samples, from_rate, to_rate, quality="HQ"), np.float32)


def resampler(from_rate: int, to_rate: int) -> "soxr.ResampleStream":
    """The same for mono sound that comes in blocks.

    Args:
        from_rate: Hz.
        to_rate: Hz.

    Returns:
        its `resample_chunk(samples, last)` takes and gives float32 of shape (frames,); `last` gives what was held back.
    """
    import soxr

    return soxr.ResampleStream(from_rate, to_rate, 1, dtype="float32", quality="HQ")


def resampled(blocks: Iterable[Samples], from_rate: int, to_rate: int) -> Generator[Samples]:
    """Mono sound in blocks of shape (frames,) at another rate in Hz; as it is where the rates are the same."""
    if from_rate == to_rate:
        yield from blocks
        return
    change = resampler(from_rate, to_rate)
    for block in blocks:
        yield change.resample_chunk(block)
    yield change.resample_chunk(np.zeros(0, np.float32), last=True)
