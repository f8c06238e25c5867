"""A natural voice: what of a person the network is told, and how it lies in a voice file."""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.colour import colour_of
from voicecloner.engines.adapters.natural.model.network import TIMBRE_NUMBERS
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.refusals import damaged_voice

Numbers = npt.NDArray[np.float32]

SLOWEST_PACE, FASTEST_PACE = 0.6, 1.6
_PITCH_HZ = (30.0, 1000.0)
_COLOUR = "colour."
_STOCK_VOICES = 54


@dataclass(frozen=True)
class PitchRange:
    """Where a voice moves, over its voiced frames.

    Attributes:
        median_hz: the middle.
        low_hz: a tenth of the frames lies below.
        high_hz: a tenth lies above.
    """

    median_hz: float
    low_hz: float
    high_hz: float


@dataclass(frozen=True, eq=False)
class NaturalVoice:
    """A person as the network is told.

    Attributes:
        timbre: float32, shape (128,).
        manner: float32, shape (54,): how much of each stock voice's manner; they add up to 1.
        pitch: where the person's voice moves.
        usual: where the network would move by itself in this timbre and manner.
        speed: the network's speed at which it has the person's pace.
        pause: length of the person's pauses relative to the network's.
        colour: arrays for `colour.coloured`.
    """

    timbre: Numbers
    manner: Numbers
    pitch: PitchRange
    usual: PitchRange
    speed: float = 1.0
    pause: float = 1.0
    colour: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict)

    def style(self, token_count: int) -> Numbers:
        """What the encoder takes for a text of so many tokens: float32, shape (256,)."""
        return np.concatenate([self.timbre, load_basis().manner(self.manner, token_count)])


def pack(voice: NaturalVoice) -> VoiceData:
    """The voice as it is saved."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "timbre": np.asarray(voice.timbre, np.float32),
        "manner": np.asarray(voice.manner, np.float32),
        "pitch_hz": _hz(voice.pitch),
        "usual_hz": _hz(voice.usual),
        "pace": np.array([voice.speed, voice.pause], np.float32),
        **{_COLOUR + name: array for name, array in voice.colour.items()},
    }
    return VoiceData(arrays, {"kind": "natural"})


def unpack(data: VoiceData) -> NaturalVoice:
    """A saved voice.

    Raises:
        EngineError: it is damaged.
    """
    try:
        timbre, manner = (_checked(data.arrays[name], size) for name, size in _SIZES.items())
        speed, pause = _checked(data.arrays["pace"], 2).tolist()
        ranges = [_range(_checked(data.arrays[name], 3)) for name in ("pitch_hz", "usual_hz")]
        if not (SLOWEST_PACE <= speed <= FASTEST_PACE and SLOWEST_PACE <= pause <= FASTEST_PACE):
            raise ValueError(speed, pause)
        colour = {name.removeprefix(_COLOUR): array for name, array in data.arrays.items() if name.startswith(_COLOUR)}
        # Looked at now, so that a damaged colour is refused when the voice is loaded and not in mid-sentence.
        colour_of(colour)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged_voice() from error
    return NaturalVoice(timbre, manner, ranges[0], ranges[1], speed, pause, colour)


_SIZES = {"timbre": TIMBRE_NUMBERS, "manner": _STOCK_VOICES}


def _hz(pitch: PitchRange) -> Numbers:
    return np.array([getattr(pitch, field.name) for field in fields(pitch)], np.float32)


def _range(numbers: Numbers) -> PitchRange:
    median, low, high = (float(number) for number in numbers)
    if not _PITCH_HZ[0] <= low <= median <= high <= _PITCH_HZ[1]:
        raise ValueError(numbers)
    return PitchRange(median, low, high)


def _checked(array: npt.NDArray[Any], size: int) -> Numbers:
    if array.dtype != np.float32 or array.shape != (size,) or not np.isfinite(array).all():
        raise ValueError(array.shape)
    return array
