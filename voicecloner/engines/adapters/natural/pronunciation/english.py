"""English by the pronouncing dictionary and the rules the network was trained with (misaki's), from the package hibari.

hibari knows each word's part of speech, by which "read", "live" or "record" are told apart. Words that are in no
dictionary are read by espeak-ng, as they were when the network was trained.
"""

import gzip
import json
import re
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from voicecloner.engines.adapters.natural.pronunciation.alphabet import sounds_only
from voicecloner.engines.adapters.natural.pronunciation.espeak_words import spoken_words
from voicecloner.engines.adapters.natural.pronunciation.homographs import corrected_tag, reading_of
from voicecloner.engines.adapters.natural.pronunciation.ipa import english_symbols
from voicecloner.engines.adapters.natural.pronunciation.passages import Piece, Reader

# Characters; the dictionary's rules try every part of a word, which takes the cube of the number of its parts.
_LONGEST_WORD = 40
_MOST_BENDS = 6
_ORDINARY = re.compile(r"(?=.*[A-Za-zÀ-ɏ])[A-Za-zÀ-ÖØ-öø-ɏ'.&-]+")
_EMPHATIC_STRESS = 2
# Words whose full form is heard only under emphasis.
_EMPHATIC = {"a": "ˈA", "an": "ˈæn", "the": "ðˈi", "to": "tˈu"}
_OPENING = "“("
# Marks as hibari knows them.
_PLAIN = {"“": '"', "”": '"'}


@cache
def english_reader(british: bool) -> Reader:
    """Reads American or British English. The first call loads the dictionary (0.4 s, 100 MB)."""
    return _EnglishReader(_dictionary(british), british)


_loaded: dict[bool, Any] = {}


def _dictionary(british: bool) -> Any:
    """hibari with the words of one accent. What tells the parts of speech is the same for both, and is loaded once."""
    from hibari.g2p import G2P

    # Loading the tagger once more for the other accent would take its memory twice.
    other = _loaded.get(not british)
    if other is None:
        _loaded[british] = G2P(oov=_british if british else _american, british=british)
    else:
        _loaded[british] = copy(other)
        _loaded[british].lexicon = _lexicon(british)
        _loaded[british].british = british
        _loaded[british]._oov = _british if british else _american  # noqa: SLF001 - only its constructor sets it
    return _loaded[british]


def _lexicon(british: bool) -> Any:
    from hibari.g2p import ASSETS, Lexicon

    files = (Path(ASSETS, f"lexicon_{'gb' if british else 'us'}_{kind}.json.gz") for kind in ("gold", "silver"))
    return Lexicon(*(json.loads(gzip.decompress(file.read_bytes())) for file in files), british)


def british_symbols(ipa: str) -> str:
    """Symbols for espeak-ng's British IPA."""
    return english_symbols(ipa, british=True)


def american_symbols(ipa: str) -> str:
    """Symbols for espeak-ng's American IPA."""
    return english_symbols(ipa, british=False)


class _EnglishReader:
    def __init__(self, dictionary: Any, british: bool) -> None:
        self._dictionary = dictionary
        self._british = british
        self._unknown: Callable[[str], str] = _british if british else _american

    def __call__(self, pieces: Sequence[Piece]) -> list[str]:
        sounds = [self._unknown(piece.text) if piece.spoken and _is_odd(piece.text) else "" for piece in pieces]
        text, owners = _laid_out(pieces)
        tokens = self._dictionary.tokenize(text)
        self._decide(tokens, [pieces[owner] if owner >= 0 else None for owner in _owner_of_each(tokens, owners)])
        read = self._dictionary.phonemize_tokens(tokens)
        for token, owner in zip(read, _owner_of_each(read, owners), strict=True):
            if owner >= 0:
                sounds[owner] += sounds_only(token.phonemes or "")
        return [" " + sound.strip() if sound.strip() else "" for sound in sounds]

    def _decide(self, tokens: Sequence[Any], pieces: Sequence[Piece | None]) -> None:
        """Set what the dictionary does not: words told apart by their meaning, and emphasis."""
        words = [token.text.lower() for token in tokens]
        for index, (token, piece) in enumerate(zip(tokens, pieces, strict=True)):
            # Only where the dictionary holds several readings does the part of speech matter.
            if isinstance(self._dictionary.lexicon.golds.get(words[index]), dict):
                token.tag = corrected_tag(words, index, token.tag)
            # None leaves the reading to the dictionary.
            token.phonemes = reading_of(words, index, token.tag, self._british)
            if piece is not None and piece.emphasized:
                token.stress = _EMPHATIC_STRESS
                token.phonemes = token.phonemes or _EMPHATIC.get(words[index])


def _is_odd(word: str) -> bool:
    """Whether the dictionary should not see a word: too long, too tangled, or not of Latin letters alone."""
    bends = sum(not c.isalpha() or c.isupper() for c in word[1:]) if not word.isupper() else 0
    return len(word) > _LONGEST_WORD or bends > _MOST_BENDS or not _ORDINARY.fullmatch(word)


def _laid_out(pieces: Sequence[Piece]) -> tuple[str, list[int]]:
    """The passage as plain text, and for each of its characters the word it belongs to (-1: none)."""
    parts: list[str] = []
    owners: list[int] = []
    tight = True
    for index, piece in enumerate(pieces):
        if piece.spoken and _is_odd(piece.text):
            # Odd words are read by espeak-ng; the dictionary would take minutes over some of them.
            continue
        gap = "" if tight or not (piece.spoken or piece.text in (*_OPENING, "—")) else " "
        parts.append(gap + _PLAIN.get(piece.text, piece.text))
        owners += [-1] * len(gap) + [index if piece.spoken else -1] * len(piece.text)
        tight = not piece.spoken and piece.text in _OPENING
    return "".join(parts), owners


def _owner_of_each(tokens: Sequence[Any], owners: Sequence[int]) -> list[int]:
    """The word that each of hibari's tokens is (part of), or -1."""
    found: list[int] = []
    place = 0
    for token in tokens:
        end = place + len(token.text)
        found.append(next((owner for owner in owners[place:end] if owner >= 0), -1))
        place = end + len(token.whitespace)
    return found


@lru_cache(maxsize=4096)
def _british(word: str) -> str:
    return "".join(spoken_words([word], "en", british_symbols)).strip()


@lru_cache(maxsize=4096)
def _american(word: str) -> str:
    return "".join(spoken_words([word], "en-US", american_symbols)).strip()
