"""Files that are dropped onto the window."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


def dropped_files(event: QDropEvent) -> tuple[Path, ...]:
    """The files, as far as they may be copied; none of what is dragged out of this very window."""
    if event.source() or not event.possibleActions() & Qt.DropAction.CopyAction:
        return ()
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    paths = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return tuple(path for path in paths if not path.is_dir())


def is_long_text(path: Path) -> bool:
    """Whether a file is a document or a table rather than a recording."""
    from voicecloner.api.batches import TABLE_SUFFIXES  # not needed for the window's first picture
    from voicecloner.api.books import DOCUMENT_SUFFIXES

    return path.suffix.lower() in {*DOCUMENT_SUFFIXES, *TABLE_SUFFIXES}


def accept_as_copy(event: QDropEvent) -> None:
    """Never as a move: a program that offers a file to be moved deletes it afterwards."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def leave_drops_to_window(parent: QWidget) -> None:
    """Keep the text fields there are now from taking a dropped file for text: they would write its address."""
    for kind in (QLineEdit, QPlainTextEdit):
        for field in parent.findChildren(kind):
            field.setAcceptDrops(False)
