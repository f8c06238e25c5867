"""Files that are opened with the program where the system does not name them when it starts it: on macOS."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class OpenedFiles(QObject):
    """Listens to what the system tells the application.

    Args:
        app: the application; lives as long.

    Signals:
        opened: a tuple with the path of a file.
    """

    opened = Signal(object)

    def __init__(self, app: QObject) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.opened.emit((Path(event.file()),))
            return True
        return False
