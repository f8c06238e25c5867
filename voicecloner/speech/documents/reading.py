"""Which reader reads which file, and what the user hears where none can."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from voicecloner.atomic import NoFile, storage_error
from voicecloner.domain.document import DOCUMENT_SUFFIXES, Document
from voicecloner.domain.text import is_speakable
from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.epub import read_epub
from voicecloner.speech.documents.others import read_docx, read_html, read_markdown, read_plain, read_subtitles

_READERS: Mapping[str, Callable[[Path], Document]] = MappingProxyType(
    {
        ".txt": read_plain,
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".html": read_html,
        ".htm": read_html,
        ".xhtml": read_html,
        ".epub": read_epub,
        ".docx": read_docx,
        ".srt": read_subtitles,
        ".vtt": read_subtitles,
    }
)


def read_document(path: Path) -> Document:
    """The chapters of a document; its suffix says what it is.

    Raises:
        UnreadableDocument: of no kind that is known, damaged, protected, without text, or built to do harm.
        StorageError: it is not there, or may not be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(DOCUMENT_SUFFIXES)
        raise UnreadableDocument(f"“{path.name}” is of a kind that cannot be read.", f"Those that can: {kinds}.")
    try:
        found = reader(path)
    except NoFile:
        raise UnreadableDocument(f"“{path.name}” is no file.", "Name a document.") from None
    except OSError as error:
        raise storage_error(error, path) from error
    if not any(is_speakable(paragraph.text) for chapter in found.chapters for paragraph in chapter.paragraphs):
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return found
