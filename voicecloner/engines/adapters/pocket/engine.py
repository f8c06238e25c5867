"""Pocket TTS as the program sees it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voicecloner.domain.audio import AudioChunk, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.text import is_speakable
from voicecloner.domain.voice import VoiceMode
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
from voicecloner.settings import Setting, SettingValue

if TYPE_CHECKING:
    from voicecloner.engines.adapters.pocket.speech_model import SpeechModel

_SAMPLE_RATE = 24_000
_MAX_REFERENCE_S = 30.0
_WEIGHTS = "model.safetensors"
_PRECISION = Setting(
    "precision",
    str,
    "auto",
    "How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; auto: full, if memory allows.",
    choices=("auto", "full", "int8"),
)

# What the package calls them; each has a checkpoint of its own, in the catalogue ``pocket-`` and the tag.
_LANGUAGES = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "pt": "portuguese",
    "it": "italian",
    "es": "spanish",
    "nl": "dutch",
}

_INFO = EngineInfo(
    id="pocket",
    title="Pocket TTS",
    revision="1",
    summary="A small neural engine: natural speech on any processor, from five seconds of reference.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=3.0,
        max_reference_s=_MAX_REFERENCE_S,
        ideal_reference_s=10.0,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=1_200_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=_SAMPLE_RATE,
        languages=tuple(_LANGUAGES),
        # beyond 50 tokens, of about four characters, it skips words
        max_chunk_characters=150,
        licence="MIT",
        keeps_language=True,
    ),
    environment="neural",
    packages=("torch", "pocket_tts", "psutil"),
    load_options=(_PRECISION,),
)


class PocketEngine:
    """Clones with the package pocket-tts and one checkpoint for each language; see docs/engines.md."""

    def __init__(self) -> None:
        self._device = "cpu"
        self._precision = str(_PRECISION.default)
        self._int8 = False
        self._loaded: SpeechModel | None = None
        self._ready: tuple[VoiceData, dict[str, dict[str, Any]]] | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def choose(self, options: Mapping[str, SettingValue]) -> None:
        """Calculate as exactly as the user has set."""
        self._precision = str(options.get(_PRECISION.key, _PRECISION.default))

    def load(self, device: str, progress: Progress) -> None:
        """Import the package; load the checkpoint if there is only one, otherwise the voice decides which.

        Raises:
            WeightsNotFound: there is no checkpoint.
            WeightsDamaged: it cannot be loaded.
            EngineError: there is no such device.
        """
        from voicecloner.models.local import local_models

        models = local_models(_INFO.id)
        progress(ProgressUpdate("Loading Pocket TTS", 0.0))
        from voicecloner.engines.contract.torch_tools import usable_device

        self._device = usable_device(device, _INFO.title)
        self._int8 = is_int8_wanted(self._precision, self._device, _INFO.requirements)
        if len(models) == 1:
            self._model(models[0].id)
        progress(ProgressUpdate("Loading Pocket TTS", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice from the first 30 s of the references.

        Raises:
            InvalidRequest: the mode or the language is none of the engine's.
            WeightsNotFound, WeightsDamaged: the language's checkpoint cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        require_sound_alone(_INFO, mode)
        model = self._model(_model_id(references[0].language))
        progress(ProgressUpdate("Listening to the recording"))
        arrays = model.encode(joined(references, _MAX_REFERENCE_S), cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return VoiceData(arrays, {"model": model.source.id, "weights": model.source.sha256[_WEIGHTS]})

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text` in pieces of 80 ms; none for text without anything to say.

        Raises:
            InvalidRequest: another language than the voice's.
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            WeightsNotFound, WeightsDamaged: the voice's checkpoint cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        model, state = self._voice(voice_data, options.language)
        if is_speakable(text):
            for samples in model.say(state, text, options.seed, cancel):
                yield AudioChunk(samples, model.sample_rate)

    def unload(self) -> None:
        """Forget the checkpoint and the voice that spoke last."""
        if self._loaded:
            from voicecloner.engines.contract.torch_tools import free_memory

            self._loaded = self._ready = None
            free_memory()

    def _model(self, model_id: str) -> "SpeechModel":
        """The checkpoint, loaded; another one makes room for it."""
        from voicecloner.engines.adapters.pocket.speech_model import SpeechModel
        from voicecloner.models.local import local_model

        if self._loaded is None or self._loaded.source.id != model_id:
            source = local_model(model_id)
            self.unload()
            self._loaded = SpeechModel.load(source, _LANGUAGES[source.languages[0]], self._device, int8=self._int8)
        return self._loaded

    def _voice(self, voice_data: VoiceData, language: str) -> "tuple[SpeechModel, dict[str, dict[str, Any]]]":
        from voicecloner.engines.adapters.pocket.voice_state import to_state

        model_id = voice_data.metadata.get("model", "")
        if model_id not in map(_model_id, _LANGUAGES):
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
            self._ready = (voice_data, to_state(voice_data.arrays, model.model))
        return model, self._ready[1]


def _model_id(language: str) -> str:
    tag = language.partition("-")[0].lower()
    if tag not in _LANGUAGES:
        raise unspoken_language(_INFO, language)
    return f"pocket-{tag}"


def is_int8_wanted(choice: str, device: str, needs: Requirements) -> bool:
    """Whether it works with whole numbers of 8 bits (int8), which are quicker and smaller, and a little rougher.

    What the user has set; left to us, where there is less free memory than the whole model needs. The package knows
    int8 on the processor only.
    """
    if device != "cpu":
        return False
    return choice == "int8" or (choice == "auto" and free_memory_bytes() < needs.memory_bytes)


def free_memory_bytes() -> int:
    """How much memory programs can still get."""
    import psutil

    return int(psutil.virtual_memory().available)
