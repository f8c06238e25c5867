"""Keep the user's list of pronunciations, and hear how a word comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.pronunciation import Pronunciation, PronunciationList, checked_pronunciation
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest, StorageError, either
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest

if TYPE_CHECKING:
    from voicecloner.library.pronunciations import PronunciationStore


@dataclass(frozen=True)
class SayWordRequest:
    """Which word to hear.

    Attributes:
        word: as it is written.
        voice: id or name of the voice that says it.
        spoken: how it is to be said; empty: as the list has it, or the engine.
        language: BCP 47 tag; None: the voice's own.
    """

    word: str
    voice: str
    spoken: str = ""
    language: str | None = None


class Pronounce:
    """The list, and what can be done with it.

    Args:
        store: where it is kept.
        speak: gives what says words; asked for when the first one is to be heard.
    """

    def __init__(self, store: "PronunciationStore", speak: Callable[[], Speak]) -> None:
        self._store = store
        self._speak = speak

    def list(self) -> PronunciationList:
        """All of it.

        Raises:
            StorageError: it cannot be read.
        """
        return self._store.read()

    def for_voice(self, voice: Voice) -> PronunciationList:
        """What counts for a voice. A list that cannot be read is no reason to say nothing; its notes tell of it."""
        try:
            kept = self._store.read()
        except StorageError as refusal:
            return PronunciationList((), (f"The list of pronunciations is ignored: {refusal.message}",))
        return PronunciationList(kept.for_voice(voice.id), kept.notes)

    def put(self, entry: Pronunciation, before: Pronunciation | None = None) -> Pronunciation:
        """Keep an entry, in place of the one for the same word and voice; returns it as it is kept.

        Args:
            entry: what is said from now on.
            before: the entry that was changed into it, if its word or its voice is another now; it goes.

        Raises:
            InvalidRequest: nothing can be said so, or the list is full.
            StorageError
        """
        require_types(entry)
        made = self._store.put(entry)
        if before is not None and before.key != made.key:
            self._store.remove(before)
        return made

    def remove(self, word: str, voice_id: str = "") -> Pronunciation:
        """Take the entry for this word, of all voices or of one, out of the list; returns what it was.

        Raises:
            InvalidRequest: there is none.
            StorageError
        """
        wanted = Pronunciation(" ".join(word.split()), "", voice_id)
        found = next((each for each in self._store.read().entries if each.key == wanted.key), None)
        if found is None:
            raise InvalidRequest(
                f"The list has no “{word}”{' of this voice' if voice_id else ' of all voices'}.",
                either("Look for it in the list of pronunciations", "pronounce list"),
            )
        self._store.remove(found)
        return found

    def say(
        self, request: SayWordRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> AudioClip:
        """Say the word, and keep nothing of it.

        Raises:
            VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: the voice cannot be used.
            InvalidRequest: there is nothing to say, or the engine says no phonemes.
            EngineError, Cancelled
        """
        require_types(request)
        if request.spoken:
            return self._tried(request, progress, cancel)
        wanted = SpeakRequest(request.word, request.voice, request.language)
        return self._speak().aloud(wanted, progress=progress, cancel=cancel)

    def _tried(self, request: SayWordRequest, progress: Progress, cancel: CancelToken) -> AudioClip:
        entry = checked_pronunciation(Pronunciation(request.word, request.spoken))
        speak = self._speak()
        engine = speak.engine_of(speak.voice_of(request.voice))
        if entry.phonemes and not engine.abilities.takes_phonemes:
            raise InvalidRequest(
                f"{engine.title} does not say phonemes.", "Write it in letters, as one would read it aloud."
            )
        # of a trial the word itself is said: its entry counts, whatever the list has
        trial = SpeakRequest(entry.word, request.voice, request.language, pronunciations=(entry,))
        return speak.aloud(trial, progress=progress, cancel=cancel)
