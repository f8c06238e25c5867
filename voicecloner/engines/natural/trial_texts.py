"""What a voice being fitted is made to say: the person's own words where they are known, English ones otherwise.

The same words in both mouths leave the voices as the only difference.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicecloner.domain.audio import ReferenceClip
from voicecloner.engines.natural.languages import support

_PHRASES = (
    "Bring your coat and a thermos of tea.",
    "We have not heard from the captain.",
    "Six fresh peas and a slab of blue cheese.",
    "A young child chose yellow fudge.",
    "The old house shines through thick fog.",
    "Could you measure this shelf for me?",
)
_READING = (
    "We have not heard from the captain since Tuesday.",
    "Please bring your coat and a thermos of tea.",
    "The old lighthouse shines again after thirty winters.",
    "He walked home under the street lights with his brother.",
    "Six spoons of fresh snow peas and a slab of blue cheese.",
    "A young joyful child chose yellow fudge with vigour.",
    "The quick voyage through thick fog made us choose another path.",
    "Could you measure the width of this shelf for me?",
    "The judge asked for a short pause before lunch.",
    "Nine brown geese flew over the frozen marsh.",
    "I would rather walk than wait for the bus.",
    "Her uncle fixed the radio with a bent paper clip.",
    "They should have told us about the change of plan.",
    "A thin layer of ice covered the garden path.",
    "Everyone laughed when the puppy chased its own tail.",
    "You may borrow my umbrella if it starts to pour.",
)
_PHRASE_CHARACTERS = (24, 42)
_READ_CHARACTERS = (45, 90)
_MOST_READ = 800
_CLAUSE = re.compile(r"[^.,;:!?…—]+[.,;:!?…—]*")


@dataclass(frozen=True)
class Line:
    """A text in a language: BCP 47 tag."""

    text: str
    language: str


@dataclass(frozen=True)
class TrialTexts:
    """Texts for one person.

    Attributes:
        phrases: what a timbre is tried with, about two seconds each.
        reading: what the colour is found with, some 45 s in all.
    """

    phrases: tuple[Line, ...]
    reading: tuple[Line, ...]


def _in(language: str, texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(text, language) for text in texts)


ENGLISH = TrialTexts(_in("en", _PHRASES), _in("en", _READING))
"""For a person whose words are not known; together they hold most sounds of English."""


def texts_of(references: Sequence[ReferenceClip]) -> TrialTexts:
    """The person's own words, or `ENGLISH` if they are not known, too few, or in a language without phonemes here.

    A recording of 20 s holds a handful of sentences, to which the colour would be fitted too closely: English ones make
    up what is missing.
    """
    language = references[0].language
    words = " ".join(" ".join(reference.transcript.split()) for reference in references)
    if not all(reference.transcript.strip() for reference in references) or support(language) is None:
        return ENGLISH
    phrases = tuple(_gathered(words, *_PHRASE_CHARACTERS))
    reading = tuple(_gathered(words, *_READ_CHARACTERS))
    if len(phrases) < len(_PHRASES) or sum(map(len, reading)) < _MOST_READ // 6:
        return ENGLISH
    step = len(phrases) / len(_PHRASES)
    chosen = [phrases[int(index * step)] for index in range(len(_PHRASES))]
    own = [text for index, text in enumerate(reading) if sum(map(len, reading[:index])) < _MOST_READ]
    return TrialTexts(_in(language, chosen), (*_in(language, own), *ENGLISH.reading[len(own) :]))


def _gathered(words: str, least: int, most: int) -> Iterator[str]:
    """Clauses of at least so many characters, and not many more than `most`."""
    piece = ""
    for clause in _CLAUSE.findall(words):
        for part in _cut(clause.strip(), most):
            piece = f"{piece} {part}".strip()
            if len(piece) >= least:
                yield piece
                piece = ""


def _cut(clause: str, most: int) -> list[str]:
    """A clause in parts of about the same length, at most `most` characters and a word."""
    parts = -(-len(clause) // most)
    words = clause.split()
    step = -(-len(words) // max(parts, 1))
    return [" ".join(words[first : first + step]) for first in range(0, len(words), max(step, 1))]
