"""A file manager for tests: a window that offers one file to be copied or moved, as soon as it is pressed on.

    python -m tests.support.drag_source FILE

Prints ``ready``, and after each drag which action the other side chose; like a file manager it deletes what was moved.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

SIDE_PX = 100


def tell(line: str) -> None:
    """Say it to the program that started this one."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class DragSource(QWidget):
    """The window, in the upper left corner of the screen."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.setGeometry(0, 0, SIDE_PX, SIDE_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        drag = QDrag(self)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._path))])
        drag.setMimeData(mime)
        both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        action = drag.exec(both, Qt.DropAction.MoveAction)
        if action == Qt.DropAction.MoveAction:
            self._path.unlink()
        tell(str(action.name))


if __name__ == "__main__":
    app = QApplication(sys.argv)
    source = DragSource(Path(sys.argv[1]))
    source.show()
    tell("ready")
    sys.exit(app.exec())
