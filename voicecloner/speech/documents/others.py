"""Plain text, Markdown, HTML, DOCX and subtitles."""

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pysubs2
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree
from markdown_it import MarkdownIt

from voicecloner.atomic import read_file
from voicecloner.domain.document import Chapter, Document, Paragraph, ParagraphKind
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.archive import opened_archive
from voicecloner.speech.documents.chapters import Titled, chapters_of, heading_kind
from voicecloner.speech.documents.decoding import decoded
from voicecloner.speech.documents.front_matter import language_tag, without_front_matter
from voicecloner.speech.documents.markup_tree import html_tree
from voicecloner.speech.documents.pages import Piece, page_pieces, page_title, single_spaced

MOST_TEXT_BYTES = 40_000_000
_HEADING_STYLE = re.compile(r"(?:heading|überschrift|titre|título|titolo)\s*(\d)", re.IGNORECASE)
_SPEAKER_END = re.compile(r"[.!?…][\"'”’»)]*\Z")
_LIST_MARK = re.compile(r"(?:[•‣◦▪*+–-]|\d{1,3}[.)])\s+")


def read_plain(path: Path) -> Document:
    """Paragraphs are parted by empty lines, or are one line each where there are none.

    Raises:
        UnreadableDocument: it holds no text.
        OSError: as the system reports it.
    """
    text = _text_of(path).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    pieces: list[Titled] = []
    for block in re.split(r"\n[ \t]*\n", text):
        pieces += [(None, piece) for piece in _of_block(block)]
    return _document(path, pieces, "")


def read_markdown(path: Path) -> Document:
    """By the rules of CommonMark, with tables; what stands before the text is not read, but says what it is.

    Raises:
        UnreadableDocument: it holds no text.
        OSError: as the system reports it.
    """
    said, text = without_front_matter(_text_of(path).replace("\r\n", "\n"))
    page = MarkdownIt("commonmark").enable("table").render(text)
    pieces: list[Titled] = [(None, piece) for piece in page_pieces(page)]
    return _document(path, pieces, said.title, said.language, said.author)


def read_html(path: Path) -> Document:
    """A page, well formed or not.

    Raises:
        UnreadableDocument: it holds no text.
        OSError: as the system reports it.
    """
    content = _bytes_of(path)
    root = html_tree(content)
    language = "" if root is None else root.get("lang") or root.get("xml:lang") or ""
    pieces: list[Titled] = [(None, piece) for piece in page_pieces(content)]
    return _document(path, pieces, page_title(content), language_tag(language))


def read_docx(path: Path) -> Document:
    """What Word, LibreOffice or Pages wrote: paragraphs by their styles, tables row by row.

    Raises:
        UnreadableDocument: it is none, is damaged, or holds no text.
        OSError: as the system reports it.
    """
    with opened_archive(path):  # refuses what would fill the memory
        pass
    try:
        opened = docx.Document(str(path))
        pieces: list[Titled] = [(None, piece) for piece in _of_word(opened.iter_inner_content())]
        core = opened.core_properties
        title, author, language = core.title or "", core.author or "", language_tag(core.language or "")
    except (OpcError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise UnreadableDocument(f"“{path.name}” is no DOCX document, or is damaged.") from error
    return _document(path, pieces, title, language, author)


def read_subtitles(path: Path) -> Document:
    """SRT or VTT: what is said, without its times; lines that go on in the next cue are joined to sentences.

    Raises:
        UnreadableDocument: it is none, or holds no text.
        OSError: as the system reports it.
    """
    try:
        cues = pysubs2.SSAFile.from_string(_text_of(path), format_=path.suffix.lower().lstrip("."))
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise UnreadableDocument(f"“{path.name}” holds no subtitles that can be read.") from error
    paragraphs: list[Paragraph] = []
    waiting = ""
    for cue in cues:
        waiting = single_spaced(f"{waiting} {re.sub('<[^<>]{0,200}>', '', cue.plaintext)}")
        if _SPEAKER_END.search(waiting):
            paragraphs.append(Paragraph(waiting))
            waiting = ""
    paragraphs += [Paragraph(waiting)] if waiting else []
    if not paragraphs:
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return Document(path.stem, (Chapter(path.stem, tuple(paragraphs)),))


def _of_block(block: str) -> Iterator[Piece]:
    """What stands between two empty lines: a heading, a list, or lines that make one paragraph."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if len(lines) == 1 and heading_kind(lines[0]):
        yield Piece(Paragraph(single_spaced(lines[0]), ParagraphKind.HEADING), 1)
    elif len(lines) > 1 and all(_LIST_MARK.match(line) for line in lines):
        yield from (Piece(Paragraph(single_spaced(line), ParagraphKind.ITEM), 0) for line in lines)
    elif len(lines) > 1 and max(map(len, lines)) > 200:  # each paragraph is one long line
        yield from (Piece(Paragraph(single_spaced(line)), 0) for line in lines)
    elif lines:
        yield Piece(Paragraph(single_spaced("\n".join(lines))), 0)


def _of_word(parts: Iterator[WordParagraph | Table]) -> Iterator[Piece]:
    for part in parts:
        if isinstance(part, Table):
            yield from _of_table(part)
        elif text := single_spaced(part.text):
            style = (part.style.name or "") if part.style else ""
            found = _HEADING_STYLE.match(style)
            level = int(found[1]) if found else 1 if style in {"Title", "Titel"} else 0
            is_item = style.startswith("List") or (part._p.pPr is not None and part._p.pPr.numPr is not None)  # noqa: SLF001 - python-docx has no other word for it
            kind = ParagraphKind.HEADING if level else ParagraphKind.ITEM if is_item else ParagraphKind.BODY
            yield Piece(Paragraph(text, kind), level)


def _of_table(table: Table) -> Iterator[Piece]:
    for row in table.rows:
        cells = list(dict.fromkeys(single_spaced(cell.text) for cell in row.cells))
        if text := ", ".join(cell for cell in cells if cell):
            yield Piece(Paragraph(text, ParagraphKind.ITEM), 0)


def _document(path: Path, pieces: list[Titled], title: str, language: str = "", author: str = "") -> Document:
    chapters = chapters_of(pieces, title or path.stem)
    if not chapters:
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return Document(title or path.stem, chapters, author, language)


def _text_of(path: Path) -> str:
    content = _bytes_of(path)
    text = decoded(content)
    if text.count("\x00") > len(text) // 100:
        raise UnreadableDocument(f"“{path.name}” is no text.")
    return text.replace("\x00", "")


def _bytes_of(path: Path) -> bytes:
    content = read_file(path, MOST_TEXT_BYTES + 1)
    if len(content) > MOST_TEXT_BYTES:
        raise UnreadableDocument(f"“{path.name}” is longer than any book.", "Split it into parts.")
    return content
