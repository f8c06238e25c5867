"""The bands in which a voice's colour is measured and changed: 40 of equal width on Slaney's mel scale, 10 ms apart."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.sound.mel import mel_corners_hz, triangles
from voicecloner.sound.spectra import hann

Numbers = npt.NDArray[np.floating[Any]]
Spectra = npt.NDArray[np.complex64]

SAMPLE_RATE_HZ = 24_000
FRAME = 1024
HOP = 240
BANDS = 40
LOWEST_HZ, HIGHEST_HZ = 50.0, 11_500.0
_LEAST_POWER = 1e-9
_SPEECH_HZ = (200.0, 4000.0)
_ACTIVE_DB = 35.0


@cache
def window() -> Numbers:
    """Hann, periodic: shape (1024,)."""
    return hann(FRAME)


def spectra(samples: Samples) -> Spectra:
    """Spectra of the frames that lie whole in the sound: shape (frames, 513).

    Args:
        samples: float32, shape (n,), n >= 1024, 24 kHz.
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    return np.fft.rfft(frames * window(), axis=1).astype(np.complex64)


def levels_db(lines: Spectra) -> Numbers:
    """Mean power in each band, dB: shape (frames, 40)."""
    power = np.square(np.abs(lines)) @ weights().T
    return np.asarray(10 * np.log10(power + _LEAST_POWER), np.float32)


def measured_levels_db(samples: Samples) -> Numbers:
    """The levels of a whole sound, frame after frame centred every 10 ms: shape (frames, 40)."""
    return levels_db(spectra(np.pad(samples, FRAME // 2)))


def active(levels: Numbers) -> npt.NDArray[np.bool_]:
    """Which frames hold speech: those within 35 dB of the loud ones."""
    total = speech_level_db(levels)
    return np.asarray(total > np.percentile(total, 95) - _ACTIVE_DB)


def speech_level_db(levels: Numbers) -> Numbers:
    """How loud each frame is where speech lies: shape (frames,), of levels of shape (frames, 40)."""
    return np.asarray(10 * np.log10(np.mean(10 ** (levels[:, speech_bands()] / 10), axis=1)))


def level_db(levels: Numbers) -> Numbers:
    """How loud each frame is, hisses too, but without rumble: shape (frames,), of levels of shape (frames, 40)."""
    heard = levels[:, centres_hz() > _SPEECH_HZ[0]]
    return np.asarray(10 * np.log10(np.mean(10 ** (heard / 10), axis=1)))


@cache
def centres_hz() -> npt.NDArray[np.float64]:
    """Middles of the bands: shape (40,)."""
    return _corners_hz()[1:-1]


@cache
def speech_bands() -> npt.NDArray[np.bool_]:
    """The bands that say how loud speech is: 200 to 4000 Hz."""
    centres = centres_hz()
    return np.asarray((centres > _SPEECH_HZ[0]) & (centres < _SPEECH_HZ[1]))


@cache
def weights() -> Numbers:
    """Triangles that average over each band: shape (40, 513)."""
    lines = np.linspace(0, SAMPLE_RATE_HZ / 2, FRAME // 2 + 1)
    counted = triangles(_corners_hz(), lines)
    return np.asarray(counted / np.maximum(counted.sum(axis=1, keepdims=True), 1e-9), np.float32)


@cache
def spreading() -> Numbers:
    """Turns numbers for the bands into a smooth curve over the spectrum's lines: shape (40, 513)."""
    return spreading_to(np.linspace(0, SAMPLE_RATE_HZ / 2, FRAME // 2 + 1))


def spreading_to(places_hz: npt.NDArray[np.float64]) -> Numbers:
    """Turns numbers for the bands into those at other frequencies: shape (40, places)."""
    scale, places = np.log1p(centres_hz() / 700), np.log1p(places_hz / 700)
    rows = [np.interp(places, scale, row) for row in np.eye(BANDS)]
    return np.array(rows, np.float32)


def _corners_hz() -> npt.NDArray[np.float64]:
    return mel_corners_hz(LOWEST_HZ, HIGHEST_HZ, BANDS)
