"""Texts longer than the network takes at once, cut where a speaker would breathe."""

from collections.abc import Iterator
from dataclasses import dataclass

from voicecloner.engines.adapters.natural.pronunciation.alphabet import MAX_SYMBOLS
from voicecloner.engines.adapters.natural.pronunciation.phonemes import Phonemized, SpokenWord

# Where to cut, best first.
_BEST_ENDS = (".!?…", ";:—", ",”)", " ")
# A clause is not cut off before so much of what fits.
_LEAST_SHARE = 0.4


@dataclass(frozen=True)
class Clause:
    """What the network says at once.

    Attributes:
        symbols: at most `MAX_SYMBOLS`.
        words: with their places in `symbols`, and in the whole text.
    """

    symbols: str
    words: tuple[SpokenWord, ...]

    @property
    def asks(self) -> bool:
        """Whether it ends as a question."""
        return self.symbols.rstrip(' ”")').endswith("?")


def clauses_of(text: Phonemized, most: int = MAX_SYMBOLS) -> Iterator[Clause]:
    """The text in clauses of at most `most` symbols, in order; none if there is nothing to say."""
    start = 0
    while start < len(text.symbols):
        end = _end(text.symbols, start, most)
        words = [word for word in text.words if start <= word.first_symbol < end]
        # A stretch of marks alone would make the network breathe, or hum.
        if words:
            yield Clause(text.symbols[start:end], tuple(_shifted(word, start, end) for word in words))
        start = end


def _end(symbols: str, start: int, most: int) -> int:
    if len(symbols) - start <= most:
        return len(symbols)
    latest = start + most
    for ends in _BEST_ENDS:
        found = max(symbols.rfind(mark, start, latest) for mark in ends)
        if found >= start + _LEAST_SHARE * most:
            return found + 1
    return latest


def _shifted(word: SpokenWord, start: int, end: int) -> SpokenWord:
    first, last = word.first_symbol - start, min(word.end_symbol, end) - start
    return SpokenWord(first, last, word.first_character, word.end_character, word.emphasized)
