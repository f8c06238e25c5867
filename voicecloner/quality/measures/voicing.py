"""Whether the vocal folds swing: a whisper has no pitch."""

import numpy as np
import numpy.typing as npt

from voicecloner.quality.measures.activity import during
from voicecloner.quality.measures.recording import Recording
from voicecloner.quality.measures.spectra import hann
from voicecloner.quality.vad import VAD_RATE_HZ

_RATE_HZ = 4_000
_FRAME = 160
_HOP = 40
_FFT = 512
_BAND_HZ = (70, 1_000)
_LAGS = slice(8, 66)
_PERIODIC = 0.7
_BELOW_LOUD = 0.1
_ENOUGH_FRAMES = 30

Frames = npt.NDArray[np.float32]


def voiced_percent(recording: Recording) -> float | None:
    """Share of the loudest speech that has a pitch between 61 and 500 Hz, in percent.

    The loudest 10 dB of speech below 1 kHz are vowels, in normal speech nearly all of them voiced. A frame of 40 ms is
    voiced if its autocorrelation, divided by that of its window (Boersma 1993), has a peak of 0.7 or more.

    Returns:
        None with less than 0.3 s of speech.
    """
    if len(recording.listened) < VAD_RATE_HZ / 4 or not recording.speech:
        return None
    frames = _frames(recording)
    times_s = (np.arange(len(frames)) * _HOP + _FRAME / 2) / _RATE_HZ
    spoken = frames[during(recording.speech, times_s)]
    if len(spoken) < _ENOUGH_FRAMES:
        return None
    power = np.einsum("ij,ij->i", spoken, spoken)
    loud = spoken[power > np.percentile(power, 90) * _BELOW_LOUD]
    return 100.0 * float(np.mean(_periodicity(loud) > _PERIODIC)) if len(loud) else None


def _frames(recording: Recording) -> Frames:
    """Windowed, shape (frames, 160), one every 10 ms."""
    import soxr
    from scipy import signal

    low = soxr.resample(recording.listened, VAD_RATE_HZ, _RATE_HZ)
    sections = signal.butter(4, _BAND_HZ, "bandpass", fs=_RATE_HZ, output="sos")
    voice = signal.sosfilt(sections, low).astype(np.float32)
    framed: Frames = np.lib.stride_tricks.sliding_window_view(voice, _FRAME)[::_HOP] * hann(_FRAME)
    return framed


def _periodicity(frames: Frames) -> Frames:
    """Height of the highest peak of each frame's autocorrelation, 0..1, shape (frames,)."""
    similar = _autocorrelation(frames)
    similar = similar / np.maximum(similar[:, :1], 1e-20) / (own := _autocorrelation(hann(_FRAME)[None])) * own[0, 0]
    middle = similar[:, _LAGS]
    before, after = similar[:, _LAGS.start - 1 : _LAGS.stop - 1], similar[:, _LAGS.start + 1 : _LAGS.stop + 1]
    peaks: Frames = np.where((middle >= before) & (middle >= after), middle, 0).max(axis=1)
    return peaks


def _autocorrelation(frames: Frames) -> Frames:
    from scipy import fft

    lags = fft.irfft(np.abs(fft.rfft(frames, _FFT)) ** 2)[:, : _LAGS.stop + 1]
    return lags.astype(np.float32, copy=False)
