"""The user's list of pronunciations, put in place of its words.

The rules of the language have read the text before: they see what is written. Where one of them reads more than the
word of the list (an address, "No. 5"), the list counts for the words that the rule has made; elsewhere for the text.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from voicecloner.domain.pronunciation import PHONEMES_BEGIN, PHONEMES_END, Pronunciation
from voicecloner.domain.runs import Run
from voicecloner.domain.text import UNSPACED
from voicecloner.speech.text.rules import begins_sentence

_CHUNK = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_MOST_NAMED = 5
Place = tuple[int, int, str]
"""Where a word of the list stands: its first character, the one behind its last, and what is said for it."""


class Pronouncing:
    """Puts what is said in place of what is written. Takes time in proportion to the length of the text.

    Args:
        entries: later ones have their way over earlier ones for the same word.
        read: makes words of what is said in place of a word, as of any text.
        takes_phonemes: whether the engine says phonemes; entries that consist of them change nothing otherwise.
    """

    def __init__(
        self, entries: Sequence[Pronunciation], read: Callable[[str], str], *, takes_phonemes: bool = False
    ) -> None:
        self._read = read
        self._takes_phonemes = takes_phonemes
        self._exact: dict[str, Pronunciation] = {}
        self._folded: dict[str, Pronunciation] = {}
        self._unsaid: dict[str, None] = {}
        lengths: dict[str, set[int]] = defaultdict(set)
        for entry in entries:
            table = self._exact if entry.is_exact else self._folded
            table[entry.word if entry.is_exact else entry.word.casefold()] = entry
            lengths[_first_chunk(entry.word)].add(len(entry.word))
        self._lengths = {chunk: sorted(found, reverse=True) for chunk, found in lengths.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the list could not be followed in what was read, each in one sentence for the user."""
        if not self._unsaid:
            return ()
        words = ", ".join(f"“{word}”" for word in list(self._unsaid)[:_MOST_NAMED])
        more = " and others" if len(self._unsaid) > _MOST_NAMED else ""
        return (f"This engine does not say phonemes: {words}{more} is said as it is written.",)

    def runs(self, text: str, read: Sequence[Run]) -> Iterator[Run]:
        """The text as it is said.

        Args:
            text: what is written.
            read: the same as the rules of the language read it.
        """
        rules = [run for run in read if run.whole]
        starts = [run.start for run in read]
        done = 0
        for start, end, words in self._places(text):
            if _is_free(start, end, rules):
                yield from self._between(read, starts, done, start)
                yield Run(words, start, end, whole=True)
                done = end
        yield from self._between(read, starts, done, len(text))

    def _between(self, runs: Sequence[Run], starts: Sequence[int], begin: int, stop: int) -> Iterator[Run]:
        """The runs of a stretch of the text; none that was put in as a whole reaches beyond it."""
        at = max(0, bisect_right(starts, begin) - 1)
        for run in runs[at : bisect_left(starts, stop)]:
            first, last = max(begin, run.start), min(stop, run.end)
            if run.whole and begin <= run.start and run.end <= stop:
                yield replace(run, text=self._of_words(run.text))
            elif not run.whole and first < last:
                yield Run(run.text[first - run.start : last - run.start], first, last)

    def _of_words(self, words: str) -> str:
        done, parts = 0, []
        for start, end, said in self._places(words):
            parts += [words[done:start], said]
            done = end
        return "".join([*parts, words[done:]])

    def _places(self, text: str) -> Iterator[Place]:
        done = 0
        for chunk in _CHUNK.finditer(text):
            start = chunk.start()
            lengths = self._lengths.get(chunk[0].casefold(), ()) if start >= done else ()
            for length in lengths:
                entry = self._entry(text, start, start + length)
                if entry and (words := self._words(entry, text, start)):
                    done = start + length
                    yield start, done, words
                    break

    def _entry(self, text: str, start: int, end: int) -> Pronunciation | None:
        if _is_torn(text, start) or _is_torn(text, end):
            return None
        part = text[start:end]
        return self._exact.get(part) or self._folded.get(part.casefold())

    def _words(self, entry: Pronunciation, text: str, start: int) -> str:
        if entry.phonemes:
            if self._takes_phonemes:
                return f"{PHONEMES_BEGIN}{entry.phonemes}{PHONEMES_END}"
            self._unsaid[entry.word] = None
            return ""
        words = self._read(entry.spoken)
        if text[start].isupper() and begins_sentence(
            text[max(0, start - 16) : start]
        ):  # its capital is how that is known later
            return words[:1].upper() + words[1:]
        return words


def _first_chunk(word: str) -> str:
    found = _CHUNK.match(word)
    return found[0].casefold() if found else ""


def _is_torn(text: str, index: int) -> bool:
    """Whether the characters before and at an index belong to one word."""
    pair = text[index - 1 : index] + text[index : index + 1]
    return index > 0 and len(pair) == 2 and all(map(_is_of_word, pair))


def _is_of_word(character: str) -> bool:
    if _UNSPACED.match(character):
        return False
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _is_free(start: int, end: int, rules: Sequence[Run]) -> bool:
    """Whether no rule has read what begins before the place or ends behind it."""
    at = bisect_right(rules, start, key=lambda run: run.end)
    while at < len(rules) and rules[at].start < end:
        if rules[at].start < start or rules[at].end > end:
            return False
        at += 1
    return True
