"""Text cut into words and marks, each with its place, and which words are emphasized with asterisks."""

import re
from dataclasses import dataclass

_MARKS = {
    **dict.fromkeys(",،、，﹐", ","), **dict.fromkeys(".。．｡।॥۔·", "."), **dict.fromkeys("!！", "!"),
    **dict.fromkeys("?？؟\u037e", "?"), **dict.fromkeys(";；؛", ";"), **dict.fromkeys(":：", ":"), **dict.fromkeys("…‥", "…"),
    **dict.fromkeys("—–―‒", "—"), **dict.fromkeys("“„«「『《〈‟〝", "“"), **dict.fromkeys("”»」』》〉〞", "”"),
    **dict.fromkeys("(（[【〔｛{", "("), **dict.fromkeys(")）]】〕｝}", ")"), **dict.fromkeys("¿¡_|/\\~^`=<>#・･", ""),
}  # fmt: skip
"""What the network reads for a mark: one that shapes the melody, or nothing for one that only parts words."""

OPENING = "“("
"""Marks that belong to the word that follows."""
_IN_NUMBERS = r"(?<=\d)[.,:](?=\d)"
_IN_ABBREVIATIONS = r"(?<=\w)\.(?=[a-z\d]|[A-Z](?![a-z]))"
_MARK_CLASS = "".join(re.escape(mark) for mark in [*_MARKS, '"'])
_TOKEN = re.compile(
    rf"(?P<word>(?:[^\s{_MARK_CLASS}]|{_IN_NUMBERS}|{_IN_ABBREVIATIONS})+)|(?P<mark>\.\.+|[{_MARK_CLASS}])|(?P<space>\s+)"
)
_STARS = re.compile(r"\*+")
_QUOTES = "'‘’‚‛‹›"
_DASHES = "-‐‑−"


@dataclass(frozen=True)
class Word:
    """A word to be spoken.

    Attributes:
        text: without asterisks and quotes around it.
        start: position of its first character in the whole text.
        end: position after its last one.
        emphasized: whether it stood within asterisks.
        spaced: whether a space stood before it.
    """

    text: str
    start: int
    end: int
    emphasized: bool = False
    spaced: bool = True


@dataclass(frozen=True)
class Mark:
    """A mark between words.

    Attributes:
        symbol: of the network's alphabet, or empty for one that only parts words.
        spaced: whether a space stood before it.
    """

    symbol: str
    spaced: bool = False

    @property
    def opens(self) -> bool:
        """Whether it belongs to the word that follows."""
        return self.symbol != "" and self.symbol in OPENING


def tokens_of(text: str) -> list[Word | Mark]:
    """The words and marks of `text` in order. Takes time in proportion to the text's length."""
    emphasis = _emphasized(text)
    tokens: list[Word | Mark] = []
    spaced = False
    for found in _TOKEN.finditer(text):
        if found["space"]:
            spaced = True
            continue
        token = _mark(text, found.start(), spaced) if found["mark"] else _word(found, emphasis, spaced)
        if token is not None:
            tokens.append(token)
            spaced = False
    return tokens


def _mark(text: str, place: int, spaced: bool) -> Mark:
    character = text[place]
    if text.startswith("..", place):
        return Mark("…", spaced)
    if character != '"':
        return Mark(_MARKS[character], spaced)
    opening = (place == 0 or not (text[place - 1].isalnum() or text[place - 1] in ".,!?…*")) and place + 1 < len(text)
    return Mark("“" if opening else "”", spaced)


def _word(found: re.Match[str], emphasis: bytearray, spaced: bool) -> Word | Mark | None:
    whole = found["word"]
    left = len(whole) - len(whole.lstrip("*" + _QUOTES))
    right = len(whole.rstrip("*" + _QUOTES))
    if left >= right:
        return None
    start, end = found.start() + left, found.start() + right
    spoken = whole[left:right].replace("*", "").replace("’", "'")
    if not spoken.strip(_DASHES):
        return Mark("—" if spaced or len(spoken) > 1 else "", spaced)
    return Word(spoken, start, end, any(emphasis[start:end]), spaced)


def _emphasized(text: str) -> bytearray:
    """For each character of `text`, 1 between an opening and a closing run of asterisks, else 0."""
    inside = bytearray(len(text))
    opened: int | None = None
    for stars in _STARS.finditer(text):
        start, end = stars.span()
        if opened is not None and not text[start - 1].isspace():
            inside[opened:start] = b"\1" * (start - opened)
            opened = None
        elif end < len(text) and not text[end].isspace():
            opened = end
    return inside
