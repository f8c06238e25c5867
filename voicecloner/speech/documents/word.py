"""DOCX: what Word, LibreOffice or Pages wrote."""

import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from voicecloner.domain.document import Document, Paragraph, ParagraphKind
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.archive import opened_archive
from voicecloner.speech.documents.languages import language_tag
from voicecloner.speech.documents.pages import Piece, single_spaced
from voicecloner.speech.documents.texts import document_of

_HEADING_STYLE = re.compile(r"(?:heading|überschrift|titre|título|titolo)\s*(\d)", re.IGNORECASE)


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
        pieces = list(_of_word(opened.iter_inner_content()))
        core = opened.core_properties
        title, author, language = core.title or "", core.author or "", language_tag(core.language or "")
    except (OpcError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise UnreadableDocument(f"“{path.name}” is not a DOCX document, or is damaged.") from error
    return document_of(path, [(None, piece) for piece in pieces], title, language, author)


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
