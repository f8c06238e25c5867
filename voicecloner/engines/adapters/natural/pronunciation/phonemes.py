"""Written words as the sounds the natural network reads.

Numbers, dates and abbreviations are words already. Marks that shape the melody stay where they are; asterisks mark
emphasis and are never said.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voicecloner.engines.adapters.natural.pronunciation.english import english_reader
from voicecloner.engines.adapters.natural.pronunciation.espeak_words import spoken_words
from voicecloner.engines.adapters.natural.pronunciation.ipa import mapper, symbols_of
from voicecloner.engines.adapters.natural.pronunciation.kana import kana_symbols
from voicecloner.engines.adapters.natural.pronunciation.passages import Piece, Reader, passages_of, read_by_runs
from voicecloner.engines.adapters.natural.pronunciation.pinyin import pinyin_symbols
from voicecloner.engines.adapters.natural.pronunciation.tokens import OPENING, Mark, Word, tokens_of
from voicecloner.engines.adapters.natural.pronunciation.unspaced import words_found
from voicecloner.engines.adapters.natural.spoken_languages import spoken_as
from voicecloner.errors import InvalidRequest
from voicecloner.speech.espeak_languages import espeak_voice

_FIRST_VOWEL = re.compile("([AIOQWYaeiouyæøœɐɑɒɔəɚɛɜɤɨɪɯʊʌᵊᵻ])")


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
    # Before anything is read: a language nobody speaks is refused for a text of marks, too.
    espeak_voice(tag)
    tokens = words_found(tokens_of(text), tag)
    return _written(tokens, _sounds(tokens, tag))


def _sounds(tokens: Sequence[Word | Mark], language: str) -> list[str]:
    """Symbols of each token; a word's start with a space where it is parted from the word before."""
    sounds = [token.symbol if isinstance(token, Mark) else "" for token in tokens]
    for passage in passages_of(tokens, language):
        said = _reader(passage.language)(passage.pieces)
        for piece, sound in zip(passage.pieces, said, strict=True):
            sounds[piece.token] += _stressed(sound) if piece.emphasized and passage.language != "ja" else sound
    for index, token in enumerate(tokens):
        if isinstance(token, Word) and token.phonemes:
            sound = f" {symbols_of(token.phonemes, language)}"
            sounds[index] = sound if language in _SYLLABLES else _stressed(sound)
    return sounds


def _stressed(sound: str) -> str:
    """An emphasized word has a main stress, even where it is said without any otherwise; tones take its place."""
    if not sound.strip() or any(mark in sound for mark in "ˈ→↗↓↘"):
        return sound
    if "ˌ" in sound:
        return sound.replace("ˌ", "ˈ", 1)
    return _FIRST_VOWEL.sub(r"ˈ\1", sound, count=1)


def _reader(language: str) -> Reader:
    if language in ("en-US", "en-GB"):
        return english_reader(british=language == "en-GB")
    if language in _SYLLABLES:
        return lambda pieces: [_by_syllable(piece, _SYLLABLES[language]) for piece in pieces]
    try:
        voice = espeak_voice(language)
    except InvalidRequest:
        return lambda pieces: [""] * len(pieces)
    return lambda pieces: read_by_runs(pieces, lambda words: spoken_words(words, voice, mapper(language)))


_SYLLABLES: Mapping[str, Callable[[str], str]] = {"ja": kana_symbols, "zh": pinyin_symbols}


def _by_syllable(piece: Piece, symbols: Callable[[str], str]) -> str:
    said = "".join(symbols(syllable) for syllable in piece.text.split()) if piece.spoken else ""
    return f" {said}" if said else ""


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
        # "!!!" or ", ," would make the network rest three times, or stutter.
        if not mark.symbol or (not mark.opens and (not self.words or self._last == mark.symbol)):
            return
        spaced = self._parts and (mark.opens or (mark.spaced and mark.symbol == "—"))
        self._write(" " + mark.symbol if spaced and self._last not in OPENING else mark.symbol)

    def add_word(self, word: Word, sound: str) -> None:
        """Write a word and note its place."""
        # Symbols are joined as the network was trained with them: a space for each space that is heard.
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
