"""The keys of the window as a whole."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)


class Shortcuts(QObject):
    """Keys, each with what it does.

    A shortcut of Qt takes its key away from whatever has the focus. So the keys that are letters are switched off while
    the user types, and Space while it would press a button.

    Args:
        window: hears the keys.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._letters: list[QShortcut] = []
        self._presses: list[QShortcut] = []
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def add(self, keys: str, called: Callable[[], object]) -> None:
        """Call this when the keys are pressed."""
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.activated.connect(called)
        if keys == "Space":
            self._presses.append(shortcut)
        elif len(keys) == 1:
            self._letters.append(shortcut)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        is_typing = isinstance(now, QLineEdit | QPlainTextEdit | QAbstractSpinBox | QComboBox)
        for shortcut in self._letters:
            shortcut.setEnabled(not is_typing)
        for shortcut in self._presses:
            shortcut.setEnabled(not is_typing and not isinstance(now, QAbstractButton))
