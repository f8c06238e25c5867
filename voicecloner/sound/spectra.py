"""Short-time spectra."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

Spectra = npt.NDArray[np.float32]
"""Shape (frames, bins): power."""

_BLOCK_FRAMES = 512  # what is in work at one time stays near the processor
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
    blocks = [
        line_powers(views[at : at + _BLOCK_FRAMES] * window)[:, :bins] for at in range(0, len(views), _BLOCK_FRAMES)
    ]
    return np.concatenate(blocks)


def line_powers(frames: npt.NDArray[np.float32]) -> Spectra:
    """Power in every line of each frame, shape (frames, n) -> (frames, n // 2 + 1).

    scipy transforms several rows at a time, which takes less than half the time that numpy needs.
    """
    from scipy import fft

    lines = fft.rfft(frames)
    powers: Spectra = lines.real**2
    powers += lines.imag**2
    return powers


def hann(size: int) -> npt.NDArray[np.float32]:
    """A periodic Hann window of `size` samples."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)


def decibels(power: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Decibels of each value, never below -120."""
    levels: npt.NDArray[np.floating] = 10 * np.log10(np.maximum(power, LEAST_POWER))
    return levels
