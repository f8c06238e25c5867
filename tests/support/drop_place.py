"""A file manager for tests: a window onto which files are dragged, at the left of the screen.

    python -m tests.support.drop_place

Prints ``ready``, and for each drop which action was taken and how long the file is that came.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.drag_source import SIDE_PX, tell


class DropPlace(QWidget):
    """The window."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setGeometry(0, 0, SIDE_PX, SIDE_PX)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            tell("entered")
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        tell(f"{event.dropAction() == Qt.DropAction.CopyAction} {path.name} {path.stat().st_size}")


if __name__ == "__main__":
    app = QApplication(sys.argv)
    place = DropPlace()
    place.show()
    tell("ready")
    sys.exit(app.exec())
