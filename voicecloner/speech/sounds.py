"""How alike two sounds of speech are, for comparing what is heard with what is written, in any language.

Vowels lie in a plane of height and backness, consonants differ in manner, place and voicing: the chart of the
International Phonetic Association, with rough distances: words that are taken for each other count as nearly right.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Symbols = npt.NDArray[np.intp]
"""Shape (sounds,): positions in `SYMBOLS`."""

# height (0 close, 1 open) and backness (0 front, 1 back); rounded front vowels lie a little further back
_VOWELS = {
    "i": (0.0, 0.0), "y": (0.0, 0.2), "ɪ": (0.15, 0.1), "ʏ": (0.15, 0.3), "e": (0.3, 0.0), "ø": (0.3, 0.3),
    "ɛ": (0.55, 0.05), "œ": (0.55, 0.3), "æ": (0.8, 0.1), "a": (1.0, 0.4), "ɐ": (0.85, 0.5), "ə": (0.5, 0.5),
    "ɜ": (0.55, 0.5), "ɚ": (0.5, 0.5), "ɝ": (0.5, 0.5), "ᵻ": (0.15, 0.3), "ɨ": (0.1, 0.5), "ʌ": (0.6, 0.6),
    "ɑ": (1.0, 0.8), "ɒ": (0.95, 0.95), "ɔ": (0.6, 0.95), "o": (0.3, 1.0), "ʊ": (0.15, 0.8), "u": (0.0, 1.0),
    "ɯ": (0.0, 0.8), "ʉ": (0.0, 0.6), "ɤ": (0.3, 0.8),
}  # fmt: skip
# on one line, so that near numbers are manners that are taken for each other
_MANNERS = {
    "stop": 0.0,
    "tap": 0.25,
    "fricative": 1.0,
    "sibilant": 1.15,
    "nasal": 2.0,
    "lateral": 3.0,
    "r": 3.2,
    "w": 3.5,
}
# place (0 lips, 1 throat) and the letters without and with voice
_CONSONANTS: dict[str, tuple[tuple[float, str, str], ...]] = {
    "stop": ((0.0, "p", "b"), (0.5, "t", "d"), (0.55, "ʈ", "ɖ"), (0.8, "c", "ɟ"), (1.0, "kqʔ", "ɡg")),
    "tap": ((0.5, "", "ɾ"),),
    "nasal": ((0.0, "", "m"), (0.5, "", "n"), (0.8, "", "ɲ"), (1.0, "", "ŋɴ")),
    "fricative": ((0.1, "fɸ", "vβʋ"), (0.3, "θ", "ð"), (1.0, "xχhħ", "ɣɦʕ")),
    "sibilant": ((0.5, "s", "z"), (0.65, "ʃʂɕ", "ʒʐʑ"), (0.7, "ç", "")),
    "lateral": ((0.5, "", "l"), (0.6, "", "ɫɭ"), (0.7, "", "ʎ")),
    "r": ((0.6, "", "ɹrɻɽ"), (1.0, "", "ʁʀ")),
    "w": ((0.0, "", "w"), (0.6, "", "ɥ"), (0.75, "", "j"), (1.0, "", "ɰ")),
}
_OF_CONSONANT = {
    letter: (place, _MANNERS[manner], is_voiced)
    for manner, rows in _CONSONANTS.items()
    for place, *pair in rows
    for is_voiced, letters in enumerate(pair)
    for letter in letters
}
SYMBOLS = (*_VOWELS, *_OF_CONSONANT)
_POSITIONS = {symbol: position for position, symbol in enumerate(SYMBOLS)}
_VOWEL_AND_GLIDE, _VOWEL_AND_CONSONANT = -0.3, -0.9


def symbols_of(sounds: Sequence[str]) -> Symbols:
    """Names in IPA as positions in `SYMBOLS`, letter by letter; letters without a place there are left out."""
    return np.array([_POSITIONS[letter] for name in sounds for letter in name if letter in _POSITIONS], np.intp)


@cache
def likeness() -> npt.NDArray[np.float32]:
    """How alike each pair of `SYMBOLS` is: shape (n, n), 1 for the same sound, below 0 for very different ones."""
    table = np.array([[_alike(a, b) for b in SYMBOLS] for a in SYMBOLS], np.float32)
    table.flags.writeable = False
    return table


def _alike(a: str, b: str) -> float:
    if a in _VOWELS and b in _VOWELS:
        (height, back), (other_height, other_back) = _VOWELS[a], _VOWELS[b]
        return 1.0 - 1.1 * min(1.0, math.hypot(height - other_height, 0.8 * (back - other_back)))
    if a in _OF_CONSONANT and b in _OF_CONSONANT:
        (place, manner, voice), (other_place, other_manner, other_voice) = _OF_CONSONANT[a], _OF_CONSONANT[b]
        distance = 0.45 * abs(place - other_place) + 0.7 * min(1.0, abs(manner - other_manner))
        return 1.0 - 1.6 * min(1.0, distance + 0.15 * (voice != other_voice))
    consonant = a if a in _OF_CONSONANT else b
    return _VOWEL_AND_GLIDE if _OF_CONSONANT[consonant][1] >= _MANNERS["lateral"] else _VOWEL_AND_CONSONANT
