"""Notices what others do to the library: commands and other programs on the same folder."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

_EVERY_MS = 1000


class LibraryWatch(QObject):
    """Looks at few files once a second, without opening them.

    Changes of one's own are noticed too: looking once more costs little, and missing one would cost more.

    Args:
        parent: lives as long.

    Signals:
        changed: one of them is newer than at the last look.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._paths: tuple[Path, ...] = ()
        self._stamps = self._look()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._compare)

    def begin(self, data_folder: Path) -> None:
        """Look from now on at the database of this library, and at the folder to which takes may be added."""
        from voicecloner.api.voices import DATABASE_NAME

        # what is written goes to the journal (WAL) first, and into the database itself much later
        database, journal = data_folder / DATABASE_NAME, data_folder / f"{DATABASE_NAME}-wal"
        self._paths = (database, journal, data_folder / "takes")
        self._stamps = self._look()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _compare(self) -> None:
        stamps = self._look()
        if stamps != self._stamps:
            self._stamps = stamps
            self.changed.emit()

    def _look(self) -> tuple[tuple[int, int], ...]:
        return tuple(map(_stamp, self._paths))


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was last written and how large it is; nothing is said of one that is not there."""
    try:
        # never opened: a file that is open cannot be replaced on Windows
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
