"""What is said in a piece of speech, as the network would say it, if it is understood well."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.model.network import SAMPLE_RATE_HZ
from voicecloner.engines.adapters.natural.pronunciation.clauses import Clause, clauses_of
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.errors import RecognizerError
from voicecloner.jobs import CancelToken
from voicecloner.sound.resampling import resample
from voicecloner.speech.moonshine import RATE_HZ, Recognizer, WrittenWord
from voicecloner.speech.text.reading import read_text
from voicecloner.speech.word_errors import words_of

LANGUAGE = "en"
"""What the recognizer knows."""
# Clear speech is heard with 0.75 to 0.98, by telephone or in a room with 0.85, another language with 0.2 to 0.35.
_LEAST_CONFIDENCE, _LEAST_ENGLISH = 0.7, 0.5
# Of clear speech up to 0.13 of the words are doubtful, of singing and of speech in noise 0.2 to 0.4.
_DOUBTFUL, _MOST_DOUBTFUL = 0.5, 0.18
# Two words in a row that are less sure than this were another word, or others, in six of six places.
_MISHEARD = 0.6
_ANY_LENGTH = 100_000


@dataclass(frozen=True)
class Understood:
    """What is understood of a stretch.

    Attributes:
        clause: what is to be said again; None where nothing is, or it is not understood well enough.
        words: what is heard there, if it is English: a result is held against them.
    """

    clause: Clause | None = None
    words: tuple[str, ...] = ()


class Listener:
    """Hears English words; the recognizer is loaded at first use.

    Args:
        threads: how many of the processor's cores it may use.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._recognizer: Recognizer | None = None

    def understood(self, stretches: Sequence[Samples], way: ConversionWay, cancel: CancelToken) -> list[Understood]:
        """What is said in each stretch.

        Args:
            stretches: of one piece of speech, 24 kHz.
            way: `ConversionWay.WORDS` takes what is understood, however badly; `ConversionWay.WORLD` says nothing anew.
            cancel: looked at before each word.

        Raises:
            RecognizerError: there is no recognizer, and the words are asked for.
            Cancelled: `cancel` was set.
        """
        try:
            written = [self._written(stretch, cancel) for stretch in stretches]
        except RecognizerError:
            if way is ConversionWay.WORDS:
                raise
            return [Understood()] * len(stretches)
        every = [word for words in written for word in words]
        is_clear = way is ConversionWay.AUTO and is_understood(every)
        is_known = is_english(every)
        found = []
        for words in written:
            said = _said(words)
            is_said = way is ConversionWay.WORDS or (is_clear and not is_misheard(words))
            found.append(Understood(_clause(said) if is_said else None, tuple(words_of(said)) if is_known else ()))
        return found

    def words(self, samples: Samples, cancel: CancelToken) -> list[str]:
        """The plain words of a sound at 24 kHz, once `understood` has found a recognizer.

        Raises:
            Cancelled: `cancel` was set.
        """
        return words_of(_said(self._written(samples, cancel)))

    def _written(self, samples: Samples, cancel: CancelToken) -> tuple[WrittenWord, ...]:
        self._recognizer = self._recognizer or Recognizer(self._threads)
        sound = resample(samples, SAMPLE_RATE_HZ, RATE_HZ)
        words = self._recognizer.written(sound, lambda: not cancel.is_cancelled)
        cancel.raise_if_cancelled()
        return words


def is_understood(words: Sequence[WrittenWord]) -> bool:
    """Whether the recognizer was sure enough of what it wrote."""
    if not words:
        return False
    sure = np.array([word.confidence for word in words])
    return bool(sure.mean() >= _LEAST_CONFIDENCE and np.mean(sure < _DOUBTFUL) <= _MOST_DOUBTFUL)


def is_misheard(words: Sequence[WrittenWord]) -> bool:
    """Whether some word of a stretch was probably taken for others: two unsure ones stand side by side."""
    doubtful = [word.confidence < _MISHEARD for word in words]
    return any(one and next_one for one, next_one in pairwise(doubtful))


def is_english(words: Sequence[WrittenWord]) -> bool:
    """Whether what the recognizer wrote has to do with what is said."""
    return bool(words) and float(np.mean([word.confidence for word in words])) >= _LEAST_ENGLISH


def _said(words: Sequence[WrittenWord]) -> str:
    """The text as it is read aloud, with figures in words."""
    text = " ".join(word.text for word in words)
    return " ".join(sentence.text for sentence in read_text(text, LANGUAGE, _ANY_LENGTH).sentences)


def _clause(said: str) -> Clause | None:
    """The text as the network says it in one go; None where there is nothing to say, or too much for one stretch."""
    clauses = list(clauses_of(phonemes_of(said, LANGUAGE))) if said else []
    return clauses[0] if len(clauses) == 1 else None
