"""What the networks of the watermark look at: the lines below 2 kHz of a spectrum, every 10 ms.

The networks were trained at 32 kHz with windows of 2048 samples. At 8 kHz a window of 512 is as long and has lines at
the same places, for a quarter of the work; the lines above 2 kHz, which the networks never see, are left alone.
"""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.spectra import hann

MARK_RATE_HZ = 8_000
LINES = 128
_WINDOW = 512
_HOP = 80
_TRAINED_WINDOW = 2048
_LEAST = 1e-9
_LOWEST_DB = -180.0
# Of the networks' numbers, 0 is -180 dB and 1 is 15 dB above a full-scale sample's.
RANGE_DB = 195.0
"""A difference of 1 in the networks' unit of levels, in decibels."""

Lines = npt.NDArray[np.complexfloating]
"""Shape (frames, 257)."""
Levels = npt.NDArray[np.float32]
"""Shape (128, frames): decibels in the networks' own unit."""


def lines_of(samples_8k: Samples) -> Lines:
    """Spectra of windows of 64 ms, centred, every 10 ms, of which the first is at the sound's first sample.

    Args:
        samples_8k: shape (n,), at 8 kHz, n > 0.
    """
    half = _WINDOW // 2
    # the networks learned with mirrored edges; a sound too short to be mirrored has silence beside it
    padded = np.pad(samples_8k, half, mode="reflect" if len(samples_8k) > half else "constant")
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    return np.fft.rfft(views * hann(_WINDOW), axis=1)


def levels_of(lines: Lines) -> Levels:
    """What the networks are given of spectra."""
    amplitudes = np.abs(lines[:, :LINES]) * (_TRAINED_WINDOW / _WINDOW)
    levels = (20 * np.log10(np.maximum(amplitudes, _LEAST)) - _LOWEST_DB) / RANGE_DB
    return np.ascontiguousarray(levels.T, np.float32)


def changed_by(lines: Lines, change: Levels) -> Lines:
    """What is to be added to spectra so that their levels change by so much; silence stays silence."""
    added = np.zeros_like(lines)
    added[:, :LINES] = (10 ** (change.T * (RANGE_DB / 20)) - 1) * lines[:, :LINES]
    return added


def sound_of(lines: Lines, frames: int) -> Samples:
    """The sound with these spectra, `frames` samples at 8 kHz: the inverse of `lines_of`, by overlap and add."""
    window = hann(_WINDOW)
    pieces = np.fft.irfft(lines, _WINDOW, axis=1) * window
    sound = np.zeros(_WINDOW + _HOP * (len(lines) - 1))
    weight = np.zeros_like(sound)
    for number, piece in enumerate(pieces):
        place = slice(number * _HOP, number * _HOP + _WINDOW)
        sound[place] += piece
        weight[place] += window**2
    middle = slice(_WINDOW // 2, _WINDOW // 2 + frames)
    return np.asarray(sound[middle] / np.maximum(weight[middle], _LEAST), np.float32)
