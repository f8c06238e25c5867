"""Pocket TTS by way of sherpa-onnx as the program sees it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import AudioChunk, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.text import is_speakable
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.refusals import damaged_voice, joined, other_weights, require_sound_alone
from voicecloner.errors import EngineError, InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.engines.adapters.pocket_onnx.speech_model import SpeechModel

_MODEL = "pocket-onnx-en"
_WEIGHTS = "lm_main.int8.onnx"
_REFERENCE = "reference"
_SAMPLE_RATE = 24_000
_MIN_REFERENCE_S, _MAX_REFERENCE_S = 3.0, 10.0

_INFO = EngineInfo(
    id="pocket-onnx",
    title="Pocket TTS (ONNX)",
    revision="1",
    summary="The smallest neural engine: English, on any processor, without an account.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=_MIN_REFERENCE_S,
        max_reference_s=_MAX_REFERENCE_S,
        ideal_reference_s=_MAX_REFERENCE_S,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=500_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=_SAMPLE_RATE,
        languages=("en",),
        # a whole piece is thought up before its first sound: short pieces are heard sooner
        max_chunk_characters=100,
        licence="Apache-2.0",
        streams=False,
    ),
    environment="neural-light",
    packages=("sherpa_onnx",),
)


class PocketOnnxEngine:
    """Clones with the package sherpa-onnx; the voice is the reference itself. See docs/engines.md."""

    def __init__(self) -> None:
        self._loaded: SpeechModel | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:  # noqa: ARG002 - the package knows the processor only
        """Import the package and load the model.

        Raises:
            WeightsNotFound: it is not there.
            WeightsDamaged: it cannot be loaded.
        """
        from voicecloner.models.local import local_models

        source = local_models(_INFO.id)[0]
        progress(ProgressUpdate("Loading Pocket TTS", 0.0))
        from voicecloner.engines.adapters.pocket_onnx.speech_model import SpeechModel

        self.unload()
        self._loaded = SpeechModel.load(source)
        progress(ProgressUpdate("Loading Pocket TTS", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Keep the first 10 s of the references, and listen to them once.

        Raises:
            InvalidRequest: the mode or the language is none of the engine's.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        require_sound_alone(_INFO, mode)
        _require_english(references[0].language)
        progress(ProgressUpdate("Listening to the recording"))
        model, samples = self._model(), joined(references, _MAX_REFERENCE_S)
        model.listen(samples, cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return VoiceData({_REFERENCE: samples}, {"model": _MODEL, "weights": model.source.sha256[_WEIGHTS]})

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text`; the first sound comes when all of it has been thought up. None for text without words.

        Raises:
            InvalidRequest: another language than English.
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        _require_english(options.language)
        model = self._model()
        reference = _reference_of(voice_data, model.source.sha256[_WEIGHTS])
        if is_speakable(text):
            for samples in model.say(reference, text, options.seed, cancel):
                yield AudioChunk(samples, _SAMPLE_RATE)

    def unload(self) -> None:
        """Forget the model and the voices it knows."""
        if self._loaded:
            self._loaded.close()
            self._loaded = None

    def _model(self) -> "SpeechModel":
        if self._loaded is None:
            raise EngineError(f"{_INFO.title} is not loaded.")
        return self._loaded


def _require_english(language: str) -> None:
    if language.partition("-")[0].lower() != "en":
        raise InvalidRequest(
            f"{_INFO.title} does not speak “{language}”, only English.", "Choose another engine, or English."
        )


def _reference_of(voice_data: VoiceData, weights: str) -> Samples:
    """The recording that a voice is, after a look at whether it is one."""
    samples = voice_data.arrays.get(_REFERENCE)
    if voice_data.metadata.get("model") != _MODEL or samples is None or not _is_reference(np.asarray(samples)):
        raise damaged_voice()
    if voice_data.metadata.get("weights") != weights:
        raise other_weights(_MODEL)
    return np.asarray(samples, dtype=np.float32)


def _is_reference(samples: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bool:
    return (
        samples.dtype == np.float32
        and samples.ndim == 1
        and _MIN_REFERENCE_S <= len(samples) / _SAMPLE_RATE <= _MAX_REFERENCE_S
        and bool(np.isfinite(samples).all())
    )
