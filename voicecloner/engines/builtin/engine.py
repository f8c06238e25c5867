"""The built-in engine as the program sees it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SPEED_RANGE, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.errors import InvalidRequest, TranscriptRequired
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.speech.espeak_languages import LANGUAGES, espeak_voice

if TYPE_CHECKING:
    from voicecloner.engines.builtin.speaking import Speaker

_SAMPLE_RATE = 24_000
_MIN_REFERENCE_S = 3.0
_MAX_REFERENCE_S = 600.0
_LONGEST_READING_S = 600.0
"""A recording with a transcript cannot be cut without knowing where its words are."""

_WORDS_DO_NOT_FIT = (
    "The words given do not seem to be those of the recording, so the voice was made from its sound alone. "
    "Correct them and create the voice again for a better likeness."
)

_INFO = EngineInfo(
    id="builtin",
    title="Built-in",
    revision="2",
    summary="Works at once on any computer without a download. It sounds alike, but less natural than a neural engine.",
    requirements=Requirements(
        modes=(VoiceMode.TRANSCRIPT, VoiceMode.EMBEDDING),
        min_reference_s=_MIN_REFERENCE_S,
        max_reference_s=_MAX_REFERENCE_S,
        ideal_reference_s=30.0,
        reference_sample_rate=_SAMPLE_RATE,
        memory_bytes=300_000_000,
    ),
    abilities=Abilities(
        output_sample_rate=_SAMPLE_RATE,
        languages=LANGUAGES,
        max_chunk_characters=400,
        licence="GPL-3.0-or-later",
        speed_range=SPEED_RANGE,
    ),
)


class BuiltinEngine:
    """Clones with espeak-ng and the user's own recorded frames; see docs/builtin-engine.md."""

    def __init__(self) -> None:
        self._ready: tuple[VoiceData, Speaker] | None = None

    def info(self) -> EngineInfo:
        """Who the engine is."""
        return _INFO

    def load(self, device: str, progress: Progress) -> None:  # noqa: ARG002 - it runs on the CPU, whatever is asked for
        """Start espeak-ng and import what the work needs.

        Raises:
            EngineError: espeak-ng cannot be started.
        """
        progress(ProgressUpdate("Starting the built-in engine", 0.0))
        import pyworld  # noqa: F401 - so that the first sound does not wait for it
        import scipy.linalg
        import scipy.ndimage
        import scipy.signal  # noqa: F401

        from voicecloner.speech.espeak import espeak

        espeak()
        progress(ProgressUpdate("Starting the built-in engine", 1.0))

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice.

        Raises:
            InvalidRequest: the references are too short, too long, silent or in an unknown language.
            TranscriptRequired: transcript mode, and a reference has none.
            Cancelled: `cancel` was set.
        """
        from voicecloner.engines.builtin.cloning import clone_from_sound, clone_with_transcript
        from voicecloner.engines.builtin.voice_model import pack

        cancel.raise_if_cancelled()
        progress(ProgressUpdate("Listening to the recording", 0.0))
        usable = _usable(references, mode)
        clone = clone_with_transcript if mode is VoiceMode.TRANSCRIPT else clone_from_sound
        voice = clone(usable, progress, cancel)
        progress(ProgressUpdate("The voice is ready", 1.0))
        if mode is VoiceMode.TRANSCRIPT and not voice.transcribed:
            return replace(pack(voice), mode=VoiceMode.EMBEDDING, notes=(_WORDS_DO_NOT_FIT,))
        return pack(voice)

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text`; one chunk for about every second of speech, none for text without anything to say.

        Raises:
            InvalidRequest: unknown language, or a speed outside 0.5..2.0.
            EngineError: the voice data is damaged.
            Cancelled: `cancel` was set.
        """
        if not SPEED_RANGE[0] <= options.speed <= SPEED_RANGE[1]:
            raise InvalidRequest(f"The speed {options.speed:g} is outside {SPEED_RANGE[0]:g} to {SPEED_RANGE[1]:g}.")
        espeak_voice(options.language)
        for samples in self._speaker(voice_data).say(text, options, cancel):
            cancel.raise_if_cancelled()
            if len(samples):
                yield AudioChunk(samples, _SAMPLE_RATE)

    def unload(self) -> None:
        """Forget the voice that spoke last."""
        self._ready = None

    def _speaker(self, voice_data: VoiceData) -> "Speaker":
        from voicecloner.engines.builtin.speaking import Speaker
        from voicecloner.engines.builtin.voice_model import unpack

        if self._ready is None or self._ready[0] is not voice_data:
            self._ready = (voice_data, Speaker(unpack(voice_data)))
        return self._ready[1]


def _usable(references: Sequence[ReferenceClip], mode: VoiceMode) -> list[ReferenceClip]:
    """References at the engine's rate, no more than it makes use of.

    Raises:
        InvalidRequest, TranscriptRequired: they cannot be cloned from.
    """
    clips = [_at_rate(reference) for reference in references]
    if sum(clip.clip.seconds for clip in clips) < _MIN_REFERENCE_S:
        raise InvalidRequest(f"The reference is too short: at least {_MIN_REFERENCE_S:g} seconds of speech are needed.")
    if not any(np.abs(clip.clip.samples).max(initial=0) > 1e-4 for clip in clips):
        raise InvalidRequest("The reference is silent.", "Record or choose one with speech.")
    if mode is VoiceMode.TRANSCRIPT and not all(clip.transcript.strip() for clip in clips):
        raise TranscriptRequired("The transcript of the reference is missing.")
    return _first_of(clips, whole=mode is VoiceMode.TRANSCRIPT)


def _at_rate(reference: ReferenceClip) -> ReferenceClip:
    import soxr

    clip = reference.clip
    if not np.isfinite(clip.samples).all():
        raise InvalidRequest("The reference holds samples that are no numbers.", "Import the recording again.")
    if clip.sample_rate == _SAMPLE_RATE:
        return reference
    samples = np.asarray(soxr.resample(clip.samples, clip.sample_rate, _SAMPLE_RATE), np.float32)
    return replace(reference, clip=AudioClip(samples, _SAMPLE_RATE))


def _first_of(clips: list[ReferenceClip], *, whole: bool) -> list[ReferenceClip]:
    """As many of the clips as `_MAX_REFERENCE_S` allows; the last one cut, or, with `whole`, left whole or out."""
    kept: list[ReferenceClip] = []
    left_s = _MAX_REFERENCE_S
    for reference in clips:
        clip = reference.clip
        if left_s < 0.5 or (whole and kept and clip.seconds > left_s):
            break
        frames = clip.frames if whole else min(clip.frames, round(left_s * _SAMPLE_RATE))
        kept.append(replace(reference, clip=AudioClip(clip.samples[:frames], _SAMPLE_RATE)))
        left_s -= clip.seconds
    if kept[0].clip.seconds > _LONGEST_READING_S:
        raise InvalidRequest(
            f"A recording with a transcript may be {_LONGEST_READING_S:g} seconds long at most.",
            "Cut the recording and its transcript, or choose the embedding mode.",
        )
    return kept
