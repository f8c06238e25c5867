"""What belongs together on a page: paragraphs, headings and the items of lists, with the silence after each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE_PAUSE_S = 0.35
PARAGRAPH_PAUSE_S = 0.5
HEADING_PAUSE_S = 0.6

_BULLET = re.compile(r"[ \t]*(?:[•‣◦▪▫●○■□–—*+-]|\d{1,3}[.)]|\(?[a-z]\))[ \t]+(?=\S)")
_NUMBER = re.compile(r"[ \t]*(\d{1,3})[.)][ \t]")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+(?=\S)")
_RULE = re.compile(r"[ \t]*(?:[-=_*~#] ?){3,}[ \t]*\Z")
_TABLE_EDGE = re.compile(r"[ \t|:+-]+\Z")
_SHORT_LINE = 45  # characters; shorter than any page is wide


@dataclass(frozen=True)
class Block:
    """A stretch of text that is read without a stop of its own.

    Attributes:
        start: index of its first character.
        end: of the first one behind it.
        pause_s: silence after it, seconds.
    """

    start: int
    end: int
    pause_s: float


@dataclass(frozen=True)
class _Line:
    text: str
    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() or bool(_RULE.match(self.text)) or bool(_TABLE_EDGE.match(self.text))


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs, headings, list items and single lines of a text whose lines end with a newline, in order."""
    paragraph: list[_Line] = []
    position = 0
    for line in text.split("\n"):
        here = _Line(line, position, position + len(line))
        position = here.end + 1
        if not here.is_empty:
            paragraph.append(here)
        elif paragraph:
            yield from _of_paragraph(paragraph)
            paragraph = []
    if paragraph:
        yield from _of_paragraph(paragraph)


def _of_paragraph(lines: list[_Line]) -> Iterator[Block]:
    width = max(len(line.text) for line in lines)
    is_list_of_lines = len(lines) > 1 and _looks_like_lines(lines)
    is_numbered = sum(bool(_NUMBER.match(line.text)) for line in lines) > 1
    start = _without_mark(lines[0])
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if following is None:
            yield Block(start, line.end, HEADING_PAUSE_S if _HEADING.match(line.text) else PARAGRAPH_PAUSE_S)
        elif is_list_of_lines or _ends_here(line, following, width, is_numbered=is_numbered):
            yield Block(start, line.end, HEADING_PAUSE_S if _HEADING.match(line.text) else LINE_PAUSE_S)
            start = _without_mark(following)


def _without_mark(line: _Line) -> int:
    """Where the words of a line begin: bullets are not read, the numbers of a list are."""
    mark = _HEADING.match(line.text) or _BULLET.match(line.text)
    if mark is None or _NUMBER.match(line.text):
        return line.start
    return line.start + mark.end()


def _ends_here(line: _Line, following: _Line, width: int, *, is_numbered: bool) -> bool:
    """Whether the writer ended this line on purpose, and not because the page did."""
    if _HEADING.match(line.text) or _HEADING.match(following.text) or "|" in line.text[:2]:
        return True
    if _BULLET.match(following.text) and (is_numbered or not _NUMBER.match(following.text)):
        return True
    first = following.text.split(maxsplit=1)[0]
    had_room = len(line.text.rstrip()) + 1 + len(first) <= width
    return had_room and len(line.text) <= _SHORT_LINE and _begins_anew(first) and not line.text.rstrip().endswith(",")


def _looks_like_lines(lines: list[_Line]) -> bool:
    """Short lines that each begin with a capital and end without a mark: a list, an address, a poem."""
    *inner, last = (line.text.strip() for line in lines)
    return not last.endswith((".", "!", "?")) and all(
        len(text) <= _SHORT_LINE and _begins_anew(text) and not text.endswith(",") for text in [*inner, last]
    )


def _begins_anew(text: str) -> bool:
    return text[0].isupper() or text[0].isdigit() or text[0] in "*\"'“„«¿¡"
