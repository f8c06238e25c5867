"""What the loudspeaker played, held against what it was to play."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from tests.support.virtual_microphone import SAMPLE_RATE, lag_of
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.sound.resampling import resampler

STEP = 1 / 32768
_SPIN = "while True: pass"


def at_the_loudspeaker(clip: AudioClip) -> Samples:
    """The samples of a clip as the player brings them to the loudspeaker's rate."""
    resampled: Samples = resampler(clip.sample_rate, SAMPLE_RATE).resample_chunk(clip.samples, last=True)
    return resampled


def worst_difference(expected: Samples, heard: Samples) -> float:
    """The largest difference of any sample, in steps of 16 bits, where both are laid over each other."""
    start = lag_of(expected, heard)
    part = heard[start : start + len(expected)]
    return float(np.abs(part - expected).max() / STEP) if len(part) == len(expected) else float("inf")


@contextmanager
def busy_cores(processes: int) -> Iterator[None]:
    """So many processes that never rest, until the end of the `with` block."""
    running = [subprocess.Popen([sys.executable, "-c", _SPIN]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait(10)
