"""Text made safe for espeak-ng and cut into parts that are spoken in one go."""

import re
import unicodedata
from collections.abc import Iterator

_LONGEST_PART = 180
# Short, so that the first sound comes early, characters.
_LONGEST_FIRST_PART = 70

_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bz\.B)[.!?…]+[\"'”’»)\]]*\s+(?=[^a-z\s])|[。！？؟।]+"
)
_CLAUSE_END = re.compile(r"[,;:–—，；：、،]\s*")
_NOT_SPOKEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """Composed characters, one space for any white space, nothing that cannot be read aloud (control characters)."""
    composed = unicodedata.normalize("NFC", text)
    readable = (c if unicodedata.category(c) not in _NOT_SPOKEN else " " for c in composed)
    return " ".join("".join(readable).split())


def parts(text: str) -> Iterator[str]:
    """Cleaned text in speakable pieces of at most 180 characters, the first shorter where it can be cut at a clause."""
    longest = _LONGEST_FIRST_PART
    for sentence in _sentences(clean(text)):
        rest = sentence
        while rest:
            piece, rest = _cut(rest, longest)
            longest = _LONGEST_PART
            if any(c.isalnum() or unicodedata.category(c).startswith("S") for c in piece):
                yield piece


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        yield text[start:end].strip()
        start = end


def _cut(text: str, longest: int) -> tuple[str, str]:
    """The first piece and the rest: whole if short, else cut at a clause, else at a space, else inside a word."""
    if len(text) <= longest:
        return text, ""
    clauses = [m.end() for m in _CLAUSE_END.finditer(text, 12, longest)]
    if not clauses and longest < _LONGEST_PART:
        return _cut(text, _LONGEST_PART)  # not worth breaking a phrase for an early start
    space = text.rfind(" ", 12, longest)
    place = clauses[-1] if clauses else space if space > 0 else longest
    return text[:place].strip(), text[place:].strip()
