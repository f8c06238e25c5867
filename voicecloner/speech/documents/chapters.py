"""Pieces become chapters: where a table of contents names one, else at headings."""

import re
from collections import Counter
from collections.abc import Sequence

from voicecloner.domain.document import Chapter, Paragraph, ParagraphKind
from voicecloner.speech.documents.contents import LONGEST_TITLE, full_title, shortened
from voicecloner.speech.documents.pages import Piece

Titled = tuple[str | None, Piece]
"""A piece, with the title of the chapter that begins with it."""
_SHORTEST_CHARACTERS = 200  # a title page by itself is no chapter
_WORDS = (
    "chapter|part|book|prologue|epilogue|preface|introduction|appendix|kapitel|teil|buch|prolog|epilog|vorwort|anhang|"
    "chapitre|partie|livre|préface|épilogue|capítulo|capitulo|parte|libro|prólogo|epílogo|capitolo|prologo|epilogo|"
    "prefazione|livro|prefácio"
)
_PART = re.compile(r"(?:part|book|volume|teil|buch|band|partie|livre|tome|parte|libro|livro)\b", re.IGNORECASE)
_CHAPTER = re.compile(r"(?:chapter|kapitel|chapitre|cap[ií]tulo|capitolo)\b", re.IGNORECASE)
_ORDINAL = r"(?:[ivxlcdm]{1,8}|\d{1,3}|[a-zà-ÿ-]{2,20})"
_HEADING_LINE = re.compile(rf"(?:{_WORDS})(?:\s+{_ORDINAL})?(?:\s*[.:–—-].{{0,80}})?\Z", re.IGNORECASE)


def chapters_of(pieces: Sequence[Titled], title: str) -> tuple[Chapter, ...]:
    """The chapters, none of them empty.

    Args:
        pieces: all of the document, in order.
        title: of the document; the first chapter's where nothing else names it.
    """
    said = [(name, piece) for name, piece in pieces if piece.paragraph is not None]
    names = [name for name, _piece in said if name]
    # a table with one line names no chapters
    levels = _levels_of_chapters([piece for _name, piece in said]) if len(names) < 2 else range(0)
    groups: list[tuple[str, list[Paragraph]]] = []
    headings: dict[int, str] = {}
    for name, piece in said:
        begins = name or _title_at(piece, levels, headings)
        if begins or not groups:
            groups.append((begins, []))
        if piece.paragraph:
            groups[-1][1].append(piece.paragraph)
    return tuple(Chapter(_title(name, found, title), tuple(found)) for name, found in _joined(groups))


def heading_kind(line: str) -> bool:
    """Whether a line of plain text is the heading of a chapter: "Chapter IV", "Kapitel 3: Der Wald"."""
    return len(line) <= LONGEST_TITLE and bool(_HEADING_LINE.match(line.strip()))


def _title_at(piece: Piece, levels: range, headings: dict[int, str]) -> str:
    """The title of the chapter that begins with a piece, empty if none does; `headings` has what is above it."""
    if not piece.paragraph or piece.level not in levels:
        return ""
    for level in [level for level in headings if level >= piece.level]:
        del headings[level]
    title = full_title([headings[level] for level in sorted(headings)], piece.paragraph.text)
    headings[piece.level] = piece.paragraph.text
    return title


def _levels_of_chapters(pieces: Sequence[Piece]) -> range:
    """The levels of headings with which chapters begin: the highest that occurs more than once, since a title stands
    alone, and what is below it where that one heads nothing but parts.
    """
    counts = Counter(piece.level for piece in pieces if piece.level)
    levels = sorted(level for level, count in counts.items() if count > 1) or sorted(counts)[:1]
    if not levels:
        return range(0)
    last = 0
    while last + 1 < len(levels) and _are_parts(pieces, levels[last], levels[last + 1]):
        last += 1
    return range(levels[0], levels[last] + 1)


def _are_parts(pieces: Sequence[Piece], level: int, below: int) -> bool:
    """Whether headings of a level head parts: they are called so, or the headings below follow them at once."""
    headings: list[tuple[str, int | None]] = []  # with how much is said before the first heading below
    said, is_open = 0, False
    for piece in pieces:
        if piece.level == level and piece.paragraph:
            headings.append((piece.paragraph.text, None))
            said, is_open = 0, True
        elif is_open and piece.level == below:
            headings[-1] = (headings[-1][0], said)
            is_open = False
        elif piece.paragraph:
            said += len(piece.paragraph.text)
    divided = [(text, before) for text, before in headings if before is not None]
    bare = [text for text, before in divided if before < _SHORTEST_CHARACTERS and not _CHAPTER.match(text)]
    is_usual = 2 * len(bare) > len(divided) and 2 * len(divided) >= len(headings)
    return is_usual or any(_PART.match(text) for text, _before in divided)


def _joined(groups: list[tuple[str, list[Paragraph]]]) -> list[tuple[str, list[Paragraph]]]:
    """What has nothing but headings and a few words is put before the next one: "Part one" before "Chapter one"."""
    joined: list[tuple[str, list[Paragraph]]] = []
    waiting: list[Paragraph] = []
    for name, paragraphs in groups:
        found = [*waiting, *paragraphs]
        is_bare = all(each.kind is ParagraphKind.HEADING for each in paragraphs)
        if is_bare and sum(len(each.text) for each in found) < _SHORTEST_CHARACTERS:
            waiting = found
            continue
        joined.append((name, found))
        waiting = []
    if waiting and joined:
        joined[-1][1].extend(waiting)
    elif waiting:
        joined.append((groups[0][0], waiting))
    return joined


def _title(name: str, paragraphs: list[Paragraph], document: str) -> str:
    heading = next((each.text for each in paragraphs[:3] if each.kind is ParagraphKind.HEADING), "")
    title = name or heading or document
    return shortened(title, LONGEST_TITLE)
