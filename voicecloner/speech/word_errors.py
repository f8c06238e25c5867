"""How many words of a text were understood, in English."""

import re
from collections.abc import Sequence


def words_of(text: str) -> list[str]:
    """The English words of a text, in small letters and without marks."""
    return re.findall(r"[a-z']+", text.lower().replace("-", " "))


def word_distance(truth: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest words to change, leave out or add (Levenshtein 1966)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(truth, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]
