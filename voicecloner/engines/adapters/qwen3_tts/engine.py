"""Qwen3-TTS as the program sees it."""

from collections.abc import Iterator, Sequence
from contextlib import closing

from voicecloner.domain.audio import AudioChunk, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.qwen3_tts.checkpoints import Checkpoints, binding
from voicecloner.engines.adapters.qwen3_tts.material import MAX_REFERENCE_S, material
from voicecloner.engines.adapters.qwen3_tts.voice_prompt import to_prompt
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.refusals import unspoken_language
from voicecloner.errors import EngineError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

_SAMPLE_RATE = 24_000

# What the package calls them.
_LANGUAGES = {
    "zh": "Chinese",
    "en": "English",
    "ja": "Japanese",
    "ko": "Korean",
    "de": "German",
    "fr": "French",
    "ru": "Russian",
    "pt": "Portuguese",
    "es": "Spanish",
    "it": "Italian",
}

_INFO = EngineInfo(
    id="qwen3-tts",
    title="Qwen3-TTS",
    revision="1",
    summary="A large neural engine: very clear speech in ten languages, whichever the recording is in; "
    "slow without a graphics card.",
    requirements=Requirements(
        modes=(VoiceMode.TRANSCRIPT, VoiceMode.EMBEDDING),
        min_reference_s=3.0,
        max_reference_s=MAX_REFERENCE_S,
        ideal_reference_s=10.0,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=5_000_000_000,
        profile="qwen3-tts",
    ),
    abilities=Abilities(
        output_sample_rate=_SAMPLE_RATE,
        languages=tuple(_LANGUAGES),
        # users hear it hurry after some 100 characters
        max_chunk_characters=120,
        licence="Apache-2.0",
    ),
    environment="neural",
    packages=("torch", "qwen_tts"),
)


class QwenEngine:
    """Clones with the package qwen-tts-hf and one of two checkpoints; see docs/engines.md."""

    def __init__(self) -> None:
        self._checkpoints: Checkpoints | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:
        """Load the checkpoint if there is only one; otherwise what is asked for decides which.

        Raises:
            WeightsNotFound: there is no checkpoint.
            WeightsDamaged: it cannot be loaded.
            EngineError: there is no such device.
        """
        from voicecloner.models.local import local_models

        sources = local_models(_INFO.id)
        progress(ProgressUpdate("Loading Qwen3-TTS", 0.0))
        from voicecloner.engines.contract.torch_tools import usable_device

        self._checkpoints = Checkpoints(usable_device(device, _INFO.title))
        if len(sources) == 1:
            self._checkpoints.load(sources[0])
        progress(ProgressUpdate("Loading Qwen3-TTS", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice with the largest checkpoint that fits into the memory.

        Raises:
            TranscriptRequired: the mode needs words, and those of no recording are known.
            WeightsNotFound, WeightsDamaged: no checkpoint can be used.
            Cancelled: `cancel` was set.
        """
        from voicecloner.models.local import local_models

        cancel.raise_if_cancelled()
        heard = material(references, mode)
        checkpoints = self._ready()
        progress(ProgressUpdate("Loading Qwen3-TTS"))
        model = checkpoints.largest(local_models(_INFO.id))
        progress(ProgressUpdate("Listening to the recording"))
        prompt = model.encode(heard.samples, heard.transcript, cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return VoiceData(
            prompt.arrays(),
            {**prompt.metadata(), **binding(model.source)},
            VoiceMode.EMBEDDING if prompt.codes is None else VoiceMode.TRANSCRIPT,
            heard.notes + checkpoints.notes,
        )

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text` in pieces of 0.5 to 2 s; none for text without anything to say.

        Raises:
            InvalidRequest: a language the engine does not speak.
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            WeightsNotFound, WeightsDamaged: the voice's checkpoint cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        language = _language(options.language)
        model = self._ready().of_voice(voice_data.metadata)
        voice = to_prompt(voice_data, model.shape)
        with closing(model.say(voice, text, language, options.seed, cancel)) as pieces:
            for samples in pieces:
                yield AudioChunk(samples, _SAMPLE_RATE)
        cancel.raise_if_cancelled()

    def unload(self) -> None:
        """Forget the checkpoint."""
        if self._checkpoints:
            self._checkpoints.unload()

    def _ready(self) -> Checkpoints:
        if self._checkpoints is None:
            raise EngineError(f"{_INFO.title} is not loaded.", "Report this to the engine's author.")
        return self._checkpoints


def _language(tag: str) -> str:
    """What the package calls a language.

    Raises:
        InvalidRequest: the engine does not speak it.
    """
    name = _LANGUAGES.get(tag.partition("-")[0].lower())
    if name is None:
        raise unspoken_language(_INFO, tag)
    return name
