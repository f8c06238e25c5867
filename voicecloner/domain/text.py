"""Cutting text into pieces an engine can say in one go."""

import re
import unicodedata

_SENTENCE = re.compile(
    r"""
    .+? (?:
        [.!?…]+ ["'”’»)\]]* (?=\s)          # Latin, Greek, Cyrillic, ...: the mark, closing quotes, then space
      | [。！？｡।॥۔؟]+ ["'”’」』）]*          # CJK, Indic and Arabic marks need no space after them
      | \n\s*\n                            # an empty line ends a paragraph
      | \Z
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_CLAUSE = re.compile(r".+?(?:[,;:](?=\s)|[、，；：—–]|\Z)", re.DOTALL)
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """The text without control and private-use characters, in composed form (NFC); line breaks stay."""
    kept = (c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"} else " " for c in text)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def is_speakable(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit or a symbol with a name (an emoji, a currency, an arrow)."""
    return any(c.isalnum() or unicodedata.category(c).startswith("S") for c in text)


def split_sentences(text: str, max_characters: int) -> list[str]:
    """Cut `text` into sentences of at most `max_characters` characters.

    Sentences end at the marks of all common scripts and at empty lines. One that is too long is cut at its clauses,
    then between words, and a run without any space (a long number, Thai, a typo) at the limit itself.

    Args:
        text: any text.
        max_characters: at least 1.

    Returns:
        The sentences in order, single-spaced, none empty.
    """
    sentences = (_SPACES.sub(" ", s).strip() for s in _SENTENCE.findall(clean_text(text)))
    return [piece for s in sentences if s for piece in _cut(s, max_characters)]


def _cut(sentence: str, max_characters: int) -> list[str]:
    if len(sentence) <= max_characters:
        return [sentence]
    parts = _CLAUSE.findall(sentence)
    if len(parts) == 1:
        parts = sentence.split(" ")
    if len(parts) == 1:
        return [sentence[i : i + max_characters] for i in range(0, len(sentence), max_characters)]
    return _gather([piece.strip() for part in parts for piece in _cut(part.strip(), max_characters)], max_characters)


def _gather(parts: list[str], max_characters: int) -> list[str]:
    """Put neighbouring short parts together again, so that no piece is shorter than it must be."""
    gathered: list[str] = []
    for part in parts:
        if gathered and len(gathered[-1]) + 1 + len(part) <= max_characters:
            gathered[-1] = f"{gathered[-1]} {part}"
        elif part:
            gathered.append(part)
    return gathered
