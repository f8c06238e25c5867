"""Pieces become chapters: where a table of contents names one, else at headings."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from voicecloner.domain.document import Chapter, Paragraph, ParagraphKind
from voicecloner.speech.documents.pages import Piece

Titled = tuple[str | None, Piece]
"""A piece, with the title of the chapter that begins with it."""
_SHORTEST_CHARACTERS = 200  # a title page by itself is no chapter
_LONGEST_TITLE = 120
_WORDS = (
    "chapter|part|book|prologue|epilogue|preface|introduction|appendix|kapitel|teil|buch|prolog|epilog|vorwort|anhang|"
    "chapitre|partie|livre|préface|épilogue|capítulo|capitulo|parte|libro|prólogo|epílogo|capitolo|prologo|epilogo|"
    "prefazione|livro|prefácio"
)
_ORDINAL = r"(?:[ivxlcdm]{1,8}|\d{1,3}|[a-zà-ÿ-]{2,20})"
_HEADING_LINE = re.compile(rf"(?:{_WORDS})(?:\s+{_ORDINAL})?(?:\s*[.:–—-].{{0,80}})?\Z", re.IGNORECASE)


def chapters_of(pieces: Sequence[Titled], title: str) -> tuple[Chapter, ...]:
    """The chapters, none of them empty.

    Args:
        pieces: all of the document, in order.
        title: of the document; the first chapter's where nothing else names it.
    """
    said = [(name, piece) for name, piece in pieces if piece.paragraph is not None]
    level = None if any(name for name, _piece in said) else _level_of_chapters(piece for _name, piece in said)
    groups: list[tuple[str, list[Paragraph]]] = []
    for name, piece in said:
        begins = name or (piece.paragraph.text if piece.paragraph and level and 0 < piece.level <= level else None)
        if begins or not groups:
            groups.append((begins or "", []))
        if piece.paragraph:
            groups[-1][1].append(piece.paragraph)
    return tuple(Chapter(_title(name, found, title), tuple(found)) for name, found in _joined(groups))


def heading_kind(line: str) -> bool:
    """Whether a line of plain text is the heading of a chapter: "Chapter IV", "Kapitel 3: Der Wald"."""
    return len(line) <= _LONGEST_TITLE and bool(_HEADING_LINE.match(line.strip()))


def _level_of_chapters(pieces: Iterable[Piece]) -> int | None:
    """The highest level of headings that occurs more than once, since a title stands alone; None without headings."""
    counts = Counter(piece.level for piece in pieces if piece.level)
    several = [level for level, count in counts.items() if count > 1]
    return min(several or counts, default=None)


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
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"
