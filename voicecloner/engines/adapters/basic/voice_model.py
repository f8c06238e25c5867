"""What a basic voice is, and how it is packed into `VoiceData`."""

import json
from dataclasses import asdict, dataclass, field

import numpy as np

from voicecloner.engines.adapters.basic.spectrum import BANDS, Bands
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.refusals import damaged_voice

_METADATA = "basic_voice"
_GAIN = "gain_db"


@dataclass(frozen=True)
class Manner:
    """How espeak-ng is made to sound like a person.

    Attributes:
        source: its voice variant, e.g. ``"mike2"``.
        language: BCP 47 tag of the reference.
        formants: how many times higher the formants of the person lie than those of the variant.
        pitch_st: median pitch of the person, semitones over 55 Hz.
        pitch_factor: how many times wider the person's pitch moves, in semitones.
        rate_wpm: the person's pace as espeak-ng's words per minute.
    """

    source: str
    language: str
    formants: float
    pitch_st: float
    pitch_factor: float
    rate_wpm: float


@dataclass(frozen=True, eq=False)
class VoiceModel:
    """A basic voice.

    Attributes:
        manner: its numbers.
        gain_db: what is added to the long-term spectrum, level included, shape (BANDS,).
    """

    manner: Manner
    gain_db: Bands = field(default_factory=lambda: np.zeros(BANDS))


def pack(voice: VoiceModel) -> VoiceData:
    """The voice as `VoiceData`."""
    return VoiceData({_GAIN: voice.gain_db}, {_METADATA: json.dumps(asdict(voice.manner))})


def unpack(data: VoiceData) -> VoiceModel:
    """The voice in a `VoiceData`.

    Raises:
        EngineError: the data is incomplete or not of this engine.
    """
    try:
        manner = Manner(**json.loads(data.metadata[_METADATA]))
        gain_db = np.asarray(data.arrays[_GAIN], np.float64)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged_voice() from error
    if gain_db.shape != (BANDS,) or not np.isfinite(gain_db).all():
        raise damaged_voice()
    return VoiceModel(manner, gain_db)
