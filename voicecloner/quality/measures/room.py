"""The sound of a room in which nobody speaks: how loud, how steady, and whether the mains hums in it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.noise import LOWEST_FLOOR_DBFS
from voicecloner.quality.measures.recording import Powers, frame_powers
from voicecloner.sound.filters import without_rumble
from voicecloner.sound.levels import power_db
from voicecloner.sound.resampling import resample
from voicecloner.speech.vad import VAD_RATE_HZ

MAINS_HZ = (50, 60)
LEAST_S = 1.0

_SETTLING_FRAMES = 3
_HARMONICS = 8
_SHARED_HZ = 300  # the sixth harmonic of one mains is the fifth of the other
_STRAY_HZ = 0.4  # mains wander by 0.2 Hz, recorders' clocks by less
_NEIGHBOURS_HZ = (4.0, 18.0)
_STANDS_OUT = 10 ** (13 / 10)
_STANDS_OUT_ALONE = 10 ** (25 / 10)
_FIRST = 3

Spectrum = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RoomSound:
    """What was measured.

    Attributes:
        floor_dbfs: level of the background above 60 Hz, the median of all 32 ms; not below -120.
        spread_db: how far the loudest tenth of the time stands above the median: a word or a bang shows here.
        hum_hz: 50 or 60; None where the mains does not hum.
        hum_dbfs: level of the hum with its harmonics; None without hum.
        is_zero: whether every sample is exactly the same.
    """

    floor_dbfs: float
    spread_db: float
    hum_hz: int | None
    hum_dbfs: float | None
    is_zero: bool


def room_sound(clip: AudioClip) -> RoomSound:
    """Measure a room.

    Args:
        clip: at least one second in which nobody speaks; two tell the mains frequency well.

    Raises:
        ValueError: the clip is shorter.
    """
    if clip.seconds < LEAST_S:
        raise ValueError(f"{clip.seconds:.2f} s are too short to measure a room")
    if float(np.ptp(clip.samples)) == 0.0:
        return RoomSound(LOWEST_FLOOR_DBFS, 0.0, None, None, is_zero=True)
    powers = _powers(clip)
    middle, loud = (max(power_db(float(power)), LOWEST_FLOOR_DBFS) for power in np.percentile(powers, (50, 90)))
    mains, power = _hum(clip)
    return RoomSound(middle, loud - middle, mains, power_db(power) if mains else None, is_zero=False)


def _powers(clip: AudioClip) -> Powers:
    """Mean square of each 32 ms between 60 Hz and 8 kHz, where reviews measure the background; the first tenth of a
    second, in which the filter settles, is left out.
    """
    at_16k = resample(clip.samples - clip.samples.mean(), clip.sample_rate, VAD_RATE_HZ)
    return frame_powers(without_rumble(at_16k))[_SETTLING_FRAMES:]


def _hum(clip: AudioClip) -> tuple[int | None, float]:
    """Mains frequency in Hz and power of its lines; None if there are none."""
    spectrum, bin_hz = _spectrum(clip)
    found = [(_lines_power(spectrum, bin_hz, mains), mains) for mains in MAINS_HZ]
    power, mains = max(found)
    return (mains, power) if power else (None, 0.0)


def _spectrum(clip: AudioClip) -> tuple[Spectrum, float]:
    """Power of a sine in each bin, and the distance of the bins in Hz."""
    from scipy.signal import windows

    window = windows.blackmanharris(clip.frames)
    amplitudes = np.abs(np.fft.rfft((clip.samples - clip.samples.mean()) * window)) * 2 / window.sum()
    return np.asarray(amplitudes**2 / 2), clip.sample_rate / clip.frames


def _lines_power(spectrum: Spectrum, bin_hz: float, mains: int) -> float:
    """Power of the harmonics that stand out; 0 unless there are two of them, or one of the first three by 25 dB."""
    places = [mains * k for k in range(1, _HARMONICS + 1) if mains * k % _SHARED_HZ]
    lines = [_line(spectrum, bin_hz, hz) for hz in places]
    heard = [power for power, rise in lines if rise > _STANDS_OUT]
    alone = max(rise for _, rise in lines[:_FIRST])
    return sum(heard) if len(heard) >= 2 or alone > _STANDS_OUT_ALONE else 0.0


def _line(spectrum: Spectrum, bin_hz: float, hz: float) -> tuple[float, float]:
    """Power of the highest bin at `hz`, and how many times that is of the median beside it."""

    def between(low_hz: float, high_hz: float) -> Spectrum:
        return spectrum[max(0, round(low_hz / bin_hz)) : round(high_hz / bin_hz) + 1]

    near, far = _NEIGHBOURS_HZ
    beside = np.concatenate((between(hz - far, hz - near), between(hz + near, hz + far)))
    peak = float(between(hz - _STRAY_HZ - bin_hz, hz + _STRAY_HZ + bin_hz).max())
    return peak, peak / (float(np.median(beside)) + 1e-20)
