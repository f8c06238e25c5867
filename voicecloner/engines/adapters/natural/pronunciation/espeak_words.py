"""What espeak-ng says word by word, though it runs some words together and says others in several parts."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from voicecloner.engines.adapters.natural.pronunciation.ipa import TIE
from voicecloner.speech.espeak import espeak

# Longest run of words handed over at once: aligning costs the square of its length.
_CHARACTERS_AT_ONCE = 150

Mapper = Callable[[str], str]
"""From espeak-ng's IPA to the network's symbols."""


def spoken_words(words: Sequence[str], voice: str, mapper: Mapper) -> list[str]:
    """Symbols of each of `words`, said in one breath by espeak-ng's `voice`.

    A word's symbols start with a space where espeak-ng parts it from the one before; words it runs together have none.

    Raises:
        EngineError: espeak-ng cannot be started or has no such voice.
    """
    spoken: list[str] = []
    for part in _parts(words):
        spoken += _aligned(part, voice, mapper)
    return spoken


def _parts(words: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = []
    room = 0
    for word in words:
        if not parts or room < len(word):
            parts.append([])
            room = _CHARACTERS_AT_ONCE
        parts[-1].append(word)
        room -= len(word) + 1
    return parts


def _aligned(words: list[str], voice: str, mapper: Mapper) -> list[str]:
    said = mapper(espeak().ipa(" ".join(words), voice, TIE))
    groups = said.split()
    if len(words) == 1:
        return [" " + " ".join(groups)] if groups else [""]
    alone = [_alone(word, voice, mapper) for word in words]
    # As many groups as words, each one word alone: nothing was run together, and nothing needs aligning.
    if len(groups) == len(words) and all(len(one.split()) == 1 for one in alone):
        return [" " + group for group in groups]
    return _cut(" ".join(groups), alone)


@lru_cache(maxsize=4096)
def _alone(word: str, voice: str, mapper: Mapper) -> str:
    return " ".join(mapper(espeak().ipa(word, voice, TIE)).split())


def _cut(said: str, alone: Sequence[str]) -> list[str]:
    """`said` cut where the words said `alone` end, by the alignment with the fewest changes."""
    expected = " ".join(alone)
    places = _matching(expected, said)
    cut: list[str] = []
    start = end = 0
    for word in alone:
        end += len(word)
        stop = places[end]
        piece = said[start:stop].strip()
        glued = start > 0 and not said[start - 1 : start + 1].count(" ")
        cut.append(piece if glued or not piece else " " + piece)
        start = stop
        end = min(end + 1, len(expected))
    # What no word asked for goes to the last one rather than being lost.
    cut[-1] += said[start:]
    return cut


def _matching(expected: str, said: str) -> list[int]:
    """For each position of `expected`, the position of `said` it falls on (Levenshtein 1965, traced back)."""
    rows = [list(range(len(said) + 1))]
    for i, one in enumerate(expected, 1):
        row = [i]
        for j, other in enumerate(said, 1):
            row.append(min(rows[-1][j - 1] + _cost(one, other), rows[-1][j] + 1, row[-1] + 1))
        rows.append(row)
    places = [0] * (len(expected) + 1)
    i, j = len(expected), len(said)
    places[i] = j
    while i > 0:
        one = expected[i - 1]
        if j > 0 and rows[i][j] == rows[i - 1][j - 1] + _cost(one, said[j - 1]):
            i, j = i - 1, j - 1
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
            continue
        places[i] = j
    return places


def _cost(one: str, other: str) -> int:
    if one == other:
        return 0
    # A boundary is the last thing to be given up: it is what is looked for.
    return 2 if " " in (one, other) else 1
