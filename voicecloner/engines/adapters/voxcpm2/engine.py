"""VoxCPM2 as the program sees it."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioChunk, ReferenceClip, Samples
from voicecloner.domain.languages import primary_language
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.text import is_speakable
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.voxcpm2.prompts import (
    MAX_PROMPT_CHARACTERS,
    MAX_PROMPT_S,
    MAX_REFERENCE_S,
    has_prompt,
    to_cache,
)
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.refusals import joined, other_weights, unspoken_language
from voicecloner.engines.host.loaded_engines import is_out_of_memory
from voicecloner.errors import EngineError, TranscriptRequired
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.settings import Setting

if TYPE_CHECKING:
    from voicecloner.engines.adapters.voxcpm2.speech_model import Manner, Prompt, SpeechModel

_log = logging.getLogger(__name__)

_REFERENCE_RATE = 16_000
_OPENING = ("(", "（")
_CLOSING = re.compile("[)）]")
_WEIGHTS = "model.safetensors"
_LANGUAGES = (
    "ar", "my", "zh", "da", "nl", "en", "fi", "fr", "de", "el", "he", "hi", "id", "it", "ja",
    "km", "ko", "lo", "ms", "nb", "pl", "pt", "ru", "es", "sw", "sv", "tl", "th", "tr", "vi",
)  # fmt: skip

_STEPS = Setting(
    "steps", int, 10, "How often each piece of sound is gone over: more is finer and slower.", limits=(4, 30)
)
_GUIDANCE = Setting(
    "guidance",
    float,
    2.0,
    "How closely it keeps to the text and the recording: more is stricter, less is freer.",
    limits=(1.0, 4.0),
)
_INFO = EngineInfo(
    id="voxcpm2",
    title="VoxCPM2",
    revision="1",
    summary="A large neural engine: the closest likeness, 30 languages and 48 kHz, for a graphics card with 8 GB.",
    requirements=Requirements(
        modes=(VoiceMode.TRANSCRIPT, VoiceMode.EMBEDDING),
        min_reference_s=3.0,
        max_reference_s=MAX_REFERENCE_S,
        ideal_reference_s=12.0,
        reference_sample_rate=_REFERENCE_RATE,
        # weights 5 GB; its makers' 8 GB hold what compiling takes, which is left out where it does not fit
        memory_bytes=7_000_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=48_000,
        languages=_LANGUAGES,
        # about 10 s of speech: with the longest prompt, as much as the model can keep in mind
        max_chunk_characters=150,
        licence="Apache-2.0",
        options=(_STEPS, _GUIDANCE),
    ),
    environment="neural",
    packages=("torch", "voxcpm"),
)
_LITTLE_S = 10.0
_HEARD_LITTLE = (
    f"There was not enough memory for the whole recording: the voice was made from its first {_LITTLE_S:g} s."
)
_WORDS_LEFT_OUT = (
    f"The voice was made from the sound alone: VoxCPM2 can use the words of at most {MAX_PROMPT_S:g} s of speech. "
    "Choose a shorter stretch, with its words, for a closer likeness."
)
_SPOKEN = frozenset(map(primary_language, _LANGUAGES))


class VoxCpm2Engine:
    """Clones with the package voxcpm and its one checkpoint; see docs/engines.md."""

    def __init__(self) -> None:
        self._loaded: SpeechModel | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:
        """Import the package and load the checkpoint.

        Raises:
            WeightsNotFound: it is not on this computer.
            WeightsDamaged: it cannot be loaded.
            EngineError: there is no such device.
        """
        from voicecloner.models.local import local_model

        source = local_model(_INFO.id)
        progress(ProgressUpdate("Loading VoxCPM2", 0.0))
        from voicecloner.engines.adapters.voxcpm2.speech_model import SpeechModel
        from voicecloner.engines.contract.torch_tools import usable_device

        self.unload()
        self._loaded = SpeechModel.load(source, usable_device(device, _INFO.title))
        progress(ProgressUpdate("Loading VoxCPM2", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice from the first 30 s of the references, and in transcript mode their words too.

        Where the words belong to more than 20 s of speech the voice is made from the sound alone; where memory does not
        suffice, from the first 10 s.

        Raises:
            TranscriptRequired: transcript mode without words.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        model = self._model()
        prompt = _prompt(references) if mode is VoiceMode.TRANSCRIPT else None
        notes = [_WORDS_LEFT_OUT] if mode is VoiceMode.TRANSCRIPT and prompt is None else []
        progress(ProgressUpdate("Listening to the recording"))
        arrays = _encoded(model, joined(references, MAX_REFERENCE_S), prompt, cancel)
        if arrays is None:
            prompt = prompt if prompt and len(prompt.samples) <= _LITTLE_S * _REFERENCE_RATE else None
            notes.append(_HEARD_LITTLE)
            arrays = model.encode(joined(references, _LITTLE_S), prompt, cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return VoiceData(arrays, _metadata(model, prompt), None if prompt else VoiceMode.EMBEDDING, tuple(notes))

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text` in pieces of 160 ms; none for text without anything to say.

        Raises:
            InvalidRequest: a language that is none of the engine's.
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        _require_spoken(options.language)
        model = self._model()
        cache = _cache(voice_data, model, options.language)
        if is_speakable(text):
            for samples in model.say(cache, spoken_line(text), _manner(options), cancel):
                yield AudioChunk(samples, model.sample_rate)

    def unload(self) -> None:
        """Forget the checkpoint."""
        if self._loaded:
            from voicecloner.engines.contract.torch_tools import free_memory

            self._loaded = None
            free_memory()

    def _model(self) -> "SpeechModel":
        if self._loaded is None:
            raise EngineError("VoxCPM2 is not loaded.", "Try again.")
        return self._loaded


def _manner(options: SpeechOptions) -> "Manner":
    from voicecloner.engines.adapters.voxcpm2.speech_model import Manner

    steps, guidance = (options.options.get(option.key, option.default) for option in (_STEPS, _GUIDANCE))
    return Manner(options.seed, int(steps), float(guidance))


def _require_spoken(language: str) -> None:
    if primary_language(language) not in _SPOKEN:
        raise unspoken_language(_INFO, language)


def _cache(voice_data: VoiceData, model: "SpeechModel", language: str) -> dict[str, Any]:
    """What the model is to go on from: the recording and its words, but in another language only its sound.

    Otherwise the speech would have the accent of the recording's language.
    """
    if voice_data.metadata.get("weights") != model.source.sha256[_WEIGHTS]:
        raise other_weights(model.source.id)
    own_language = primary_language(voice_data.metadata.get("language", ""))
    is_own = has_prompt(voice_data) and own_language == primary_language(language)
    return to_cache(voice_data, model.model, with_prompt=is_own)


def _prompt(references: Sequence[ReferenceClip]) -> "Prompt | None":
    """The references whose words are known, as many as can be used; None if not even one can."""
    from voicecloner.engines.adapters.voxcpm2.speech_model import Prompt

    worded = [reference for reference in references if reference.transcript.strip()]
    if not worded:
        raise TranscriptRequired(
            "To clone from the sound and its transcript, the words spoken in the recording are needed."
        )
    worded = [reference for reference in worded if reference.language == worded[0].language]
    for count in range(len(worded), 0, -1):
        seconds = sum(reference.clip.seconds for reference in worded[:count])
        words = spoken_line(" ".join(reference.transcript for reference in worded[:count]))
        if seconds <= MAX_PROMPT_S and len(words) <= MAX_PROMPT_CHARACTERS:
            return Prompt(joined(worded[:count], MAX_PROMPT_S), words, worded[0].language)
    return None


def _encoded(
    model: "SpeechModel", reference: Samples, prompt: "Prompt | None", cancel: CancelToken
) -> Mapping[str, npt.NDArray[np.generic]] | None:
    """The voice's arrays; None if there is not enough memory for so much sound, but may be for less."""
    try:
        return model.encode(reference, prompt, cancel)
    except RuntimeError as error:
        if not is_out_of_memory(error) or len(reference) <= _LITTLE_S * _REFERENCE_RATE:
            raise
        _log.warning("not enough memory for %.0f s of reference", len(reference) / _REFERENCE_RATE)
        return None


def _metadata(model: "SpeechModel", prompt: "Prompt | None") -> dict[str, str]:
    metadata = {"model": model.source.id, "weights": model.source.sha256[_WEIGHTS]}
    return metadata if prompt is None else metadata | {"transcript": prompt.words, "language": prompt.language}


def spoken_line(text: str) -> str:
    """The text as one line that is spoken from its first word on.

    What stands in brackets at the beginning would not be spoken: the model takes it for a description of the voice it
    shall have ("(an old man, whispering) Hello"). There the brackets become a pause.
    """
    line = " ".join(text.split())
    if not line.startswith(_OPENING):
        return line
    inner, *rest = _CLOSING.split(line.lstrip("(（ "), maxsplit=1)
    after = rest[0] if rest else ""
    is_pause_needed = after[:1].isalnum() or after[:1].isspace()
    return f"{inner},{after}" if is_pause_needed else inner + after
