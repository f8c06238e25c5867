"""What was said since the window was opened, the newest first."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicecloner.domain.synthesis import Take
from voicecloner.gui.item_models.roles import ITEM_ROLE, SUMMARY_ROLE
from voicecloner.gui.words import seconds_words, shortened

_LONGEST_TITLE = 120


class TakesModel(QAbstractListModel):
    """A list of takes; `ITEM_ROLE` gives the `Take` itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._takes: list[Take] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._takes)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object | None:
        if not index.isValid():
            return None
        take = self._takes[index.row()]
        if role == ITEM_ROLE:
            return take
        if role == Qt.ItemDataRole.DisplayRole:
            return shortened(take.text, _LONGEST_TITLE)
        if role == SUMMARY_ROLE:
            return summary(take)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{shortened(take.text, _LONGEST_TITLE)}, {summary(take)}"
        return None

    def add(self, take: Take) -> None:
        """Put a take on top."""
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._takes.insert(0, take)
        self.endInsertRows()


def summary(take: Take) -> str:
    """A take's second line: who says it, how long it is and how fast it is said."""
    pace = "" if take.options.speed == 1.0 else f" · speed {take.options.speed:.2f}"
    return f"{take.voice_name} · {seconds_words(take.seconds)}{pace}"
