"""Whether two voices sound at once: their mixture has two pitches."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.quality.measures.activity import during
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.filters import voice_band
from voicecloner.speech.vad import VAD_RATE_HZ, merged

_RATE_HZ = 8_000
_BAND_HZ = (70, 1_500)
_FRAME = 480
_HOP = 160
_FFT = 2_048
_LAGS = slice(16, 116)
_MOST_FRAMES = 1_500
_ENOUGH_FRAMES = 50
_BELOW_LOUD = 0.1
_ONE_PITCH = 0.85
_ANOTHER_PITCH = 0.7
_APART_OCTAVES = 0.08
_TOGETHER_S = 0.5
# A frame by itself may be a stumble of the measure; several within half a second are a place to point at.
_FEWEST_FRAMES = 3

Frames = npt.NDArray[np.float32]
Column = npt.NDArray[np.floating]
Times = npt.NDArray[np.floating]


@dataclass(frozen=True)
class TwoPitches:
    """How much two voices sound at once.

    Attributes:
        percent: share of the loudest speech in which a second pitch is heard beside the first.
        spans: where that is, single moments left out.
    """

    percent: float
    spans: tuple[Span, ...]


def two_pitches(recording: MeasuredRecording) -> TwoPitches | None:
    """In how much of the loudest speech a second pitch is heard beside the first.

    The strongest period of 60 ms is cancelled by subtracting the sound one period earlier (de Cheveigné, "Separation of
    concurrent harmonic sounds", 1993). What one voice leaves is faint and repeats itself no more; what two leave has
    the period of the other. Single voices have up to 2.4 %, two that speak all the time 4 to 13.

    Returns:
        None with less than a second of loud speech.
    """
    frames, times_s = _loud_frames(recording)
    if len(frames) < _ENOUGH_FRAMES:
        return None
    first, is_like_first = _period(frames[:, _LAGS.stop :])
    later = np.arange(_LAGS.stop, frames.shape[1])
    rest = frames[:, later] - np.take_along_axis(frames, later - first[:, None], axis=1)
    second, is_like_second = _period(rest)
    octaves = np.abs(np.log2(second / first))
    is_other = np.minimum(octaves, np.abs(octaves - 1)) > _APART_OCTAVES
    is_mixed = (is_like_first < _ONE_PITCH) & (is_like_second > _ANOTHER_PITCH) & is_other
    return TwoPitches(100.0 * float(np.mean(is_mixed)), _spans(times_s[is_mixed]))


def _spans(times_s: Times) -> tuple[Span, ...]:
    """Stretches with several moments close to each other."""
    half_s = _FRAME / 2 / _RATE_HZ
    moments = [Span(float(time_s) - half_s, float(time_s) + half_s) for time_s in times_s]
    stretches = merged(moments, _TOGETHER_S) if moments else ()
    return tuple(
        span for span in stretches if np.sum((times_s > span.start_s) & (times_s < span.end_s)) >= _FEWEST_FRAMES
    )


def _loud_frames(recording: MeasuredRecording) -> tuple[Frames, Times]:
    """The loudest 10 dB of speech, spread over all of it, shape (up to 1500, 480 + twice the longest period), and the
    times of their middles in seconds.
    """
    size = _FRAME + 2 * _LAGS.stop
    if len(recording.listened) < 2 * size * VAD_RATE_HZ // _RATE_HZ:
        return np.zeros((0, size), np.float32), np.zeros(0)
    voice = voice_band(recording.listened, _RATE_HZ, _BAND_HZ)
    frames = np.lib.stride_tricks.sliding_window_view(voice, size)[::_HOP]
    times_s = (np.arange(len(frames)) * _HOP + size / 2) / _RATE_HZ
    is_spoken = during(recording.speech, times_s)
    spoken, times_s = frames[is_spoken], times_s[is_spoken]
    if not len(spoken):
        return spoken, times_s
    power = np.einsum("ij,ij->i", spoken, spoken)
    loud = np.flatnonzero(power > np.percentile(power, 90) * _BELOW_LOUD)
    chosen = loud[:: 1 + len(loud) // _MOST_FRAMES]
    return np.ascontiguousarray(spoken[chosen]), times_s[chosen]


def _period(frames: Frames) -> tuple[npt.NDArray[np.int64], Column]:
    """The period of each frame in samples, and how alike the sound is one period apart, -1..1.

    The cross-correlation of the end of each frame with what lies up to 115 samples earlier, divided by the power of
    both.
    """
    from scipy import fft

    size = frames.shape[1] - _LAGS.stop
    end = frames[:, _LAGS.stop :]
    products = fft.irfft(fft.rfft(frames, _FFT) * np.conj(fft.rfft(end, _FFT)), _FFT)[:, : _LAGS.stop + 1]
    sums = np.cumsum(np.pad(np.square(frames, dtype=np.float64), ((0, 0), (1, 0))), axis=1)
    powers = sums[:, size:] - sums[:, : _LAGS.stop + 1]
    alike = products / np.sqrt(np.maximum(powers * powers[:, -1:], 1e-20))
    wanted = alike[:, ::-1][:, _LAGS]  # place p is the lag 116 - p
    best = wanted.argmax(axis=1)
    return best + _LAGS.start, wanted[np.arange(len(best)), best]
