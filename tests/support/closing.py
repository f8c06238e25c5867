"""Closing the window as the user does, which asks where closing it by the program does not."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.window.main_window import MainWindow


class _ByHand(QCloseEvent):
    def spontaneous(self) -> bool:
        return True


def close_by_hand(window: MainWindow) -> QuestionDialog | None:
    """As the window's own close button does; what is asked then."""
    event = _ByHand()
    assert event.type() == QEvent.Type.Close
    window.closeEvent(event)
    QApplication.processEvents()
    return window.findChild(QuestionDialog)
