"""What a cloned voice is, and how it is packed into `VoiceData`."""

import json
from dataclasses import dataclass
from typing import Any

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
        transcribed: whether the words of the recording were known.
        rate_wpm: the user's pace, as espeak-ng's words per minute.
        space: normalization of espeak-ng's cepstra and the known phonemes.
        frames: the user's frames: envelope and pitch.
        sound: the user's waveform and pitch marks.
        clip: which recording each frame is from, shape (frames,).
        keys: espeak-ng's keys at each frame, see `SourceSpace.keys`.
        labels: phoneme of each frame.
        residual: how badly the regression explains each frame, shape (frames,); a doubtful alignment shows here.
        spectrum: regression from keys and one-hot phonemes to envelope cepstra.
        mean, deviation: of the user's envelope cepstra while speaking, shape (cepstra,).
        source_mean, source_deviation: of espeak-ng's, see `envelope_cepstra`.
        warp: vocal-tract length factor from espeak-ng's voice to the user's.
        source_share: share of espeak-ng's own spectra in the speech, 0..1: more is clearer, less more alike.
    """

    source_voice: str
    language: str
    transcribed: bool
    rate_wpm: float
    space: SourceSpace
    frames: VoiceFrames
    sound: GrainSource
    clip: Integers
    keys: Features
    labels: Labels
    residual: Features
    spectrum: KernelRidge
    mean: Features
    deviation: Features
    source_mean: Features
    source_deviation: Features
    warp: float
    source_share: float


_TEXTS = ("source_voice", "language", "transcribed", "rate_wpm", "warp", "source_share")
_HALF = ("keys", "residual", "mean", "deviation", "source_mean", "source_deviation")


def pack(voice: VoiceModel) -> VoiceData:
    """Arrays and text for a safetensors file; features in half precision, which is far below what can be heard."""
    arrays: dict[str, npt.NDArray[np.generic]] = {name: _half(getattr(voice, name)) for name in _HALF}
    arrays |= {
        "envelope": _half(voice.frames.envelope),
        "log_f0": voice.frames.log_f0,
        "voiced": voice.frames.voiced,
        "samples": np.round(np.clip(voice.sound.samples, -1, 1) * 32767).astype(np.int16),
        "marks": voice.sound.marks,
        "clip": voice.clip.astype(np.int16),
        "phonemes": np.stack([voice.labels.phoneme, voice.labels.before, voice.labels.after]).astype(np.int16),
        "position": _half(voice.labels.position),
        "space": np.stack([voice.space.mean, voice.space.scale]),
        "centres": _half(voice.spectrum.centres),
        "weights": voice.spectrum.weights,
        "offset": voice.spectrum.offset,
    }
    texts = {name: getattr(voice, name) for name in _TEXTS}
    texts |= {"names": voice.space.names, "kernel_width": voice.spectrum.width}
    return VoiceData(arrays, {_METADATA: json.dumps(texts, ensure_ascii=False)})


def unpack(data: VoiceData) -> VoiceModel:
    """The voice in a `VoiceData`.

    Raises:
        EngineError: the data is incomplete or not of this engine.
    """
    try:
        return _unpacked(data, json.loads(data.metadata[_METADATA]))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError("The voice's data is damaged.", "Rebuild the voice from its kept recording.") from error


def _unpacked(data: VoiceData, texts: dict[str, Any]) -> VoiceModel:
    phoneme, before, after = _integers(data, "phonemes")
    space_mean, space_scale = _track(data, "space")
    width = float(texts["kernel_width"])
    return VoiceModel(
        source_voice=str(texts["source_voice"]),
        language=str(texts["language"]),
        transcribed=bool(texts["transcribed"]),
        rate_wpm=float(texts["rate_wpm"]),
        warp=float(texts["warp"]),
        source_share=float(texts["source_share"]),
        space=SourceSpace(space_mean, space_scale, tuple(texts["names"])),
        frames=VoiceFrames(_track(data, "envelope"), _track(data, "log_f0"), data.arrays["voiced"].astype(np.bool_)),
        sound=GrainSource(_track(data, "samples") / np.float32(32767), _integers(data, "marks")),
        clip=_integers(data, "clip"),
        labels=Labels(phoneme, before, after, _track(data, "position")),
        spectrum=KernelRidge(_track(data, "centres"), width, _track(data, "weights"), _track(data, "offset")),
        **{name: _track(data, name) for name in _HALF},
    )


def _track(data: VoiceData, name: str) -> Features:
    return data.arrays[name].astype(np.float32)


def _integers(data: VoiceData, name: str) -> Integers:
    return data.arrays[name].astype(np.int32)


def _half(array: Features) -> npt.NDArray[np.float16]:
    return np.clip(array, -6e4, 6e4).astype(np.float16)
