"""Mains hum: 50 or 60 Hz and its harmonics, from a bad cable, a power supply or a fan."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.quality.measures.level import speech_power
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.levels import peak_of, power_db
from voicecloner.sound.resampling import resample
from voicecloner.sound.spectra import line_powers
from voicecloner.speech.vad import VAD_RATE_HZ

MAINS_HZ = (50, 60)
_RATE_HZ = 2_000
_FRAME = 2_048
_HOP = 256
_STRAY_HZ = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
_HARMONICS = 12
_QUIETEST_PERCENT = 10
_STANDS_OUT = 20.0
_STANDS_OUT_ALONE = 300.0
_HIGHEST_LINE = 950

Lines = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Hum:
    """What hums.

    Attributes:
        mains_hz: 50 or 60.
        below_voice_db: how far the power of all its lines lies below the voice.
    """

    mains_hz: int
    below_voice_db: float


def hum(recording: MeasuredRecording) -> Hum | None:
    """Lines that stand at multiples of the mains frequency all the time.

    In spectra of one second (1 Hz apart) every line is taken at its 10th percentile over time: the harmonics of a
    voice come and go, hum stays. A line counts that stands 13 dB above its neighbours; there must be two, or one of
    the first three harmonics must stand out by 25 dB.

    Returns:
        None without speech to compare with, below 1.5 s, or where nothing hums.
    """
    voice = _voice_power(recording)
    lines = _steady_lines(recording)
    if lines is None or not voice:
        return None
    found = [(power, mains) for mains, hz in _candidates() if (power := _power_at(lines, hz))]
    if not found:
        return None
    power, mains = max(found)
    return Hum(mains, -power_db(power / voice))


def _candidates() -> Iterator[tuple[int, float]]:
    """Mains wander by a few tenths of a hertz, and so do the clocks of recorders."""
    return ((mains, mains + stray) for mains in MAINS_HZ for stray in _STRAY_HZ)


def _voice_power(recording: MeasuredRecording) -> float:
    """On the scale of `samples_16k`."""
    scale = peak_of(recording.clip.samples) ** 2
    return (speech_power(recording.powers, recording.probabilities) or 0.0) / scale if scale else 0.0


def _steady_lines(recording: MeasuredRecording) -> Lines | None:
    """Shape (1025,): power of a sine in each line that is there nearly always."""
    from scipy.signal import windows

    if len(recording.listened) < 1.5 * VAD_RATE_HZ:
        return None
    low = resample(recording.listened, VAD_RATE_HZ, _RATE_HZ)
    window = windows.blackmanharris(_FRAME).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(low, _FRAME)[::_HOP]
    powers = line_powers(views * window)
    steady: Lines = np.percentile(powers, _QUIETEST_PERCENT, axis=0) * 2 / float(window.sum()) ** 2
    return steady


def _power_at(lines: Lines, hz: float) -> float:
    """Power of all harmonics of `hz` that stand out; 0 if that is not hum."""
    places = [round(hz * k * _FRAME / _RATE_HZ) for k in range(1, _HARMONICS + 1)]
    peaks = [_peak_and_rise(lines, place) for place in places if place < _HIGHEST_LINE]
    heard = [peak for peak, rise in peaks if rise > _STANDS_OUT]
    alone = max(rise for _, rise in peaks[:3])
    return sum(heard) if len(heard) >= 2 or alone > _STANDS_OUT_ALONE else 0.0


def _peak_and_rise(lines: Lines, place: int) -> tuple[float, float]:
    beside = np.concatenate((lines[place - 20 : place - 6], lines[place + 7 : place + 21]))
    peak = float(lines[place - 2 : place + 3].max())
    return peak, peak / (float(np.median(beside)) + 1e-20)
