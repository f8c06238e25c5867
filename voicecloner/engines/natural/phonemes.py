"""Written words as the sounds the natural network reads.

Numbers, dates and abbreviations are words already. Marks that shape the melody stay where they are; asterisks mark
emphasis and are never said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voicecloner.engines.natural.espeak_words import spoken_words
from voicecloner.engines.natural.ipa import english_symbols, symbols_of
from voicecloner.engines.natural.languages import spoken_as
from voicecloner.engines.natural.scripts import language_runs
from voicecloner.engines.natural.tokens import OPENING, Mark, Word, tokens_of
from voicecloner.errors import InvalidRequest
from voicecloner.speech.espeak_languages import espeak_voice


@dataclass(frozen=True)
class SpokenWord:
    """Where a word lies in the text and in its symbols.

    Attributes:
        first_symbol: position of its first symbol in `Phonemized.symbols`.
        end_symbol: position after its last one; greater than `first_symbol`.
        first_character: position of its first character in the text.
        end_character: position after its last one.
        emphasized: whether it stood within asterisks.
    """

    first_symbol: int
    end_symbol: int
    first_character: int
    end_character: int
    emphasized: bool = False


@dataclass(frozen=True)
class Phonemized:
    """A text as the network reads it.

    Attributes:
        symbols: of the network's alphabet, with spaces and marks; empty if there is nothing to say.
        words: in the order they are said; a word without a sound is left out.
    """

    symbols: str
    words: tuple[SpokenWord, ...] = ()


def phonemes_of(text: str, language: str) -> Phonemized:
    """The sounds of `text`. Takes time in proportion to its length; never returns a symbol the network does not know.

    Args:
        text: any text; numbers and abbreviations should be written out.
        language: BCP 47 tag. A tag that is not supported is read by espeak-ng with the nearest sounds.

    Raises:
        InvalidRequest: nothing here speaks the language.
        EngineError: espeak-ng cannot be started.
    """
    tag = spoken_as(language) or language
    espeak_voice(tag)
    tokens = tokens_of(text)
    return _written(tokens, _sounds(tokens, tag))


def _sounds(tokens: Sequence[Word | Mark], language: str) -> list[str]:
    """Symbols of each token; a word's start with a space where it is parted from the word before."""
    sounds = [token.symbol if isinstance(token, Mark) else "" for token in tokens]
    for breath in _breaths(tokens, language):
        for index, said in zip(breath.indices, _said(breath.words, breath.language), strict=True):
            sounds[index] += said
    return sounds


@dataclass
class _Breath:
    """Words of one language said without a mark between them, and the positions of their tokens."""

    language: str
    indices: list[int]
    words: list[str]


def _breaths(tokens: Sequence[Word | Mark], language: str) -> list[_Breath]:
    breaths: list[_Breath] = []
    unbroken = False
    for index, token in enumerate(tokens):
        if isinstance(token, Mark):
            unbroken = False
            continue
        for piece, tag in language_runs(token.text, language):
            if not unbroken or breaths[-1].language != tag:
                breaths.append(_Breath(tag, [], []))
            breaths[-1].indices.append(index)
            breaths[-1].words.append(piece)
            unbroken = True
    return breaths


def _said(words: Sequence[str], language: str) -> list[str]:
    try:
        voice = espeak_voice(language)
    except InvalidRequest:
        return [""] * len(words)
    if language.startswith("en"):
        british = language == "en-GB"
        return spoken_words(words, voice, _british if british else _american)
    return spoken_words(words, voice, symbols_of)


def _british(ipa: str) -> str:
    return english_symbols(ipa, british=True)


def _american(ipa: str) -> str:
    return english_symbols(ipa, british=False)


def _written(tokens: Sequence[Word | Mark], sounds: Sequence[str]) -> Phonemized:
    """All sounds in one line, with the place of every word in it."""
    line = _Line()
    for token, sound in zip(tokens, sounds, strict=True):
        if isinstance(token, Mark):
            line.add_mark(token)
        elif sound.strip():
            line.add_word(token, sound)
    return Phonemized(line.text(), tuple(line.words))


class _Line:
    """Symbols written one after the other, single-spaced, marks after the word they belong to."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = ""
        self.words: list[SpokenWord] = []

    def text(self) -> str:
        """Everything written, or nothing where no word is in it."""
        return "".join(self._parts) if self.words else ""

    def add_mark(self, mark: Mark) -> None:
        """Write a mark, unless it says nothing new: before the first word, or once more what stands there."""
        if not mark.symbol or (not mark.opens and (not self.words or self._last == mark.symbol)):
            return
        spaced = self._parts and (mark.opens or (mark.spaced and mark.symbol == "—"))
        self._write(" " + mark.symbol if spaced and self._last not in OPENING else mark.symbol)

    def add_word(self, word: Word, sound: str) -> None:
        """Write a word and note its place."""
        tight = not self._parts or self._last in OPENING or (self._last == "—" and not word.spaced)
        if not tight and (sound.startswith(" ") or not self._last.isalpha()):
            self._write(" ")
        first = self._length
        self._write(sound.strip())
        self.words.append(SpokenWord(first, self._length, word.start, word.end, word.emphasized))

    def _write(self, symbols: str) -> None:
        self._parts.append(symbols)
        self._length += len(symbols)
        self._last = symbols[-1]
