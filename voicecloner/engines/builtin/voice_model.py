"""What a cloned voice is, and how it is packed into `VoiceData`."""

import json
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.analysis import VoiceFrames
from voicecloner.engines.builtin.features import Features
from voicecloner.engines.builtin.grains import GrainSource
from voicecloner.engines.builtin.regression import KernelRidge
from voicecloner.engines.builtin.source_speech import Integers, Labels, SourceSpace
from voicecloner.errors import EngineError

_METADATA = "builtin_voice"


@dataclass(frozen=True, eq=False)
class VoiceModel:
    """A cloned voice: the user's frames, what espeak-ng said at each of them, and the map between the two.

    Attributes:
        source_voice: espeak-ng variant that is mapped to the user, e.g. ``"klatt6"``.
        language: BCP 47 tag of the reference.
        rate_wpm: the user's pace, as espeak-ng's words per minute.
        level_rms: RMS of the user's active speech.
        space: normalization of espeak-ng's cepstra and the known phonemes.
        frames: the user's frames: envelope and pitch.
        sound: the user's waveform and pitch marks.
        clip: which recording each frame is from, shape (frames,).
        keys: espeak-ng's keys at each frame, see `SourceSpace.keys`.
        labels: phoneme of each frame.
        residual: how badly the regression explains each frame, shape (frames,); a doubtful alignment shows here.
        spectrum: regression from keys and one-hot phonemes to envelope cepstra.
        deviation: of the user's envelope cepstra while speaking, shape (cepstra,).
        equalizer: long-term correction of what the voice says, natural log power, shape (bands,).
    """

    source_voice: str
    language: str
    rate_wpm: float
    level_rms: float
    space: SourceSpace
    frames: VoiceFrames
    sound: GrainSource
    clip: Integers
    keys: Features
    labels: Labels
    residual: Features
    spectrum: KernelRidge
    deviation: Features
    equalizer: Features


_GROUPS: dict[str, type] = {"frames": VoiceFrames, "labels": Labels}
_SINGLE = ("clip", "keys", "residual", "deviation", "equalizer")
_TEXTS = ("source_voice", "language", "rate_wpm", "level_rms")


def pack(voice: VoiceModel) -> VoiceData:
    """Arrays and text for a safetensors file; spectra in half precision, which is far below what can be heard."""
    arrays = {name: _compact(getattr(voice, name)) for name in _SINGLE}
    for group, kind in _GROUPS.items():
        for field in fields(kind):
            arrays[f"{group}.{field.name}"] = _compact(getattr(getattr(voice, group), field.name))
    arrays |= {"sound.samples": np.round(np.clip(voice.sound.samples, -1, 1) * 32767).astype(np.int16), "sound.marks": voice.sound.marks}
    arrays |= {"space.mean": voice.space.mean, "space.scale": voice.space.scale}
    arrays |= {f"spectrum.{n}": _compact(getattr(voice.spectrum, n)) for n in ("centres", "offset")}
    arrays["spectrum.weights"] = voice.spectrum.weights
    texts = {name: getattr(voice, name) for name in _TEXTS}
    texts |= {"names": voice.space.names, "spectrum_width": voice.spectrum.width}
    return VoiceData(arrays, {_METADATA: json.dumps(texts, ensure_ascii=False)})


def unpack(data: VoiceData) -> VoiceModel:
    """The voice in a `VoiceData`.

    Raises:
        EngineError: the data is incomplete or not of this engine.
    """
    try:
        texts = json.loads(data.metadata[_METADATA])
        groups = {name: _group(kind, name, data) for name, kind in _GROUPS.items()}
        single = {name: _wide(data.arrays[name]) for name in _SINGLE}
        sound = GrainSource(data.arrays["sound.samples"].astype(np.float32) / 32767, data.arrays["sound.marks"])
        space = SourceSpace(_wide(data.arrays["space.mean"]), _wide(data.arrays["space.scale"]), tuple(texts["names"]))
        parts = {n: _wide(data.arrays[f"spectrum.{n}"]) for n in ("centres", "weights", "offset")}
        spectrum = KernelRidge(width=float(texts["spectrum_width"]), **parts)
        described = {name: texts[name] for name in _TEXTS}
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError("The voice's data is damaged.", "Rebuild the voice from its kept recording.") from error
    return VoiceModel(space=space, sound=sound, spectrum=spectrum, **described, **groups, **single)


def _group(kind: type, name: str, data: VoiceData) -> object:
    return kind(**{field.name: _wide(data.arrays[f"{name}.{field.name}"]) for field in fields(kind)})


def _compact(array: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    if array.dtype == np.int32:
        return array.astype(np.int16)
    if array.dtype == np.float32:
        return np.clip(array, -6e4, 6e4).astype(np.float16)
    return array


def _wide(array: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    if array.dtype == np.int16:
        return array.astype(np.int32)
    return array.astype(np.float32) if array.dtype == np.float16 else array
