"""The melody of a recording, moved to where another voice sings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import SAMPLE_RATE_HZ
from voicecloner.engines.adapters.natural.melody import pitch_range, within_range
from voicecloner.engines.adapters.natural.model.network import MELODY_RATE_HZ
from voicecloner.engines.adapters.natural.voice import PitchRange
from voicecloner.jobs import CancelToken

Numbers = npt.NDArray[np.float64]

_LEAST_HZ, _MOST_HZ = 60.0, 500.0
# What lies further from the median is creak or an octave misread.
_LOWEST, _HIGHEST = 0.6, 2.2
_LEAST_STRETCH, _MOST_STRETCH = 0.4, 1.6
_SMOOTHING = np.hanning(5)[1:-1] / np.hanning(5).sum()


@dataclass(frozen=True, eq=False)
class SourceMelody:
    """How somebody sings while they speak.

    Attributes:
        logs: natural log of the pitch in Hz, 80 a second, also where there is none: between its neighbours.
        is_voiced: where there was one, shape of `logs`.
        range: where it moves; None where nobody has a voice.
    """

    logs: Numbers
    is_voiced: npt.NDArray[np.bool_]
    range: PitchRange | None


@dataclass(frozen=True, eq=False)
class Recorded:
    """A stretch of somebody's speech.

    Attributes:
        samples: 24 kHz.
        melody: of it.
    """

    samples: Samples
    melody: SourceMelody


def recorded(parts: Sequence[Samples], cancel: CancelToken) -> list[Recorded]:
    """The parts of a recording at 24 kHz with their melodies, by Harvest (Morise 2017), which stands noise and rooms.

    Raises:
        Cancelled: `cancel` was set.
    """
    found = [_found(part, cancel) for part in parts]
    whole = pitch_range(np.concatenate(found).astype(np.float32))
    if whole is None:
        flat = (SourceMelody(np.zeros(len(each)), np.zeros(len(each), bool), None) for each in found)
        return [Recorded(*each) for each in zip(parts, flat, strict=True)]
    sung = [_is_sung(each, whole) for each in found]
    heard = np.concatenate([each[where] for each, where in zip(found, sung, strict=True)])
    moves = pitch_range(heard.astype(np.float32))
    melodies = [SourceMelody(_logs(each, where, whole), where, moves) for each, where in zip(found, sung, strict=True)]
    return [Recorded(*each) for each in zip(parts, melodies, strict=True)]


def _found(samples: Samples, cancel: CancelToken) -> Numbers:
    """Pitch in Hz, 80 a second, 0 where there is none."""
    import pyworld

    cancel.raise_if_cancelled()
    signal, period_ms = samples.astype(np.float64), 1000 / MELODY_RATE_HZ
    pitch_hz, _times = pyworld.harvest(signal, SAMPLE_RATE_HZ, _LEAST_HZ, _MOST_HZ, period_ms)
    return np.asarray(pitch_hz, np.float64)


def _is_sung(pitch_hz: Numbers, whole: PitchRange) -> npt.NDArray[np.bool_]:
    return np.asarray((pitch_hz > _LOWEST * whole.median_hz) & (pitch_hz < _HIGHEST * whole.median_hz))


def _logs(pitch_hz: Numbers, is_voiced: npt.NDArray[np.bool_], whole: PitchRange) -> Numbers:
    """The course of the pitch through all that is not voiced, a little smoothed."""
    if not is_voiced.any():
        return np.full(len(pitch_hz), np.log(whole.median_hz))
    places = np.flatnonzero(is_voiced)
    logs = np.interp(np.arange(len(pitch_hz)), places, np.log(pitch_hz[places]))
    return np.asarray(np.convolve(np.pad(logs, 1, "edge"), _SMOOTHING, "valid"))


def sung_as(melody: SourceMelody, target: PitchRange) -> npt.NDArray[np.float32]:
    """The melody in another voice's range, Hz, also where nothing is voiced: shape of its `logs`.

    The median becomes the voice's, and the course is stretched so that it moves as far as the voice does.
    """
    own = melody.range
    if own is None:
        return np.full(len(melody.logs), target.median_hz, np.float32)
    spread = max(float(np.log(own.high_hz / own.low_hz)), 0.05)
    stretch = np.clip(np.log(target.high_hz / target.low_hz) / spread, _LEAST_STRETCH, _MOST_STRETCH)
    return within_range((melody.logs - np.log(own.median_hz)) * stretch, target)
