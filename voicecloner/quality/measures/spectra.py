"""Short-time spectra."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

Spectra = npt.NDArray[np.float32]
"""Shape (frames, bins): power."""

_BLOCK_FRAMES = 2048
LEAST_POWER = 1e-12


def power_spectra(samples: Samples, frame: int, hop: int, bins: int) -> Spectra:
    """Power in the lowest `bins` lines of each Hann-windowed frame that fits whole into the sound.

    Args:
        samples: shape (n,).
        frame: samples in a frame.
        hop: samples from frame to frame.
        bins: how many lines to keep, at most frame // 2 + 1.

    Returns:
        float32, shape (max(0, 1 + (n - frame) // hop), bins).
    """
    if len(samples) < frame:
        return np.zeros((0, bins), np.float32)
    views = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float32, copy=False), frame)[::hop]
    window = hann(frame)
    blocks = [_powers(views[at : at + _BLOCK_FRAMES] * window, bins) for at in range(0, len(views), _BLOCK_FRAMES)]
    return np.concatenate(blocks)


def hann(size: int) -> npt.NDArray[np.float32]:
    """A periodic Hann window of `size` samples."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)


def decibels(power: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Decibels of each value, never below -120."""
    levels: npt.NDArray[np.floating] = 10 * np.log10(np.maximum(power, LEAST_POWER))
    return levels


def _powers(frames: npt.NDArray[np.float32], bins: int) -> Spectra:
    lines = np.fft.rfft(frames)[:, :bins]
    return (lines.real**2 + lines.imag**2).astype(np.float32, copy=False)
