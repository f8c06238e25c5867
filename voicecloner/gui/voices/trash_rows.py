"""Deleted voices as the rows of a list view."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicecloner.api.voices import Trash
from voicecloner.domain.text import one_line
from voicecloner.gui.parts.basics import plain_tip
from voicecloner.gui.parts.row_roles import ITEM_ROLE, SUMMARY_ROLE
from voicecloner.gui.parts.words import language_name
from voicecloner.gui.translation import listed, said, tr
from voicecloner.gui.wording import ago, days_of_use


@dataclass(frozen=True)
class TrashLine:
    """A deleted voice.

    Attributes:
        id: of the voice.
        name: its name.
        words: what there is to say of it.
        is_whole: whether it can be brought back; what cannot be read can only be erased.
    """

    id: str
    name: str
    words: str
    is_whole: bool = True


class TrashModel(QAbstractListModel):
    """A list of deleted voices; `ITEM_ROLE` gives the `TrashLine`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[TrashLine, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object | None:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        name = one_line(line.name)
        texts = {
            ITEM_ROLE: line,
            int(Qt.ItemDataRole.DisplayRole): name,
            int(Qt.ItemDataRole.ToolTipRole): plain_tip(name),
            SUMMARY_ROLE: line.words,
            int(Qt.ItemDataRole.AccessibleTextRole): listed((name, line.words)),
        }
        return texts.get(int(role))

    def show(self, trash: Trash) -> None:
        """Hold what lies in the trash."""
        lines = lines_of(trash)
        if lines != self._lines:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()


def lines_of(trash: Trash) -> tuple[TrashLine, ...]:
    """A line for each voice, those that cannot be read at the end."""
    whole = [
        TrashLine(
            each.voice.id,
            each.voice.name,
            tr(
                "{language} · deleted {when} · erased after {days}",
                language=language_name(each.voice.language),
                when=ago(each.deleted_at),
                days=days_of_use(trash.kept_days - each.days),
            ),
        )
        for each in trash.voices
    ]
    damaged = [
        TrashLine(
            each.id,
            each.name,
            tr("its {part} cannot be read: it can only be erased", part=said(each.part)),
            is_whole=False,
        )
        for each in trash.damaged
    ]
    return (*whole, *damaged)
