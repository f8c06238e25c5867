"""Notes that are held, as instruments do and speech does not."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.resampling import resample
from voicecloner.sound.spectra import decibels, power_spectra
from voicecloner.speech.vad import VAD_RATE_HZ

_RATE_HZ = 8_000
_FRAME = 1_024
_HOP = 128
_LINES = 384
_LOWEST_LINE = 25
_HELD_FRAMES = 25
_FALL_DB = 8.0
_STANDS_OUT_DB = 6.0
_AUDIBLE_DB = 50.0
_LOUD_DB = 45.0
_AROUND = 17
_ALWAYS = 0.8
_AT_ONCE = 2
_BESIDE_HUM_HZ = 12.0

Mask = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.floating]


def held_percent(recording: MeasuredRecording, mains_hz: int | None = None) -> float:
    """Share of the recording in which two or more partials are held, in percent.

    A partial is a peak between 200 Hz and 3 kHz, 6 dB above its surroundings in spectra of 128 ms. It is held if it
    stays within 8 Hz for 0.4 s and loses no more than 8 dB meanwhile: the harmonics of a speaking voice glide, and
    those that a room holds die away. Lines that sound more than four fifths of the time are a fan, no music.

    Args:
        recording: with or without speech.
        mains_hz: 50 or 60 where mains hum was found, whose harmonics are left out then.

    Returns:
        0..100; 0 for recordings shorter than half a second.
    """
    low = resample(recording.listened, VAD_RATE_HZ, _RATE_HZ)
    levels = decibels(power_spectra(low, _FRAME, _HOP, _LINES))
    if len(levels) <= _HELD_FRAMES:
        return 0.0
    strongest = levels.max(axis=1)
    loudness = float(np.percentile(strongest, 95))
    peaks = _peaks(levels) & (levels > loudness - _AUDIBLE_DB)
    held = _held(peaks, levels)
    # A fan or a transformer holds its tone all the time; no tune does.
    held[:, (held.mean(axis=0) > _ALWAYS) | _humming(mains_hz)] = False
    # Where the peak is itself: its neighbours belong to the same partial.
    partials = (held & peaks)[:, _LOWEST_LINE:].sum(axis=1)
    return 100.0 * float(np.mean(partials[strongest > loudness - _LOUD_DB] >= _AT_ONCE))


def _humming(mains_hz: int | None) -> Mask:
    """Shape (384,): the lines beside multiples of the mains frequency."""
    line_hz = np.arange(_LINES) * _RATE_HZ / _FRAME
    if mains_hz is None:
        return np.zeros(_LINES, bool)
    beside: Mask = np.abs(line_hz - mains_hz * np.round(line_hz / mains_hz)) < _BESIDE_HUM_HZ
    return beside


def _peaks(levels: Levels) -> Mask:
    """Lines higher than two neighbours on each side and than the mean around them."""
    from scipy.ndimage import uniform_filter1d

    peaks = levels > uniform_filter1d(levels, _AROUND, axis=1) + _STANDS_OUT_DB
    middle = levels[:, 2:-2]
    for first in (0, 1, 3, 4):
        peaks[:, 2:-2] &= middle >= levels[:, first : first + middle.shape[1]]
    peaks[:, :2] = peaks[:, -2:] = False
    return peaks


def _held(peaks: Mask, levels: Levels) -> Mask:
    """Where a peak, give or take a line, belongs to a stretch of 0.4 s in which it is never away and hardly falls."""
    never_away = _all_of_next(_highest_of_three(peaks), _HELD_FRAMES)[: 1 - _HELD_FRAMES]
    around = _highest_of_three(levels)
    starts = never_away & (around[_HELD_FRAMES - 1 :] > around[: len(never_away)] - _FALL_DB)
    return _spread(starts, len(levels))


def _spread(starts: Mask, frames: int) -> Mask:
    """All frames of the stretches that start where `starts` says."""
    held = np.zeros((frames, starts.shape[1]), bool)
    held[: len(starts)] = starts
    for step in _doubling(_HELD_FRAMES):
        held[step:] |= held[:-step]
    return held


def _all_of_next(mask: Mask, count: int) -> Mask:
    """Whether a frame and the `count` - 1 after it are all true; the last `count` - 1 say nothing."""
    result = mask.copy()
    for step in _doubling(count):
        result[:-step] &= result[step:]
    return result


def _doubling(count: int) -> Iterator[int]:
    """Shifts that, one after the other, let a frame reach over `count` frames."""
    reached = 1
    while reached < count:
        step = min(reached, count - reached)
        yield step
        reached += step


def _highest_of_three(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each line or one of its neighbours, whichever is higher."""
    highest = rows.copy()
    np.maximum(highest[:, 1:], rows[:, :-1], out=highest[:, 1:])
    np.maximum(highest[:, :-1], rows[:, 1:], out=highest[:, :-1])
    return highest
