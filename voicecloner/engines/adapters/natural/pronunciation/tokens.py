"""Text cut into words and marks, each with its place, and which words are emphasized with asterisks."""

import re
from dataclasses import dataclass

from voicecloner.domain.pronunciation import PHONEMES_BEGIN, PHONEMES_END

# What the network reads for a mark: one that shapes the melody, or nothing for one that only parts words.
_MARKS = {
    **dict.fromkeys(",،、，﹐", ","), **dict.fromkeys(".。．｡।॥۔·", "."), **dict.fromkeys("!！", "!"),
    **dict.fromkeys("?？؟\u037e", "?"), **dict.fromkeys(";；؛", ";"), **dict.fromkeys(":：", ":"),
    **dict.fromkeys("…‥", "…"), **dict.fromkeys("—–―‒", "—"), **dict.fromkeys("“„«‹「『《〈‟〝\"", "“"),
    **dict.fromkeys("”»›」』》〉〞", "”"), **dict.fromkeys("(（[【〔｛{", "("), **dict.fromkeys(")）]】〕｝}", ")"),
    **dict.fromkeys("¿¡_|/\\~^`=<>#・･", ""),
}  # fmt: skip

OPENING = "“("
"""Marks that belong to the word that follows."""
_IN_NUMBERS = r"(?<=\d)[.,:](?=\d)"
_IN_ABBREVIATIONS = r"(?<=\w)\.(?=[a-z\d]|[A-Z](?![a-z]))"
_MARK_CLASS = "".join(re.escape(mark) for mark in _MARKS)
_TOKEN = re.compile(
    rf"{PHONEMES_BEGIN}(?P<phonemes>[^{PHONEMES_BEGIN}{PHONEMES_END}]+){PHONEMES_END}"
    rf"|(?P<word>(?:[^\s{_MARK_CLASS}{PHONEMES_BEGIN}]|{_IN_NUMBERS}|{_IN_ABBREVIATIONS})+)|(?P<mark>\.\.+|[{_MARK_CLASS}])|(?P<space>\s+)"
)
_STARS = re.compile(r"\*+")
_UNSPACED = re.compile("[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_QUOTES = "'‘’‚‛"
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
        language: BCP 47 tag it is read in, where that is known already.
        reading: how it is said, where the writing does not tell: kana or pinyin.
        phonemes: how it is said, in the IPA, where the user has told; its text is empty then.
    """

    text: str
    start: int
    end: int
    emphasized: bool = False
    spaced: bool = True
    language: str = ""
    reading: str = ""
    phonemes: str = ""


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
        if found["phonemes"]:
            start, end = found.span("phonemes")
            tokens.append(Word("", start, end, any(emphasis[start:end]), spaced, phonemes=found["phonemes"]))
            spaced = False
            continue
        if found["mark"]:
            tokens.append(_mark(text, found.start(), spaced))
            spaced = False
            continue
        for start, whole in _parts(found):
            token = _word(whole, start, emphasis, spaced)
            if token is not None:
                tokens.append(token)
                spaced = False
    return tokens


def _mark(text: str, place: int, spaced: bool) -> Mark:
    symbol = "…" if text.startswith("..", place) else _MARKS[text[place]]
    return Mark(_turned(symbol, text[place - 1 : place], text[place + 1 : place + 2]), spaced)


def _turned(symbol: str, before: str, after: str) -> str:
    """A quotation mark the way it faces here, since languages open with marks that others close with."""
    if symbol not in ("“", "”"):
        return symbol
    follows = bool(before) and not before.isspace() and before not in "([{—–"
    precedes = bool(after) and not after.isspace() and after not in ".,;:!?)]}"
    # Between two letters or between two spaces nothing can be told; it stays as written.
    if follows == precedes:
        return symbol
    return "“" if precedes else "”"


def _parts(found: re.Match[str]) -> list[tuple[int, str]]:
    """The word and its place; asterisks part what is written without spaces between words."""
    word = found["word"]
    # Where words are parted by spaces, asterisks within one stress the whole of it.
    if not _UNSPACED.search(word):
        return [(found.start(), word)]
    return [(found.start() + part.start(), part[0]) for part in re.finditer(r"[^*]+", word)]


def _word(whole: str, place: int, emphasis: bytearray, spaced: bool) -> Word | Mark | None:
    left = len(whole) - len(whole.lstrip("*" + _QUOTES))
    right = len(whole.rstrip("*" + _QUOTES))
    if left >= right:
        return None
    start, end = place + left, place + right
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
