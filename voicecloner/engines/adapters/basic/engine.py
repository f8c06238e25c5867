"""The basic engine as the program sees it."""

from collections.abc import Iterator, Sequence

from voicecloner.domain.audio import AudioChunk, ReferenceClip
from voicecloner.domain.synthesis import SPEED_RANGE, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.refusals import require_sound_alone
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.speech.espeak_languages import LANGUAGES, espeak_voice

_SAMPLE_RATE = 22_050

_INFO = EngineInfo(
    id="basic",
    title="Basic voice",
    revision="1",
    summary="A plain synthetic voice with your pitch and colour, for languages that no better engine speaks.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=3.0,
        max_reference_s=60.0,
        ideal_reference_s=20.0,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=200_000_000,
    ),
    abilities=Abilities(
        languages=LANGUAGES,
        output_sample_rate=_SAMPLE_RATE,
        licence="GPL-3.0-or-later",
        max_chunk_characters=400,
        speed_range=SPEED_RANGE,
        stresses_words=True,
    ),
    packages=("espeakng_loader", "pyworld", "safetensors", "scipy", "soxr"),
)


class BasicEngine:
    """Speaks as espeak-ng does, with a person's pitch, formants, spectrum and pace; see docs/basic-engine.md."""

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:  # noqa: ARG002 - it runs on the CPU, whatever is asked for
        """Start espeak-ng and import what the work needs.

        Raises:
            EngineError: espeak-ng cannot be started.
        """
        progress(ProgressUpdate("Starting the basic voice", 0.0))
        import pyworld  # noqa: F401 - so that the first sound does not wait for it

        from voicecloner.engines.adapters.basic import speaking  # noqa: F401
        from voicecloner.speech.espeak import espeak

        espeak()
        progress(ProgressUpdate("Starting the basic voice", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice.

        Raises:
            InvalidRequest: there is no voice in the references, their language is unknown, or the mode is another.
            Cancelled: `cancel` was set.
        """
        from voicecloner.engines.adapters.basic.cloning import clone
        from voicecloner.engines.adapters.basic.voice_model import pack

        require_sound_alone(_INFO, mode)
        cancel.raise_if_cancelled()
        voice = clone(references, progress, cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        return pack(voice)

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text`; one chunk for each sentence or clause, none for text without anything to say.

        Nothing is drawn by chance, so the seed makes no difference.

        Raises:
            InvalidRequest: unknown language.
            EngineError: the voice data is damaged.
            Cancelled: `cancel` was set.
        """
        from voicecloner.engines.adapters.basic.speaking import say
        from voicecloner.engines.adapters.basic.voice_model import unpack

        espeak_voice(options.language)
        for said in say(unpack(voice_data), text, options, cancel):
            cancel.raise_if_cancelled()
            yield AudioChunk(said.samples, _SAMPLE_RATE, said.words)

    def unload(self) -> None:
        """Nothing is held from one text to the next."""
