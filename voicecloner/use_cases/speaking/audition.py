"""Hear what a saved voice sounds like: one sentence in its own language, kept nowhere but in memory."""

from dataclasses import dataclass

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.languages import are_same, closest_tag
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.recording.reading_scripts import Tone, languages, reading_script
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest
from voicecloner.use_cases.speaking.take_maker import OnChunk

_MOST_KEPT = 8
# Read in every language, where there is no sentence in it.
_NUMBERS = "1, 2, 3, 4, 5."


@dataclass(frozen=True)
class AuditionRequest:
    """Which voice to hear.

    Attributes:
        voice: its id or name.
    """

    voice: str


class Audition:
    """The use case: call it with an `AuditionRequest`. What was said lately is not said anew.

    Args:
        speak: says it.
        library: the voices.
    """

    def __init__(self, speak: Speak, library: VoiceLibrary) -> None:
        self._speak = speak
        self._library = library
        self._said: dict[tuple[str, ...], AudioClip] = {}

    def __call__(
        self,
        request: AuditionRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chunk: OnChunk | None = None,
    ) -> AudioClip:
        """Say a sentence with the voice.

        Args:
            request: which voice.
            progress: gets the done part of it.
            cancel: stops it.
            on_chunk: gets the sound as soon as it is ready, from this thread; nothing of one that was said lately.

        Raises:
            VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: the voice cannot be used.
            InvalidRequest: its engine says no texts.
            EngineError, Cancelled
        """
        require_types(request)
        voice = self._library.find(request.voice)
        key = _key(voice)
        if key not in self._said:
            wanted = self._request(voice)
            clip = self._speak.aloud(wanted, progress=progress, cancel=cancel, on_chunk=on_chunk)
            self._keep(key, clip)
        return self._said[key]

    def _request(self, voice: Voice) -> SpeakRequest:
        abilities = self._speak.engine_of(voice).abilities
        language = closest_tag(voice.language, abilities.languages_of_voice(voice.language))
        return SpeakRequest(audition_text(language), voice.id, language)

    def _keep(self, key: tuple[str, ...], clip: AudioClip) -> None:
        self._said[key] = clip
        while len(self._said) > _MOST_KEPT:
            del self._said[next(iter(self._said))]


def audition_text(language: str) -> str:
    """What a voice says of itself in this language: the first sentence of its reading script, or numbers."""
    return _sentences(language)[0]


def scoring_text(language: str) -> str:
    """What a voice says to be measured: that, and the next sentence, so that there are some ten seconds of it."""
    return "\n".join(_sentences(language)[:2])


def _sentences(language: str) -> tuple[str, ...]:
    if not any(are_same(language, known) for known in languages()):
        return (_NUMBERS, _NUMBERS)
    return reading_script(language, Tone.CALM).sentences


def _key(voice: Voice) -> tuple[str, ...]:
    created = voice.created_at.isoformat()
    return (voice.id, voice.engine_id, voice.engine_revision, voice.mode.value, voice.language, created)
