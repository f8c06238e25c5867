"""Pocket TTS by way of onnxruntime as the program sees it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import AudioChunk, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.text import is_speakable
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket_prompts import REPLACED
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.refusals import (
    damaged_voice,
    joined,
    other_weights,
    require_sound_alone,
    unspoken_language,
)
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.engines.adapters.pocket_lite.bundle import Arrays
    from voicecloner.engines.adapters.pocket_lite.speech_model import SpeechModel

_WEIGHTS = "mimi_encoder.onnx"  # what the frames of a voice are made with
_FRAMES = "frames"
_SAMPLE_RATE = 24_000
# the language model keeps the whole reference in mind: more of it leaves too little room for what it says
_MIN_REFERENCE_S, _MAX_REFERENCE_S = 3.0, 20.0
_FRAME_RATE_HZ, _FRAME_NUMBERS = 12.5, 1024

_INFO = EngineInfo(
    id="pocket-lite",
    title="Pocket TTS (light)",
    revision="1",
    summary="A small neural engine for six languages, on any processor, without an account and without large packages.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=_MIN_REFERENCE_S,
        max_reference_s=_MAX_REFERENCE_S,
        ideal_reference_s=10.0,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=900_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=_SAMPLE_RATE,
        languages=tuple(REPLACED),
        # beyond 50 tokens, of about four characters, it skips words
        max_chunk_characters=150,
        licence="CC-BY-4.0",
        keeps_language=True,
    ),
    environment="neural-light",
    packages=("onnxruntime", "sentencepiece"),
)


class PocketLiteEngine:
    """Clones with onnxruntime and one model for each language; the voice is what it heard. See docs/engines.md."""

    def __init__(self) -> None:
        self._loaded: SpeechModel | None = None
        self._ready: tuple[VoiceData, Arrays] | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:  # noqa: ARG002 - it is made for the processor
        """Load the model if there is only one, otherwise the voice decides which.

        Raises:
            WeightsNotFound: there is no model.
            WeightsDamaged: it cannot be loaded.
        """
        from voicecloner.models.local import local_models

        models = local_models(_INFO.id)
        progress(ProgressUpdate("Loading Pocket TTS", 0.0))
        if len(models) == 1:
            self._model(models[0].id)
        progress(ProgressUpdate("Loading Pocket TTS", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Listen to the first 20 s of the references.

        Raises:
            InvalidRequest: the mode or the language is none of the engine's.
            WeightsNotFound, WeightsDamaged: the language's model cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        require_sound_alone(_INFO, mode)
        model = self._model(_model_id(references[0].language))
        progress(ProgressUpdate("Listening to the recording"))
        frames = model.encode(joined(references, _MAX_REFERENCE_S), cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return VoiceData({_FRAMES: frames}, {"model": model.source.id, "weights": model.source.sha256[_WEIGHTS]})

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text`, the first sound after 160 ms of it; none for text without anything to say.

        Raises:
            InvalidRequest: another language than the voice's.
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            WeightsNotFound, WeightsDamaged: the voice's model cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        model, voice = self._voice(voice_data, options.language)
        if is_speakable(text):
            for samples in model.say(voice, text, options.seed, cancel):
                yield AudioChunk(np.clip(samples, -1.0, 1.0), model.bundle.sample_rate)

    def unload(self) -> None:
        """Forget the model and the voice that spoke last."""
        self._loaded = self._ready = None

    def _model(self, model_id: str) -> "SpeechModel":
        """The model, loaded; another one makes room for it."""
        from voicecloner.engines.adapters.pocket_lite.speech_model import SpeechModel
        from voicecloner.models.local import local_model

        if self._loaded is None or self._loaded.source.id != model_id:
            source = local_model(model_id)
            self.unload()
            self._loaded = SpeechModel.load(source)
        return self._loaded

    def _voice(self, voice_data: VoiceData, language: str) -> "tuple[SpeechModel, Arrays]":
        model_id = voice_data.metadata.get("model", "")
        frames = voice_data.arrays.get(_FRAMES)
        if model_id not in map(_model_id, REPLACED) or frames is None or not _are_frames(np.asarray(frames)):
            raise damaged_voice()
        if _model_id(language) != model_id:
            raise InvalidRequest(
                f"This voice cannot speak “{language}”: {_INFO.title} ties a voice to the language of its recording.",
                "Choose that language, or a voice of another engine.",
            )
        model = self._model(model_id)
        if voice_data.metadata.get("weights") != model.source.sha256[_WEIGHTS]:
            raise other_weights(model_id)
        if self._ready is None or self._ready[0] is not voice_data:
            heard: Samples = np.asarray(frames, dtype=np.float32)
            self._ready = (voice_data, model.voice(heard))
        return model, self._ready[1]


def _model_id(language: str) -> str:
    tag = language.partition("-")[0].lower()
    if tag not in REPLACED:
        raise unspoken_language(_INFO, language)
    return f"{_INFO.id}-{tag}"


def _are_frames(frames: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bool:
    """Whether it can be what the encoder made of a recording that is neither too short nor too long."""
    least, most = (limit_s * _FRAME_RATE_HZ for limit_s in (_MIN_REFERENCE_S, _MAX_REFERENCE_S))
    return (
        frames.dtype == np.float32
        and frames.ndim == 2
        and frames.shape[1] == _FRAME_NUMBERS
        and least - 1 <= len(frames) <= most + 1
        and bool(np.isfinite(frames).all())
    )
