"""Which reader reads which file, and what the user hears where none can."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from voicecloner.atomic import NoFile, is_there, storage_error
from voicecloner.domain.document import Document
from voicecloner.domain.text import is_speakable
from voicecloner.errors import UnreadableDocument

_TEXTS, _EPUB, _WORD, _SUBTITLES = (f"{__package__}.{module}" for module in ("texts", "epub", "word", "subtitles"))
_READERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".txt": (_TEXTS, "read_plain"),
        ".md": (_TEXTS, "read_markdown"),
        ".markdown": (_TEXTS, "read_markdown"),
        ".html": (_TEXTS, "read_html"),
        ".htm": (_TEXTS, "read_html"),
        ".xhtml": (_TEXTS, "read_html"),
        ".epub": (_EPUB, "read_epub"),
        ".docx": (_WORD, "read_docx"),
        ".srt": (_SUBTITLES, "read_subtitles"),
        ".vtt": (_SUBTITLES, "read_subtitles"),
    }
)
DOCUMENT_SUFFIXES = tuple(_READERS)
"""What can be read, e.g. ``".epub"``."""


def read_here(path: Path) -> Document:
    """The chapters of a document, read in this process: what a stranger's file does to a reader, it does to all of it.

    Raises:
        UnreadableDocument: of no kind that is known, damaged, protected, without text, or built to do harm.
        StorageError: it is not there, or may not be read.
    """
    if is_there(path) and path.is_dir():
        raise UnreadableDocument(f"“{path.name}” is a folder.", "Name a document in it.")
    named = _READERS.get(path.suffix.lower())
    if named is None:
        kinds = ", ".join(DOCUMENT_SUFFIXES)
        raise UnreadableDocument(f"“{path.name}” is of a kind that cannot be read.", f"Those that can: {kinds}.")
    # only its own reader is imported: all of them together take longer than most documents
    reader: Callable[[Path], Document] = getattr(import_module(named[0]), named[1])
    try:
        found = reader(path)
    except NoFile:
        raise UnreadableDocument(f"“{path.name}” is not a file.", "Name a document.") from None
    except OSError as error:
        raise storage_error(error, path) from error
    if not any(is_speakable(paragraph.text) for chapter in found.chapters for paragraph in chapter.paragraphs):
        raise UnreadableDocument(f"“{path.name}” holds no text.")
    return found
