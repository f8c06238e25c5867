"""Consent that is heard: the speaker reads a sentence with random words, which are recognized, and the voice that reads
is compared with the recordings that are to be cloned.

The random words show that the reading is new: it cannot be cut out of an older recording. They do not keep out a clone
of the speaker that is made to read them.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from voicecloner.atomic import read_file, storage_error, write_atomically
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import SpokenConsent
from voicecloner.domain.quality import Span
from voicecloner.domain.requests import require_types
from voicecloner.errors import ConsentRequired, InvalidRequest, either
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.library.rows import CONSENT_RECORDING, text_from, time_from, time_text
from voicecloner.provenance.hearing import MarkListener
from voicecloner.speech.same_speaker import (
    LEAST_SPEECH_S,
    Voiceprint,
    leads,
    likeness,
    speech_alone,
    voiceprint,
)
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.use_cases.review.propose_transcript import ProposeRequest, ProposeTranscript

GOOD_FOR = timedelta(minutes=30)
"""How long after a sentence was made it may be read."""
_RANDOM_WORDS = 5
# Of the random words; the recognizer mishears one word in twelve.
_MAY_BE_MISHEARD = 1
_LEAST_OF_SENTENCE = 0.6
_SAME_WORD_FROM = 0.75
# long, common, and unlike each other, so that a small recognizer tells them apart
_WORDS = (
    "window", "garden", "butter", "silver", "mountain", "pencil", "orange", "winter", "river", "yellow", "kitchen",
    "bottle", "station", "monkey", "paper", "summer", "doctor", "island", "market", "purple", "ticket", "farmer",
    "blanket", "number", "engine", "dinner", "forest", "hammer", "jacket", "lemon", "mirror", "needle", "ocean",
    "pocket", "rabbit", "saddle", "table", "uncle", "valley", "water", "zebra", "candle", "dragon", "elephant",
    "finger", "giant", "hospital", "morning", "piano", "soldier", "tiger", "umbrella", "village", "wagon", "balloon",
    "carpet", "diamond", "family", "guitar", "harbor", "jungle", "machine", "picture", "question",
)  # fmt: skip
_SAY_IT_AGAIN = "Read the sentence on the screen aloud, all of it, in a quiet room."


@dataclass(frozen=True)
class ConsentSentence:
    """What the speaker is to read.

    Attributes:
        text: the whole sentence.
        words: those in it that were drawn at random, in order.
        made_at: when they were drawn, UTC.
    """

    text: str
    words: tuple[str, ...]
    made_at: datetime

    @property
    def good_until(self) -> datetime:
        """When it is too late to hand in a reading of it, UTC."""
        return self.made_at + GOOD_FOR

    @property
    def is_good(self) -> bool:
        """Whether a reading of it can be handed in now."""
        return self.made_at <= datetime.now(UTC) <= self.good_until


@dataclass(frozen=True, eq=False)
class ConsentReading:
    """What the speaker read.

    Attributes:
        sentence: what was to be read.
        sound: the recording of it.
    """

    sentence: ConsentSentence
    sound: Path | AudioClip


@dataclass(frozen=True, eq=False)
class ConsentRequest:
    """A reading, and the voice it is for.

    Attributes:
        reading: what was read.
        reference: the recordings that are to be cloned, one after the other.
    """

    reading: ConsentReading
    reference: AudioClip


@dataclass(frozen=True, eq=False)
class HeardConsent:
    """Consent that was given by the right person in the right words.

    Attributes:
        spoken: what is kept of it.
        clip: the recording, mono.
    """

    spoken: SpokenConsent
    clip: AudioClip


class ConsentSentences:
    """Makes sentences, and keeps the last one, so that it can be read and handed in by another process.

    Args:
        path: the file it is kept in.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def new(self) -> ConsentSentence:
        """Another sentence; the one before counts no more.

        Raises:
            StorageError: it cannot be kept.
        """
        words = tuple(secrets.SystemRandom().sample(_WORDS, _RANDOM_WORDS))
        text = (
            "I agree that my voice is cloned with this program, so that it can say anything. "
            f"My words for today are {', '.join(words[:-1])} and {words[-1]}."
        )
        sentence = ConsentSentence(text, words, datetime.now(UTC))
        stored = {"text": text, "words": list(words), "made_at": time_text(sentence.made_at)}
        write_atomically(self._path, json.dumps(stored).encode())
        return sentence

    def good(self) -> ConsentSentence:
        """The last one as long as it is good, since it may have been read meanwhile; otherwise another one.

        Raises:
            StorageError: it cannot be read, or another one cannot be kept.
        """
        try:
            last = self.last()
        except InvalidRequest:
            return self.new()
        return last if last.is_good else self.new()

    def last(self) -> ConsentSentence:
        """The sentence that was made last.

        Raises:
            InvalidRequest: there is none.
            StorageError: it cannot be read.
        """
        try:
            stored = json.loads(read_file(self._path))
            words = tuple(map(text_from, stored["words"]))
            return ConsentSentence(text_from(stored["text"]), words, time_from(stored["made_at"]))
        except (FileNotFoundError, KeyError, ValueError, TypeError):
            raise InvalidRequest(
                "There is no sentence of consent to be read yet.", either("Press “Have it spoken”", "consent sentence")
            ) from None
        except OSError as error:
            raise storage_error(error, self._path) from error


class HearConsent:
    """The use case: call it with a `ConsentRequest`.

    Args:
        recognize: understands what was read.
        find_speech: where in a recording somebody speaks.
    """

    def __init__(
        self, recognize: ProposeTranscript, find_speech: Callable[[AudioClip, CancelToken], Sequence[Span]]
    ) -> None:
        self._recognize = recognize
        self._find_speech = find_speech
        self._encoder = SpeakerEncoder()

    def __call__(
        self, request: ConsentRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> HeardConsent:
        """Recognize what was read and compare who read it.

        Raises:
            ConsentRequired: the sentence is too old, something else was read, or by somebody else.
            UnreadableAudio: the recording of it cannot be read.
            RecognizerError: the recognizer is missing or died.
            Cancelled: stopped by the user.
        """
        require_types(request)
        sentence = request.reading.sentence
        _require_fresh(sentence)
        heard = self._recognize(ProposeRequest(request.reading.sound), progress=progress, cancel=cancel)
        _require_read(sentence, heard.text)
        _require_no_mark(heard.clip)
        said, known = self._prints(heard.clip, request.reference, cancel)
        if not leads(said, known).is_same:
            raise ConsentRequired(
                "The person who read the sentence does not sound like the person in the recording.",
                "Let the person whose voice is to be cloned read it, with the same microphone if possible.",
            )
        found = likeness(said, known)
        spoken = SpokenConsent(sentence.text, heard.text, found, CONSENT_RECORDING, datetime.now(UTC))
        return HeardConsent(spoken, heard.clip)

    def _prints(self, reading: AudioClip, reference: AudioClip, cancel: CancelToken) -> tuple[Voiceprint, Voiceprint]:
        """The voices of the two."""
        said = speech_alone(reading, self._find_speech(reading, cancel))
        if said.seconds < LEAST_SPEECH_S:
            raise ConsentRequired("Too little speech was heard to tell who is reading.", _SAY_IT_AGAIN)
        known = speech_alone(reference, self._find_speech(reference, cancel))
        return voiceprint(said, self._encoder), voiceprint(known, self._encoder)


def _require_fresh(sentence: ConsentSentence) -> None:
    if not sentence.is_good:
        raise ConsentRequired(
            "The sentence of consent was made too long ago to tell that it was read now.", "Have a new one made."
        )


def _require_read(sentence: ConsentSentence, heard: str) -> None:
    said = _words_in(heard)
    missing = [word for word in sentence.words if not _is_among(word, said)]
    if len(missing) > _MAY_BE_MISHEARD:
        raise ConsentRequired(
            f"These words of the sentence of consent were not heard: {', '.join(missing)}.", _SAY_IT_AGAIN
        )
    wanted = _words_in(sentence.text)
    if sum(_is_among(word, said) for word in wanted) < _LEAST_OF_SENTENCE * len(wanted):
        raise ConsentRequired("Something other than the sentence of consent was said.", _SAY_IT_AGAIN)


def _require_no_mark(clip: AudioClip) -> None:
    """A clone that reads the sentence would sound like the speaker: at least one made by this program is told."""
    listener = MarkListener(clip.sample_rate)
    listener.push(clip.samples)
    if listener.reading().is_found:
        raise ConsentRequired("The sentence was read by a synthetic voice.", "The speaker must read it in person.")


def _words_in(text: str) -> list[str]:
    return ["".join(filter(str.isalpha, word)) for word in text.lower().split()]


def _is_among(word: str, said: Sequence[str]) -> bool:
    """Whether a word was heard, be it with a wrong letter."""
    return any(word == each or SequenceMatcher(None, word, each).ratio() >= _SAME_WORD_FROM for each in said)
