"""Files that are dragged out of the window, and named only when the other side asks for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

_FILES = "text/uri-list"


class FilesOnDemand(QMimeData):
    """What is dragged.

    Args:
        find: gives the files, each time somebody asks for them; none where there are none, which it has told.
    """

    def __init__(self, find: Callable[[], Sequence[Path]]) -> None:
        super().__init__()
        self._find = find

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype == _FILES

    def formats(self) -> list[str]:
        return [_FILES]

    def retrieveData(self, mimetype: str, type: object) -> object:  # noqa: A002 - Qt's name
        if mimetype != _FILES:
            return None
        return [QUrl.fromLocalFile(str(path)) for path in self._find()]  # Qt makes of it what is wanted
