"""The last pass over a text that is all words: spaces and asterisks that are left over."""

import re
from collections.abc import Iterator

from voicecloner.domain.runs import Derived, Run
from voicecloner.domain.text import UNSPACED

_LETTER = rf"[^\W{UNSPACED}]"  # of writing with spaces between words: no part of a word is stressed
_PAIR = rf"(?<!\*)(?<!{_LETTER})\*(?=[^\s*])(?=[^\w*]{{0,99}}\w)[^*]{{1,300}}(?<=\S)\*(?!{_LETTER})"
_ODD = re.compile(
    rf"(?P<pair>{_PAIR}) | (?P<star>(?:\A|(?<=\s))\*\s*+|\*)"
    r"| (?P<gap>\s++(?=[,;:.!?…)\]]{1,9}(?:\s|\Z)) | \A\s+ | \s++\Z) | (?P<space>\s{2,}|[^\S ])",
    re.VERBOSE,
)
_GAP = re.compile(r"\s{2,}|[^\S ]")


def tidied(text: str) -> Derived:
    """Single-spaced, without spaces before a mark and without asterisks that stand around no word."""
    return Derived(_runs(text))


def _runs(text: str) -> Iterator[Run]:
    position = 0
    for found in _ODD.finditer(text):
        if found["pair"] and not _GAP.search(found["pair"]):
            continue
        yield Run(text[position : found.start()], position, found.start())
        position = found.end()
        kept = {"space": " ", "pair": re.sub(r"\s+", " ", found[0])}.get(found.lastgroup or "", "")
        yield Run(kept, found.start(), found.end(), whole=True)
    yield Run(text[position:], position, len(text))
