"""Spectral features of speech at a fixed frame period: log-mel, cepstra, slopes, speech activity.

Frame k is centred at k * `FRAME_S` seconds, whatever the sample rate, so that frames of recordings, of espeak-ng and of
WORLD fall together.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

Features = npt.NDArray[np.float32]
"""Shape (frames, dimensions)."""

FRAME_S = 0.005
FRAMES_PER_S = 200
WINDOW_S = 0.025
MEL_BANDS = 40
_LOWEST_HZ = 60.0
_HIGHEST_HZ = 7600.0  # below the Nyquist frequency of 16 kHz recordings
_FRAMES_PER_BLOCK = 4000  # 20 s: spectra of an hour at once would not fit into memory
_FLOOR = 1e-8  # about -80 dB: below any recorded room


def hz_to_mel(hz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Mel scale of O'Shaughnessy (1987)."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz, dtype=np.float64) / 700.0))


def mel_to_hz(mel: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Inverse of `hz_to_mel`."""
    return np.asarray(700.0 * (10.0 ** (np.asarray(mel, dtype=np.float64) / 2595.0) - 1.0))


@cache
def mel_filters(bands: int, fft_size: int, sample_rate: int, highest_hz: float, warp: float = 1.0) -> Features:
    """Triangular filters of unit sum, shape (bands, fft_size // 2 + 1); `warp` multiplies their frequencies."""
    edges = mel_to_hz(np.linspace(hz_to_mel(_LOWEST_HZ), hz_to_mel(highest_hz), bands + 2)) * warp
    hz = np.arange(fft_size // 2 + 1) * sample_rate / fft_size
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    weights = np.clip(np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre)), 0, None)
    nearest = np.minimum(np.round(edges[1:-1] * fft_size / sample_rate).astype(int), len(hz) - 1)
    empty = weights.sum(axis=1) <= 0
    weights[empty, nearest[empty]] = 1.0
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def frame_count(frames: int, sample_rate: int) -> int:
    """How many feature frames a sound of `frames` samples has; the same count WORLD gives."""
    return frames * FRAMES_PER_S // sample_rate + 1


def log_mel(samples: Samples, sample_rate: int, warp: float = 1.0) -> Features:
    """Natural log of mel power, shape (frame_count, MEL_BANDS).

    Args:
        samples: float32, shape (frames,).
        sample_rate: Hz, 16000 or more.
        warp: vocal-tract length factor: 1.1 reads the spectrum 10 % higher up.
    """
    count = frame_count(len(samples), sample_rate)
    blocks = (np.arange(start, min(start + _FRAMES_PER_BLOCK, count)) for start in range(0, count, _FRAMES_PER_BLOCK))
    mels = [log_mel_of_power(power_spectra(samples, sample_rate, block), sample_rate, warp) for block in blocks]
    return np.concatenate(mels)


def power_spectra(samples: Samples, sample_rate: int, frames: npt.NDArray[np.integer]) -> Features:
    """Power of Hann windows of `WINDOW_S` around the given frames, shape (frames, fft_size // 2 + 1)."""
    width = round(WINDOW_S * sample_rate)
    fft_size = 1 << (width - 1).bit_length()
    starts = np.round(frames * FRAME_S * sample_rate).astype(np.int64)
    padded = np.pad(samples, (width // 2, width + 1))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[starts] * np.hanning(width).astype(np.float32)
    spectra = np.fft.rfft(windows, fft_size)
    return np.asarray(spectra.real**2 + spectra.imag**2, dtype=np.float32)


def log_mel_of_power(power: Features, sample_rate: int, warp: float = 1.0) -> Features:
    """Log-mel of `power_spectra`, shape (frames, MEL_BANDS)."""
    fft_size = 2 * (power.shape[1] - 1)
    filters = mel_filters(MEL_BANDS, fft_size, sample_rate, _HIGHEST_HZ, warp)
    return np.asarray(np.log(power @ filters.T + np.float32(_FLOOR)))


@cache
def _cosines(bands: int, count: int) -> Features:
    """Orthonormal DCT-II, shape (bands, count)."""
    basis = np.cos(np.pi * (np.arange(bands)[:, None] + 0.5) * np.arange(count)[None] / bands) * np.sqrt(2.0 / bands)
    basis[:, 0] /= np.sqrt(2.0)
    return np.asarray(basis, np.float32)


def cepstra(log_spectra: Features, count: int) -> Features:
    """First `count` orthonormal DCT coefficients of log spectra (frames, bands)."""
    return np.asarray(log_spectra @ _cosines(log_spectra.shape[1], count))


def log_spectra_of(cepstra_: Features, bands: int) -> Features:
    """Smooth log spectra (frames, bands) from cepstra (frames, count): the inverse of `cepstra`."""
    return np.asarray(cepstra_ @ _cosines(bands, cepstra_.shape[1]).T)


def slopes(track: Features, reach: int) -> Features:
    """Regression slope of each column over +-`reach` frames (Furui 1986)."""
    padded = np.pad(track, ((reach, reach), (0, 0)), "edge")
    count = len(track)
    total = np.zeros_like(track)
    for step in range(1, reach + 1):
        total += step * (padded[reach + step : reach + step + count] - padded[reach - step : reach - step + count])
    return total / np.float32(2 * sum(step * step for step in range(1, reach + 1)))


def smooth(track: Features, sigma_frames: float) -> Features:
    """Gaussian smoothing along time."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(track, sigma_frames, axis=0), dtype=track.dtype)


def speech_activity(log_mels: Features, share: float = 0.3) -> npt.NDArray[np.bool_]:
    """Frames louder than `share` of the way from the quietest to the loudest (5th to 95th percentile), in log power."""
    loudness = smooth(log_mels.mean(axis=1), 3)
    low, high = np.percentile(loudness, [5, 95])
    return np.asarray(loudness > low + share * (high - low))


def squared_distances(rows: Features, columns: Features) -> Features:
    """Squared Euclidean distances, shape (len(rows), len(columns))."""
    squares = (rows**2).sum(axis=1)[:, None] + (columns**2).sum(axis=1)[None] - 2 * (rows @ columns.T)
    np.maximum(squares, 0, out=squares)
    return np.asarray(squares)
