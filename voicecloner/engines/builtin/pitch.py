"""Pitch tracking by autocorrelation and dynamic programming (Boersma 1993), one value for every 5 ms."""

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.builtin.features import FRAME_S, Features, frame_count
from voicecloner.jobs import CancelToken

_RATE = 8_000
_FFT_SIZE = 1024
_CANDIDATES = 6
_PERIODS_IN_WINDOW = 3
_OCTAVE_COST = 0.01
_JUMP_COST = 1.0  # per octave in one frame of 5 ms
_SWITCH_COST = 0.28  # between voiced and unvoiced
_VOICING_THRESHOLD = 0.25
_SILENCE_THRESHOLD = 0.02
_WIDEST_HZ = (60.0, 500.0)
_FRAMES_PER_BLOCK = 1000


def find_f0(samples: Samples, sample_rate: int, cancel: CancelToken) -> Features:
    """F0 in Hz (0: unvoiced), shape (frame_count,): once over the whole range of voices, then again around the median.

    The second, narrow pass is what keeps out most octave errors.
    """
    import soxr

    signal = np.asarray(soxr.resample(samples, sample_rate, _RATE), np.float32)
    count = frame_count(len(samples), sample_rate)
    f0 = _track(signal, count, _WIDEST_HZ, cancel)
    if not (f0 > 0).any():
        return f0
    median = float(np.exp(np.median(np.log(f0[f0 > 0]))))
    return _track(signal, count, (max(50.0, 0.5 * median), min(600.0, 2.1 * median)), cancel)


def _track(signal: Samples, count: int, range_hz: tuple[float, float], cancel: CancelToken) -> Features:
    loudest = float(np.abs(signal - signal.mean()).max()) if len(signal) else 0.0
    if loudest <= 0:
        return np.zeros(count, np.float32)
    blocks = []
    for start in range(0, count, _FRAMES_PER_BLOCK):
        cancel.raise_if_cancelled()
        blocks.append(_candidates(signal, np.arange(start, min(start + _FRAMES_PER_BLOCK, count)), range_hz, loudest))
    hz, strength = (np.concatenate([block[k] for block in blocks]) for k in range(2))
    return _best_path(hz, strength)


def _candidates(
    signal: Samples, frames: npt.NDArray[np.int64], range_hz: tuple[float, float], loudest: float
) -> tuple[Features, Features]:
    """Candidate F0 and its strength, shapes (frames, _CANDIDATES + 1); the last column, 0 Hz, is "unvoiced"."""
    width = min(int(_PERIODS_IN_WINDOW * _RATE / range_hz[0]) // 2 * 2, _FFT_SIZE // 2)
    starts = np.round(frames * FRAME_S * _RATE).astype(np.int64)
    padded = np.pad(signal, (width // 2, width + 1))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[starts]
    windows = windows - windows.mean(axis=1, keepdims=True)
    loudness = np.abs(windows).max(axis=1) / loudest
    correlation = _normalized_autocorrelation(windows, width)
    low, high = max(2, int(_RATE / range_hz[1])), min(int(_RATE / range_hz[0]) + 1, width - 2)
    hz, strength = _peaks(correlation, low, high)
    strength = np.where(hz > 0, strength + _OCTAVE_COST * np.log2(np.maximum(hz, 1.0) / range_hz[0]), -1.0)
    silence = np.maximum(0, 2 - (loudness / _SILENCE_THRESHOLD) / (1 + _VOICING_THRESHOLD))
    unvoiced = (_VOICING_THRESHOLD + silence)[:, None]
    zeros = np.zeros_like(unvoiced)
    return np.concatenate([hz, zeros], axis=1), np.concatenate([strength, unvoiced], axis=1)


def _normalized_autocorrelation(windows: Features, width: int) -> Features:
    shape = np.hanning(width).astype(np.float32)

    def autocorrelation(rows: Features) -> Features:
        spectra = np.fft.rfft(rows, _FFT_SIZE)
        return np.asarray(np.fft.irfft(spectra.real**2 + spectra.imag**2)[..., :width], np.float32)

    raw, reference = autocorrelation(windows * shape), autocorrelation(shape)
    reference = np.maximum(reference / reference[0], 1e-3)
    return np.asarray(raw / np.maximum(raw[:, :1], 1e-9) / reference)


def _peaks(correlation: Features, low: int, high: int) -> tuple[Features, Features]:
    """The strongest local maxima between two lags, refined by a parabola; 0 Hz where there are fewer."""
    before, here, after = (correlation[:, low + o : high + o] for o in (-1, 0, 1))
    is_peak = (here > before) & (here >= after) & (here > 0.2)
    # without the octave term multiples of the period are as strong as the period itself
    favour = here - _OCTAVE_COST * np.log2(np.arange(low, high) / low).astype(np.float32)
    ranked = np.argpartition(np.where(is_peak, -favour, np.inf), _CANDIDATES, axis=1)[:, :_CANDIDATES]
    rows = np.arange(len(here))[:, None]
    left, middle, right = before[rows, ranked], here[rows, ranked], after[rows, ranked]
    curve = np.minimum(left - 2 * middle + right, -1e-6)
    shift = np.clip(0.5 * (left - right) / curve, -0.5, 0.5)
    top = np.minimum(middle - 0.25 * (left - right) * shift, 1.0)
    found = is_peak[rows, ranked]
    hz = np.where(found, _RATE / (ranked + low + shift), 0.0)
    return hz.astype(np.float32), np.where(found, top, -1.0).astype(np.float32)


def _best_path(hz: Features, strength: Features) -> Features:
    voiced = hz > 0
    octave = np.log2(np.maximum(hz, 1.0))
    total, back = -strength[0], np.zeros(hz.shape, np.int8)
    for k in range(1, len(hz)):
        change = np.abs(octave[k - 1][:, None] - octave[k][None]) * _JUMP_COST
        same = voiced[k - 1][:, None] == voiced[k][None]
        step = np.where(same, change * voiced[k][None], _SWITCH_COST) + total[:, None]
        back[k] = step.argmin(axis=0)
        total = step.min(axis=0) - strength[k]
    f0 = np.zeros(len(hz), np.float32)
    place = int(total.argmin())
    for k in range(len(hz) - 1, -1, -1):
        f0[k] = hz[k, place]
        place = int(back[k, place])
    return f0
