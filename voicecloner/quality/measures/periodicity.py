"""How much a sound repeats itself at the pace of a voice: vowels do, a whisper and most noises do not."""

from functools import cache

import numpy as np
import numpy.typing as npt

WINDOW = 1024
"""Samples of one window, 64 ms at 16 kHz: four periods of the deepest voice."""

PERIODIC = 0.6
"""From here on a window counts as voiced."""

_RATE_HZ = 16_000
_FFT = 2 * WINDOW
_BAND_HZ = (70, 1_000)
_LAGS = slice(_RATE_HZ // 500, _RATE_HZ // 61)

Windows = npt.NDArray[np.float32]


def periodicity(windows: Windows) -> npt.NDArray[np.float32]:
    """Height of the highest peak of each window's autocorrelation, for voices of 61 to 500 Hz.

    The autocorrelation is divided by that of the window function (Boersma 1993) and computed of 70-1000 Hz alone, where
    the harmonics of a voice stand and most hiss does not.

    Args:
        windows: shape (windows, 1024), sound at 16 kHz.

    Returns:
        shape (windows,), 0..1; 0 for silence.
    """
    from scipy import fft

    spectra = fft.rfft(windows * _hann(), _FFT)
    hz = np.fft.rfftfreq(_FFT, 1 / _RATE_HZ)
    powers = np.abs(spectra) ** 2 * ((hz >= _BAND_HZ[0]) & (hz <= _BAND_HZ[1]))
    lags = fft.irfft(powers)[:, : _LAGS.stop + 1]
    alike = lags / np.maximum(lags[:, :1], 1e-12) / _own_lags()
    middle, before, after = (alike[:, _LAGS.start + step : _LAGS.stop + step] for step in (0, -1, 1))
    peaks = np.where((middle >= before) & (middle >= after), middle, 0.0).max(axis=1)
    return np.asarray(np.clip(peaks, 0.0, 1.0), np.float32)


@cache
def _hann() -> Windows:
    return np.asarray(np.hanning(WINDOW), np.float32)


@cache
def _own_lags() -> npt.NDArray[np.float64]:
    lags: npt.NDArray[np.float64] = np.fft.irfft(np.abs(np.fft.rfft(_hann(), _FFT)) ** 2)[: _LAGS.stop + 1]
    return np.asarray(lags / lags[0])
