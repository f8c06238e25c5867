"""The pitch of a voice, by autocorrelation; a whisper and most noises have none.

There are three ways, by what they cost: `pitch_of` places it between two samples every 10 ms, `rough_pitch` tells it
roughly for each 64 ms of sound that may last hours, and `periodicity` tells only how much of a pitch there is while
the sound comes in. All of them divide the autocorrelation of the windowed sound by that of the window (Boersma,
"Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound", 1993).
Where a period is chosen, each octave downwards costs a little, because two periods are alike as one is.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.filters import voice_band
from voicecloner.sound.spectra import hann

STEP_S = 0.01
WINDOW = 1024
"""Samples of one window of `periodicity` and `rough_pitch`, 64 ms at 16 kHz: four periods of the deepest voice."""
PERIODIC = 0.6
"""From this `periodicity` on a window counts as voiced."""

_RATE_HZ = 16_000
_BAND_HZ = (70, 1_000)
_SLOW_RATE_HZ = 4_000
_FRAME = 160
_HOP = 40
_FFT = 512
_LAGS = slice(8, 66)  # at 4 kHz: 500 to 61 Hz
_OCTAVE_COST = 0.03
_LAGS_16K = slice(_RATE_HZ // 500, _RATE_HZ // 61)
_ROUGH_LAGS = slice(_SLOW_RATE_HZ // 400, _SLOW_RATE_HZ // 70 + 1)
_ROUGH_OCTAVE_COST = 0.1
_ROUGHLY_VOICED = 0.5

Column = npt.NDArray[np.float32]
Windows = npt.NDArray[np.float32]
_Float = TypeVar("_Float", bound=np.floating[Any])


@dataclass(frozen=True, eq=False)
class PitchTrack:
    """What is known of each 40 ms, 10 ms apart; every array has the shape (frames,).

    Attributes:
        times_s: the middle of each frame.
        power: mean square below 1 kHz.
        periodicity: how much it repeats itself, 0..1; from about 0.7 on it is voiced.
        semitones: the pitch above 1 Hz; means nothing where the frame is not periodic.
    """

    times_s: npt.NDArray[np.float64]
    power: Column
    periodicity: Column
    semitones: Column


def pitch_of(samples_16k: Samples) -> PitchTrack:
    """The highest peak of each frame's autocorrelation between 61 and 500 Hz, computed of 70-1000 Hz alone.

    A parabola through the peak and its neighbours places it between two samples.

    Args:
        samples_16k: shape (n,), 16 kHz.
    """
    frames = _frames(samples_16k)
    times_s = (np.arange(len(frames)) * _HOP + _FRAME / 2) / _SLOW_RATE_HZ
    power = np.einsum("ij,ij->i", frames, frames) / np.float32(_FRAME)
    alike = _short_lags(frames)
    alike = alike / np.maximum(alike[:, :1], 1e-20) / (own := _short_lags(hann(_FRAME)[None])) * own[0, 0]
    peaks, before, middle, after = _peaks(alike, _LAGS)
    lags = np.arange(_LAGS.start, _LAGS.stop, dtype=np.float32)
    best = (peaks + np.where(peaks > 0, _OCTAVE_COST * np.log2(lags[-1] / lags), 0)).argmax(axis=1)
    rows = np.arange(len(best))
    shift = _peak_shift(before[rows, best], middle[rows, best], after[rows, best])
    semitones = 12 * np.log2(np.float32(_SLOW_RATE_HZ) / (lags[best] + shift))
    return PitchTrack(times_s, power, peaks.max(axis=1, initial=0.0), semitones.astype(np.float32))


def periodicity(windows: Windows) -> Column:
    """Height of the highest peak of each window's autocorrelation, for voices of 61 to 500 Hz.

    It is computed of 70-1000 Hz alone, where the harmonics of a voice stand and most hiss does not.

    Args:
        windows: shape (windows, 1024), sound at 16 kHz.

    Returns:
        shape (windows,), 0..1; 0 for silence.
    """
    from scipy import fft

    spectra = fft.rfft(windows * _window(), 2 * WINDOW)
    hz = np.fft.rfftfreq(2 * WINDOW, 1 / _RATE_HZ)
    powers = np.abs(spectra) ** 2 * ((hz >= _BAND_HZ[0]) & (hz <= _BAND_HZ[1]))
    lags = fft.irfft(powers)[:, : _LAGS_16K.stop + 1]
    peaks, *_ = _peaks(lags / np.maximum(lags[:, :1], 1e-12) / _own_lags(), _LAGS_16K)
    return np.asarray(np.clip(peaks.max(axis=1), 0.0, 1.0), np.float32)


def rough_pitch(samples_16k: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """log2 of the fundamental in Hz of each 64 ms, between 70 and 400 Hz; NaN where no period stands out.

    Args:
        samples_16k: shape (n * 1024,), freed of rumble.

    Returns:
        shape (n,).
    """
    units = samples_16k.reshape(-1, WINDOW // 4, 4).mean(axis=2)
    window = np.hanning(units.shape[1])
    found = _autocorrelation((units - units.mean(axis=1, keepdims=True)) * window)
    even = np.divide(found, found[:, :1], out=np.zeros_like(found), where=found[:, :1] > 0)
    likely = even[:, _ROUGH_LAGS] / (_autocorrelation(window) / np.sum(window**2))[_ROUGH_LAGS]
    octaves = np.log2(_SLOW_RATE_HZ / np.arange(_ROUGH_LAGS.start, _ROUGH_LAGS.stop))
    best = (likely + _ROUGH_OCTAVE_COST * octaves).argmax(axis=1)
    return np.where(likely.max(axis=1) >= _ROUGHLY_VOICED, octaves[best], np.nan)


def _frames(samples_16k: Samples) -> Windows:
    """Windowed, shape (frames, 160), one every 10 ms."""
    if len(samples_16k) < _RATE_HZ / 4:
        return np.zeros((0, _FRAME), np.float32)
    voice = voice_band(samples_16k, _SLOW_RATE_HZ, _BAND_HZ)
    framed: Windows = np.lib.stride_tricks.sliding_window_view(voice, _FRAME)[::_HOP] * hann(_FRAME)
    return framed


def _short_lags(frames: Windows) -> Windows:
    """Autocorrelation up to the longest period at 4 kHz, in single precision, which takes half the time."""
    from scipy import fft

    lags = fft.irfft(np.abs(fft.rfft(frames, _FFT)) ** 2)[:, : _LAGS.stop + 1]
    return lags.astype(np.float32, copy=False)


def _autocorrelation(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of each row, at all lags."""
    spectrum = np.fft.rfft(rows, 2 * rows.shape[-1])
    result: npt.NDArray[np.float64] = np.fft.irfft(np.abs(spectrum) ** 2)[..., : rows.shape[-1]]
    return result


def _peaks(
    alike: npt.NDArray[_Float], lags: slice
) -> tuple[npt.NDArray[_Float], npt.NDArray[_Float], npt.NDArray[_Float], npt.NDArray[_Float]]:
    """Height at each lag that is higher than its neighbours, else 0; and what is one lag before, at, and after each."""
    middle, before, after = (alike[:, lags.start + step : lags.stop + step] for step in (0, -1, 1))
    return np.where((middle >= before) & (middle >= after), middle, np.float32(0)), before, middle, after


def _peak_shift(before: Column, middle: Column, after: Column) -> Column:
    """How far from the middle one the highest point of a parabola through three values lies, in steps."""
    bend = before - 2 * middle + after
    shift = np.divide(0.5 * (before - after), bend, out=np.zeros_like(bend), where=np.abs(bend) > 1e-9)
    return np.asarray(np.clip(shift, -0.5, 0.5), np.float32)


@cache
def _window() -> Windows:
    return np.asarray(np.hanning(WINDOW), np.float32)


@cache
def _own_lags() -> npt.NDArray[np.float64]:
    """Autocorrelation of the window itself, 1 at lag 0."""
    lags = np.fft.irfft(np.abs(np.fft.rfft(_window(), 2 * WINDOW)) ** 2)[: _LAGS_16K.stop + 1]
    return np.asarray(lags / lags[0])
