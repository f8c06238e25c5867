"""Pages of HTML become pieces: headings, paragraphs and items of lists, in the order in which they are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from voicecloner.domain.document import Paragraph, ParagraphKind
from voicecloner.speech.documents.markup_tree import html_tree, local_name

_SILENT = {
    "script",
    "style",
    "head",
    "nav",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "audio",
    "video",
}
_SILENT |= {"button", "select", "textarea", "form", "rp", "rt"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_NOTE_MARKS = {"noteref", "doc-noteref"}
_NOTES = {"footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "note", "pagebreak", "toc"}
_NOTES |= {"doc-footnote", "doc-endnote", "doc-endnotes", "doc-pagebreak", "doc-toc", "landmarks", "page-list"}
# Where makers name a kind by its class only: DocBook, Sphinx, pandoc, and programs that bind web pages.
_LEFT_OUT_CLASSES = {"footnote", "footnotes", "endnotes", "toc", "link-target", "navheader", "navfooter", "related"}
_LEFT_OUT_CLASSES |= {"footnote-reference"}
_FEWEST_LINKS = 3
_NOTE_SIGN = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§]{1,3}|[ivx]{1,5}|[a-z])[\])]?")
_SPACES = re.compile(r"\s+")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_STOP = re.compile(r"[,.;:!?)]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Piece:
    """A paragraph of a page.

    Attributes:
        paragraph: what is read; None for the bare place of a name.
        level: of a heading 1..6; 0 for all else.
        names: the ids that begin here, to which tables of contents point.
        leads: whether all of it leads to other places in the document.
    """

    paragraph: Paragraph | None
    level: int
    names: tuple[str, ...] = ()
    leads: bool = False


def page_pieces(content: bytes | str) -> Iterator[Piece]:
    """What is read of a page.

    Left out are notes at its foot, the marks that point to them, and rows of links with their heading: a table of
    contents, or the way to the next page.

    Args:
        content: HTML or XHTML, well formed or not.
    """
    root = html_tree(content)
    if root is not None:
        yield from _without_links(list(_Collector().pieces(root)))


def page_title(content: bytes | str) -> str:
    """What a page calls itself; empty where it does not."""
    root = html_tree(content)
    title = None if root is None else root.find(".//title")
    return "" if title is None else single_spaced("".join(title.itertext()))


def single_spaced(text: str) -> str:
    """On one line."""
    return _SPACES.sub(" ", text).strip()


def _without_links(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces; of rows of links only the ids that stood there."""
    runs = [(leads, list(run)) for leads, run in groupby(pieces, key=lambda piece: piece.leads)]
    for number, (leads, run) in enumerate(runs):
        follows = runs[number + 1] if number + 1 < len(runs) else (False, [])
        if leads and len(run) >= _FEWEST_LINKS:
            yield from map(_unsaid, run)
        elif follows[0] and len(follows[1]) >= _FEWEST_LINKS and _is_bare(run[-1], runs[number + 2 : number + 3]):
            yield from [*run[:-1], _unsaid(run[-1])]
        else:
            yield from run


def _is_bare(heading: Piece, after: list[tuple[bool, list[Piece]]]) -> bool:
    """Whether a heading has nothing beneath it but the row of links that follows it."""
    return heading.level > 0 and (not after or 0 < after[0][1][0].level <= heading.level)


def _unsaid(piece: Piece) -> Piece:
    return Piece(None, 0, piece.names)


class _Collector:
    """Goes through a tree without recursion: strangers nest thousands of tags."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._names: list[str] = []
        self._kinds: list[tuple[ParagraphKind, int]] = [(ParagraphKind.BODY, 0)]
        self._links = 0
        self._has_plain_text = False

    def pieces(self, root: etree._Element) -> Iterator[Piece]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                yield from self._begun(element, walk)
            else:
                yield from self._ended(element)
        yield from self._given()

    def _begun(self, element: etree._Element, walk: "etree.iterwalk") -> Iterator[Piece]:
        name = local_name(element)
        is_cell = name in {"td", "th"} and self._kinds[-1][0] is ParagraphKind.ITEM
        if (name in _BLOCKS or name in _HEADINGS) and not is_cell:
            yield from self._given()
        self._names += [value for key in ("id", "name") if (value := element.get(key))]
        if _is_left_out(element, name):
            walk.skip_subtree()
            if self._text and _STOP.match(element.tail or ""):  # the space before a mark goes with it
                self._text[-1] = self._text[-1].rstrip()
            return
        if name in _HEADINGS:
            self._kinds.append((ParagraphKind.HEADING, _HEADINGS[name]))
        elif name in {"li", "dt", "dd", "tr"}:
            self._kinds.append((ParagraphKind.ITEM, 0))
        self._links += _leads_on(element)
        self._add("\n" if name == "br" else "", element.text or "")

    def _ended(self, element: etree._Element) -> Iterator[Piece]:
        name = local_name(element)
        if name in {"td", "th"} and self._kinds[-1][0] is ParagraphKind.ITEM:
            self._add(", " if element.getnext() is not None else "")
        elif name in _BLOCKS or name in _HEADINGS:
            yield from self._given()
        if not _is_left_out(element, name):
            self._links -= _leads_on(element)
            if name in {*_HEADINGS, "li", "dt", "dd", "tr"}:
                self._kinds.pop()
        self._add(element.tail or "")

    def _add(self, *texts: str) -> None:
        self._text += texts
        self._has_plain_text |= not self._links and any(_LETTER.search(text) for text in texts)

    def _given(self) -> Iterator[Piece]:
        """What was collected by now."""
        text, names = single_spaced("".join(self._text)), tuple(self._names)
        kind, level = self._kinds[-1]
        leads, self._has_plain_text = not self._has_plain_text, False
        self._text = []
        if text:
            self._names = []
            yield Piece(Paragraph(text, kind), level, names, leads and bool(_LETTER.search(text)))


def _is_left_out(element: etree._Element, name: str) -> bool:
    if name in _SILENT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    kinds = set(f"{element.get('epub:type', '')} {element.get('role', '')} {element.get('type', '')}".lower().split())
    if kinds & _NOTES and name not in {"body", "html", "section"}:
        return True
    if kinds & {"footnotes", "endnotes", "rearnotes", "toc", "doc-endnotes", "navigation"}:
        return True
    if _LEFT_OUT_CLASSES & set(element.get("class", "").lower().split()) and name not in {"body", "html"}:
        return True
    return name in {"a", "sup"} and _is_note_mark(element, kinds)


def _leads_on(element: etree._Element) -> bool:
    """Whether it is a link to somewhere in the document."""
    href = element.get("href", "") if local_name(element) == "a" else ""
    return bool(href) and not _ELSEWHERE.match(href)


def _is_note_mark(element: etree._Element, kinds: set[str]) -> bool:
    """A small number that leads to a note is no word of the text, nor is a paragraph's own number."""
    if kinds & _NOTE_MARKS:
        return True
    if not _NOTE_SIGN.fullmatch("".join(element.itertext()).strip()):
        return False
    if local_name(element) == "sup":
        return element.find(".//a") is not None
    href, parent = element.get("href", ""), element.getparent()
    return "#" in href and (
        element.find(".//sup") is not None
        or (parent is not None and (local_name(parent) == "sup" or _is_all_of(element, parent)))
        or "note" in href
        or "fn" in href.lower()
    )


def _is_all_of(element: etree._Element, parent: etree._Element) -> bool:
    return "".join(parent.itertext()).strip() == "".join(element.itertext()).strip()
