"""Plain text, Markdown and HTML."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from voicecloner.atomic import read_file
from voicecloner.domain.document import Document, Paragraph, ParagraphKind
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.chapters import Titled, chapters_of, heading_kind
from voicecloner.speech.documents.decoding import decoded
from voicecloner.speech.documents.front_matter import without_front_matter
from voicecloner.speech.documents.languages import language_tag
from voicecloner.speech.documents.markup_tree import html_tree
from voicecloner.speech.documents.pages import Piece, page_pieces, page_title, single_spaced

MOST_TEXT_BYTES = 40_000_000
_LIST_MARK = re.compile(r"(?:[•‣◦▪*+–-]|\d{1,3}[.)])\s+")


def read_plain(path: Path) -> Document:
    """Paragraphs are parted by empty lines, or are one line each where there are none.

    Raises:
        UnreadableDocument: it holds no text.
        OSError: as the system reports it.
    """
    text = text_of(path).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    pieces: list[Titled] = []
    for block in re.split(r"\n[ \t]*\n", text):
        pieces += [(None, piece) for piece in _of_block(block)]
    return document_of(path, pieces, "")


def read_markdown(path: Path) -> Document:
    """By the rules of CommonMark, with tables; what stands before the text is not read, but says what it is.

    Raises:
        UnreadableDocument: it holds no text.
        OSError: as the system reports it.
    """
    said, text = without_front_matter(text_of(path).replace("\r\n", "\n"))
    page = MarkdownIt("commonmark").enable("table").render(text)
    pieces: list[Titled] = [(None, piece) for piece in page_pieces(page)]
    return document_of(path, pieces, said.title, said.language, said.author)


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
    return document_of(path, pieces, page_title(content), language_tag(language))


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


def document_of(path: Path, pieces: list[Titled], title: str, language: str = "", author: str = "") -> Document:
    """The document that the pieces of a file make.

    Args:
        path: the file, whose name counts where there is no title.
        pieces: all of it.
        title, author, language: what it says of itself; may be empty.

    Raises:
        UnreadableDocument: it holds no text.
    """
    chapters = chapters_of(pieces, title or path.stem)
    if not chapters:
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return Document(title or path.stem, chapters, author, language)


def text_of(path: Path) -> str:
    """What is written in a file of text.

    Raises:
        UnreadableDocument: it is no text, or longer than any book.
        OSError: as the system reports it.
    """
    content = _bytes_of(path)
    text = decoded(content)
    if text.count("\x00") > len(text) // 100:
        raise UnreadableDocument(f"“{path.name}” is not text.")
    return text.replace("\x00", "")


def _bytes_of(path: Path) -> bytes:
    content = read_file(path, MOST_TEXT_BYTES + 1)
    if len(content) > MOST_TEXT_BYTES:
        raise UnreadableDocument(f"“{path.name}” is longer than any book.", "Split it into parts.")
    return content
