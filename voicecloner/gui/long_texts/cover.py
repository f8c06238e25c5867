"""A document as the page shows it: its chapters, and its cover small enough to stand beside them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

if TYPE_CHECKING:
    from voicecloner.api.books import SeenDocument
    from voicecloner.jobs import CancelToken

COVER_PX = QSize(132, 176)
"""Twice as large as it is shown, for screens that are dense."""


@dataclass(frozen=True, eq=False)
class Sight:
    """A document that was looked at.

    Attributes:
        document: what is in it.
        cover: its picture; null where there is none that can be shown.
    """

    document: "SeenDocument"
    cover: QImage


def look(path: Path, cancel: "CancelToken") -> Sight:
    """Look at a document; for a worker's thread.

    Raises:
        UnreadableDocument, StorageError, Cancelled
    """
    from voicecloner.api.books import look_at_document  # here: those who read documents take long to import

    found = look_at_document(path, cancel)
    return Sight(found, small_picture(found.cover))


def small_picture(content: bytes) -> QImage:
    """A picture at the size of a cover; null where it is none. Never decoded larger than that where its kind allows."""
    if not content:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid():
        return QImage()
    reader.setScaledSize(size.scaled(COVER_PX, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    return reader.read()
