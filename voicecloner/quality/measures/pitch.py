"""The pitch of a voice every 10 ms; a whisper and most noises have none."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.quality.measures.recording import Recording
from voicecloner.sound.resampling import resample
from voicecloner.sound.spectra import hann
from voicecloner.speech.vad import VAD_RATE_HZ

STEP_S = 0.01
_RATE_HZ = 4_000
_FRAME = 160
_HOP = 40
_FFT = 512
_BAND_HZ = (70, 1_000)
_LAGS = slice(8, 66)
_OCTAVE_COST = 0.03

Column = npt.NDArray[np.float32]


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


def pitch_track(recording: Recording) -> PitchTrack:
    """The pitch of what is listened to of a recording, see `pitch_of`."""
    return pitch_of(recording.listened)


def pitch_of(samples_16k: Samples) -> PitchTrack:
    """The highest peak of each frame's autocorrelation between 61 and 500 Hz.

    The autocorrelation is divided by that of the window (Boersma, 1993) and computed of 70-1000 Hz alone. For the pitch
    each octave downwards costs a little, because two periods are alike as one is; a parabola through the peak and its
    neighbours places it between two samples.

    Args:
        samples_16k: shape (n,), 16 kHz.
    """
    frames = _frames(samples_16k)
    times_s = (np.arange(len(frames)) * _HOP + _FRAME / 2) / _RATE_HZ
    power = np.einsum("ij,ij->i", frames, frames) / np.float32(_FRAME)
    alike = _autocorrelation(frames)
    alike = alike / np.maximum(alike[:, :1], 1e-20) / (own := _autocorrelation(hann(_FRAME)[None])) * own[0, 0]
    middle, before, after = (alike[:, _LAGS.start + step : _LAGS.stop + step] for step in (0, -1, 1))
    peaks = np.where((middle >= before) & (middle >= after), middle, np.float32(0))
    lags = np.arange(_LAGS.start, _LAGS.stop, dtype=np.float32)
    best = (peaks + np.where(peaks > 0, _OCTAVE_COST * np.log2(lags[-1] / lags), 0)).argmax(axis=1)
    rows = np.arange(len(best))
    shift = _peak_shift(before[rows, best], middle[rows, best], after[rows, best])
    semitones = 12 * np.log2(np.float32(_RATE_HZ) / (lags[best] + shift))
    return PitchTrack(times_s, power, peaks.max(axis=1, initial=0.0), semitones.astype(np.float32))


def _frames(samples_16k: Samples) -> npt.NDArray[np.float32]:
    """Windowed, shape (frames, 160), one every 10 ms."""
    from scipy import signal

    if len(samples_16k) < VAD_RATE_HZ / 4:
        return np.zeros((0, _FRAME), np.float32)
    low = resample(samples_16k, VAD_RATE_HZ, _RATE_HZ)
    sections = signal.butter(4, _BAND_HZ, "bandpass", fs=_RATE_HZ, output="sos")
    voice = signal.sosfilt(sections, low).astype(np.float32)
    framed: npt.NDArray[np.float32] = np.lib.stride_tricks.sliding_window_view(voice, _FRAME)[::_HOP] * hann(_FRAME)
    return framed


def _autocorrelation(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    from scipy import fft

    lags = fft.irfft(np.abs(fft.rfft(frames, _FFT)) ** 2)[:, : _LAGS.stop + 1]
    return lags.astype(np.float32, copy=False)


def _peak_shift(before: Column, middle: Column, after: Column) -> Column:
    """How far from the middle one the highest point of a parabola through three values lies, in steps."""
    bend = before - 2 * middle + after
    shift = np.divide(0.5 * (before - after), bend, out=np.zeros_like(bend), where=np.abs(bend) > 1e-9)
    return np.asarray(np.clip(shift, -0.5, 0.5), np.float32)
