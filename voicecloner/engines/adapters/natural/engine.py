"""The natural engine as the program sees it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SPEED_RANGE, ConversionOptions, ConversionWay, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.natural.model.packages import MODULES, NETWORK_PARTS
from voicecloner.engines.adapters.natural.spoken_languages import MAPPED, NATURAL
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.errors import EngineError, InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.speech.networks import usable_cores

if TYPE_CHECKING:
    from voicecloner.engines.adapters.natural.conversion.converting import Converter
    from voicecloner.engines.adapters.natural.conversion.words import Listener
    from voicecloner.engines.adapters.natural.model.network import Network
    from voicecloner.engines.adapters.natural.speaking import Speaker

_SAMPLE_RATE = 24_000
_MIN_REFERENCE_S = 3.0
_MOST_THREADS = 2
_LOADING = "Starting the natural engine"

_INFO = EngineInfo(
    id="natural",
    title="Natural",
    revision="1",
    summary="Speaks clearly and naturally on any computer, in a voice fitted to yours, with nothing to download.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=_MIN_REFERENCE_S,
        max_reference_s=600.0,
        ideal_reference_s=30.0,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=600_000_000,
    ),
    abilities=Abilities(
        languages=(*NATURAL, *MAPPED),
        output_sample_rate=_SAMPLE_RATE,
        licence="GPL-3.0-or-later",
        max_chunk_characters=400,
        speed_range=SPEED_RANGE,
        stresses_words=True,
        can_convert=True,
        conversion_ways=(ConversionWay.WORDS, ConversionWay.WORLD),
        takes_phonemes=True,
    ),
    packages=MODULES,
    weights_packages=NETWORK_PARTS,
)


class NaturalEngine:
    """Clones with Kokoro-82M; see docs/natural-engine.md."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._listener: Listener | None = None
        self._ready: tuple[VoiceData, Speaker] | None = None
        self._converting: tuple[VoiceData, Converter] | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:  # noqa: ARG002 - it runs on the CPU, whatever is asked for
        """Load the network; the first time on a computer it is cut into its two stages.

        Raises:
            WeightsNotFound: its weights are not there.
            WeightsDamaged: they are not what they should be.
            StorageError: the stages cannot be kept.
        """
        progress(ProgressUpdate(_LOADING, 0.0))
        from voicecloner.engines.adapters.natural.model.network import Network
        from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of

        self._network = Network(_threads())
        phonemes_of("Hello.", "en")  # its dictionaries are read now, not before the first sound
        progress(ProgressUpdate(_LOADING, 1.0))

    def clone(
        self,
        references: Sequence[ReferenceClip],
        mode: VoiceMode,  # noqa: ARG002 - there is one
        progress: Progress,
        cancel: CancelToken,
    ) -> VoiceData:
        """Fit a voice to the references; what they say does not matter.

        Raises:
            InvalidRequest: they are too short, silent, or hold no voice.
            Cancelled: `cancel` was set.
        """
        from voicecloner.engines.adapters.natural.fitting.fitting import fit
        from voicecloner.engines.adapters.natural.voice import pack

        cancel.raise_if_cancelled()
        _require_usable(references)
        fitted = fit(references, self._loaded(), progress, cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return pack(fitted.voice)

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text`, the first piece after about 0.3 s; nothing for text without anything to say.

        The seed has no meaning: the network draws no random numbers.

        Raises:
            InvalidRequest: unknown language.
            EngineError: the voice data is damaged.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        yield from self._speaker(voice_data).say(text, options.language, options.speed, cancel)

    def convert(
        self, voice_data: VoiceData, speech: AudioClip, options: ConversionOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `speech` again: from its words where they are English and understood, else as sound.

        The seed has no meaning here either.

        Raises:
            EngineError: the voice data is damaged.
            RecognizerError: the words are asked for, and there is no recognizer.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        yield from self._converter(voice_data).convert(speech.samples, options.way, cancel)

    def unload(self) -> None:
        """Give the network's memory back."""
        self._network = None
        self._listener = None
        self._ready = self._converting = None

    def _loaded(self) -> "Network":
        if self._network is None:
            raise EngineError(f"{_INFO.title} is not loaded.")
        return self._network

    def _speaker(self, voice_data: VoiceData) -> "Speaker":
        from voicecloner.engines.adapters.natural.speaking import Speaker
        from voicecloner.engines.adapters.natural.voice import unpack

        if self._ready is None or self._ready[0] is not voice_data:
            self._ready = (voice_data, Speaker(self._loaded(), unpack(voice_data)))
        return self._ready[1]

    def _converter(self, voice_data: VoiceData) -> "Converter":
        from voicecloner.engines.adapters.natural.conversion.converting import Converter
        from voicecloner.engines.adapters.natural.conversion.words import Listener
        from voicecloner.engines.adapters.natural.voice import unpack

        self._listener = self._listener or Listener(_threads())
        if self._converting is None or self._converting[0] is not voice_data:
            self._converting = (voice_data, Converter(self._loaded(), unpack(voice_data), self._listener))
        return self._converting[1]


def _threads() -> int:
    return min(_MOST_THREADS, usable_cores())


def _require_usable(references: Sequence[ReferenceClip]) -> None:
    if sum(reference.clip.seconds for reference in references) < _MIN_REFERENCE_S:
        raise InvalidRequest(f"The reference is too short: at least {_MIN_REFERENCE_S:g} seconds of speech are needed.")
    if not all(np.isfinite(reference.clip.samples).all() for reference in references):
        raise InvalidRequest("The reference holds samples that are not numbers.", "Import the recording again.")
    if not any(np.abs(reference.clip.samples).max(initial=0) > 1e-4 for reference in references):
        raise InvalidRequest("The reference is silent.", "Record or choose one with speech.")
