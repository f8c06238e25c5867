"""Filters that take out what lies beside a voice."""

from functools import cache

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.resampling import resample

RUMBLE_HZ = 60
"""What lies below is no part of a voice."""
_RATE_HZ = 16_000


def without_rumble(samples_16k: Samples) -> npt.NDArray[np.float64]:
    """What lies above 60 Hz of sound at 16 kHz: shape (n,) -> shape (n,)."""
    from scipy import signal  # 0.3 s that the window's start should not pay

    if not len(samples_16k):
        return np.zeros(0)
    result: npt.NDArray[np.float64] = signal.sosfilt(rumble_filter(), samples_16k.astype(np.float64))
    return result


@cache
def rumble_filter() -> npt.NDArray[np.float64]:
    """Sections of a second-order Butterworth high-pass at 60 Hz for sound at 16 kHz.

    The first call loads scipy: make it before a microphone is opened, because loading holds PortAudio's thread up.
    """
    from scipy import signal

    sections: npt.NDArray[np.float64] = signal.butter(2, RUMBLE_HZ, "highpass", fs=_RATE_HZ, output="sos")
    return sections


def voice_band(samples_16k: Samples, rate_hz: int, band_hz: tuple[int, int]) -> Samples:
    """A band of sound at 16 kHz, by a Butterworth band-pass of the fourth order.

    Args:
        samples_16k: shape (n,).
        rate_hz: the sample rate of what comes back.
        band_hz: lowest and highest frequency that pass.
    """
    from scipy import signal

    low = resample(samples_16k, _RATE_HZ, rate_hz)
    sections = signal.butter(4, band_hz, "bandpass", fs=rate_hz, output="sos")
    return np.asarray(signal.sosfilt(sections, low).astype(np.float32))
