"""What a meter and a waveform show of sound as it arrives."""

import math

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Level, Samples
from voicecloner.sound.levels import FULL_SCALE, amplitude_db

PAIR_S = 0.05
"""Each pair of the waveform spans this many seconds."""

SILENT_LEVEL = Level(-math.inf, -math.inf)
_LEVEL_PAIRS = 2  # 100 ms: a window that looks 10 times a second or more sees every peak


class Meter:
    """Level, clipping, run of digital silence and 50 ms min/max pairs of a growing sound; not thread-safe.

    Attributes:
        sample_rate: Hz.
        frames: samples so far.
        clipped_samples: samples at full scale so far.
        zero_frames: length of the run of exactly-zero samples at the end.
    """

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.frames = 0
        self.clipped_samples = 0
        self.zero_frames = 0
        self._pair_frames = round(sample_rate * PAIR_S)
        self._rest = np.zeros(0, np.float32)
        self._pairs = np.zeros((256, 2), np.float32)
        self._count = 0
        self._mean_squares: list[float] = []

    def add(self, samples: Samples) -> None:
        """Take in the next samples, shape (frames,)."""
        self.frames += len(samples)
        self.clipped_samples += int(np.count_nonzero(np.abs(samples) >= FULL_SCALE))
        # Digital silence is exactly zero; a microphone that is switched on never gives that.
        sounding = np.flatnonzero(samples)
        self.zero_frames = len(samples) - 1 - int(sounding[-1]) if len(sounding) else self.zero_frames + len(samples)
        waiting = np.concatenate((self._rest, samples))
        whole = len(waiting) // self._pair_frames
        self._rest = waiting[whole * self._pair_frames :]
        if whole:
            self._add_pairs(waiting[: whole * self._pair_frames].reshape(whole, self._pair_frames))

    @property
    def pairs(self) -> npt.NDArray[np.float32]:
        """Lowest and highest sample of each whole 50 ms so far, shape (pairs, 2); read-only, stays valid."""
        view = self._pairs[: self._count]
        view.flags.writeable = False
        return view

    @property
    def level(self) -> Level:
        """Level of the last 100 ms."""
        recent = self._pairs[max(0, self._count - _LEVEL_PAIRS) : self._count]
        if not len(recent):
            return SILENT_LEVEL
        peak = float(np.abs(recent).max())
        mean_square = sum(self._mean_squares) / len(self._mean_squares)
        return Level(amplitude_db(peak), amplitude_db(math.sqrt(mean_square)), peak >= FULL_SCALE)

    def _add_pairs(self, blocks: npt.NDArray[np.float32]) -> None:
        end = self._count + len(blocks)
        if end > len(self._pairs):
            # A new array: views handed out earlier keep the old one.
            grown = np.zeros((2 * end, 2), np.float32)
            grown[: self._count] = self._pairs[: self._count]
            self._pairs = grown
        self._pairs[self._count : end] = np.stack((blocks.min(axis=1), blocks.max(axis=1)), axis=1)
        self._count = end
        recent = [float(value) for value in np.mean(np.square(blocks[-_LEVEL_PAIRS:], dtype=np.float64), axis=1)]
        self._mean_squares = (self._mean_squares + recent)[-_LEVEL_PAIRS:]
