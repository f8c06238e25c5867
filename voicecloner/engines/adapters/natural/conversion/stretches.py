"""Cuts a piece of speech where it is quietest into stretches that are said again one by one."""

from collections.abc import Iterator

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.model.network import FRAME_SAMPLES, SAMPLE_RATE_HZ

_SHORTEST_S, _LONGEST_S = 4.0, 10.0
# A pause between words is at least so long.
_QUIET_FRAMES = 6


def stretches_of(speech: Samples) -> list[slice]:
    """Stretches of at most 10 s, of 4 s or more but for the last, on the grid of the network's frames.

    Args:
        speech: 24 kHz, any length; together the stretches are all of it.
    """
    return list(_stretches(speech))


def _stretches(speech: Samples) -> Iterator[slice]:
    start = 0
    while len(speech) - start > round(_LONGEST_S * SAMPLE_RATE_HZ):
        end = start + _quietest(speech[start : start + round(_LONGEST_S * SAMPLE_RATE_HZ)])
        yield slice(start, end)
        start = end
    yield slice(start, len(speech))


def _quietest(speech: Samples) -> int:
    """The sample in the middle of the quietest 0.15 s that does not come too early."""
    first = round(_SHORTEST_S * SAMPLE_RATE_HZ / FRAME_SAMPLES)
    frames = speech[: len(speech) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.square(frames[first:], dtype=np.float64).sum(axis=1)
    around = np.convolve(power, np.ones(_QUIET_FRAMES), "valid")
    return (first + int(around.argmin()) + _QUIET_FRAMES // 2) * FRAME_SAMPLES
