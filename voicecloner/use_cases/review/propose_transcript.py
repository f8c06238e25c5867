"""Propose the words of a recording, for the user to correct; never used as they are.

The recognizer is small and works offline: of the words of read speech one in twelve is wrong, more with noise, echo or
an accent. It knows English only; for other languages there is no proposal, and that is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardWord
from voicecloner.domain.quality import Span
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.speech.pieces import is_known_language, pieces_of

if TYPE_CHECKING:
    from voicecloner.use_cases.review.check_references import Importer

LONGEST_S = 600.0
ADVICE = "This is only a suggestion: about one word in twelve is wrong, names more often. Listen, and correct it."
_READING = 0.05


class Hear(Protocol):
    """Hears the words of a recording; see `voicecloner.speech.recognizer.hear_words`."""

    def __call__(
        self, clip: AudioClip, pieces: Sequence[Span], *, progress: Progress, cancel: CancelToken
    ) -> tuple[HeardWord, ...]:
        """The words in `pieces` of `clip`."""
        ...


@dataclass(frozen=True, eq=False)
class ProposeRequest:
    """What to listen to.

    Attributes:
        sound: a file, of which the first ten minutes are heard, or a recording that was read already.
        language: BCP 47 tag of the speech.
    """

    sound: Path | AudioClip
    language: str = "en"


@dataclass(frozen=True, eq=False)
class ProposedTranscript:
    """What was probably said.

    Attributes:
        request: what was asked for.
        text: the words in one line, with punctuation; empty if none were heard.
        words: each word with about its time.
        confidence: how sure the recognizer is on average, 0..1; None without words. It is too sure of itself: use it
            to compare, not as a share of right words.
        notes: what is worth telling about how the file was read.
        clip: the sound that was listened to.
    """

    request: ProposeRequest
    text: str
    words: tuple[HeardWord, ...]
    confidence: float | None
    notes: tuple[str, ...]
    clip: AudioClip


class ProposeTranscript:
    """The use case: call it with a `ProposeRequest`.

    Args:
        importer: reads a file.
        find_speech: where in a recording somebody speaks.
        hear: the recognizer.
    """

    def __init__(
        self, importer: "Importer", find_speech: Callable[[AudioClip, CancelToken], Sequence[Span]], hear: Hear
    ) -> None:
        self._import = importer
        self._find_speech = find_speech
        self._hear = hear

    def __call__(
        self, request: ProposeRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> ProposedTranscript:
        """Listen.

        Raises:
            InvalidRequest: there is no recognizer for this language.
            UnreadableAudio: the file holds no sound that can be read.
            RecognizerError: the recognizer is missing or died.
            Cancelled: stopped by the user.
        """
        if not is_known_language(request.language):
            raise InvalidRequest(
                f"There is no suggestion for this language ({request.language}): the recognizer knows English only.",
                "Type the words yourself.",
            )
        clip, notes = self._clip(request.sound, progress, cancel)
        pieces = pieces_of(self._find_speech(clip, cancel), clip.seconds)
        words = self._hear(clip, pieces, progress=part_of(progress, _READING, 1.0), cancel=cancel) if pieces else ()
        confidence = sum(word.confidence for word in words) / len(words) if words else None
        return ProposedTranscript(request, " ".join(word.text for word in words), words, confidence, notes, clip)

    def _clip(
        self, sound: Path | AudioClip, progress: Progress, cancel: CancelToken
    ) -> tuple[AudioClip, tuple[str, ...]]:
        if isinstance(sound, AudioClip):
            return sound, ()
        progress(ProgressUpdate(f"Reading {sound.name}", 0.0))
        audio = self._import(sound, start_s=None, max_seconds=LONGEST_S, channel=None, cancel=cancel)
        return audio.clip, audio.notes
