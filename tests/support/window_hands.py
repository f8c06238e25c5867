"""What a user's hands do in the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QWidget,
)

from voicecloner.gui.window.main_window import MainWindow


def press(window: MainWindow, keys: str) -> None:
    QTest.keySequence(window, QKeySequence(keys))


def find_button(parent: QWidget, words: str) -> QAbstractButton:
    return next(each for each in parent.findChildren(QAbstractButton) if each.text().strip() == words)


def dropped(window: MainWindow, *paths: Path, may: Qt.DropAction = Qt.DropAction.CopyAction) -> QDropEvent | None:
    """Drop files as one does who proposes to move what may be moved; None where they are refused."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    shift = Qt.KeyboardModifier.ShiftModifier  # with it Qt proposes to move what may be moved
    button, place = Qt.MouseButton.LeftButton, QPointF(300, 300)
    enter = QDragEnterEvent(place.toPoint(), may, mime, button, shift)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return None
    event = QDropEvent(place, may, mime, button, shift)
    event.setDropAction(enter.dropAction())
    QApplication.sendEvent(window, event)
    return event if event.isAccepted() else None


def drop(window: MainWindow, *paths: Path) -> bool:
    return dropped(window, *paths) is not None
