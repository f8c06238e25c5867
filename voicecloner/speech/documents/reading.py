"""Which reader reads which file, and what the user hears where none can."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from voicecloner.atomic import NoFile, is_there, storage_error
from voicecloner.domain.document import Document
from voicecloner.domain.text import is_speakable
from voicecloner.errors import UnreadableDocument

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
DOCUMENT_SUFFIXES = (".txt", ".md", ".markdown", *_HTML_SUFFIXES, ".epub", ".docx", ".srt", ".vtt")
"""What can be read, e.g. ``".epub"``."""


@cache
def _readers() -> Mapping[str, Callable[[Path], Document]]:
    """By suffix. Imported for the first document: the libraries would be a quarter of a command's whole start."""
    from voicecloner.speech.documents.epub import read_epub
    from voicecloner.speech.documents.others import read_docx, read_html, read_markdown, read_plain, read_subtitles

    pages = [read_html] * len(_HTML_SUFFIXES)
    readers = [read_plain, read_markdown, read_markdown, *pages, read_epub, read_docx, read_subtitles, read_subtitles]
    return dict(zip(DOCUMENT_SUFFIXES, readers, strict=True))


def read_document(path: Path) -> Document:
    """The chapters of a document; its suffix says what it is.

    Raises:
        UnreadableDocument: of no kind that is known, damaged, protected, without text, or built to do harm.
        StorageError: it is not there, or may not be read.
    """
    if is_there(path) and path.is_dir():
        raise UnreadableDocument(f"“{path.name}” is a folder.", "Name a document in it.")
    reader = _readers().get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(DOCUMENT_SUFFIXES)
        raise UnreadableDocument(f"“{path.name}” is of a kind that cannot be read.", f"Those that can: {kinds}.")
    try:
        found = reader(path)
    except NoFile:
        raise UnreadableDocument(f"“{path.name}” is not a file.", "Name a document.") from None
    except OSError as error:
        raise storage_error(error, path) from error
    if not any(is_speakable(paragraph.text) for chapter in found.chapters for paragraph in chapter.paragraphs):
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return found
