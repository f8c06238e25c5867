"""Where a sentence ends."""

import re
from collections.abc import Iterator

_END = re.compile(
    r"""
      (?P<mark> [.!?…‽]{1,9} ) (?P<closers> ["'”’»›)\]*]{0,5} ) (?=\s|\Z|["“„«¿¡(]\S)
    | [。！？｡।॥۔؟።።։]{1,9} ["'”’」』）》〉]{0,5}
    """,
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]|\.(?=[^\W_])){1,12}\Z")
_LONE_LETTER = re.compile(r"(?:\A|[\s.])[a-zà-ÿ]\Z")
_VOWEL = re.compile("[aeiouyàâáäãåæçèéêëìíîïòóôöõøœùúûüаеёиоуыэюя]", re.IGNORECASE)
_LONGEST_ABBREVIATION = 4  # letters; of those that are not known by name


def sentence_ends(text: str) -> Iterator[int]:
    """Index of the first character behind each sentence, the last one included.

    Abbreviations are written out before, so that a full stop is one; what the language does not list (`Capt. of`) is
    known by the small letter that follows.
    """
    last = 0
    for found in _END.finditer(text):
        if not _goes_on(text, found):
            last = found.end()
            yield last
    if last < len(text):
        yield len(text)


def _goes_on(text: str, found: re.Match[str]) -> bool:
    following = text[found.end() : found.end() + 4].lstrip(" \"'“„«(*")[:1]
    if not found["mark"]:
        return False
    if found["mark"] == "." and _LONE_LETTER.search(text[max(0, found.start() - 3) : found.start()]):
        return bool(following)
    if not following.islower():
        return False
    if found["closers"].strip("*") or found["mark"][-1] in "…" or found["mark"].endswith(".."):
        return True
    return found["mark"] == "." and _may_be_short_for_something(text, found.start())


def _may_be_short_for_something(text: str, end: int) -> bool:
    word = _WORD_BEFORE.search(text[max(0, end - 12) : end])
    if word is None or "." in word[0] or len(word[0]) <= 2:
        return True
    return len(word[0]) <= _LONGEST_ABBREVIATION and (word[0][0].isupper() or not _VOWEL.search(word[0]))
