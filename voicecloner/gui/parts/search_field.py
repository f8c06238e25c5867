"""The field that searches a list: Esc empties it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class SearchField(QLineEdit):
    """A line to type words into.

    Args:
        name: its name for screen readers.
        places: what is searched, shown while it is empty.
    """

    def __init__(self, name: str, places: str) -> None:
        super().__init__(placeholderText=places, clearButtonEnabled=True)
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own while there is something to empty; otherwise it is the window's."""
        # Qt asks with this event before it takes a key for a shortcut
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._empties(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._empties(event):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _empties(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())
