"""What was said and is still there, the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicecloner.api.speaking import KeptTake
from voicecloner.domain.synthesis import Take
from voicecloner.domain.text import one_line, shortened
from voicecloner.errors import Cancelled
from voicecloner.gui.parts.row_roles import ITEM_ROLE, SUMMARY_ROLE
from voicecloner.gui.translation import listed, tr
from voicecloner.gui.wording import ago, days_of_use, seconds_words, ways_words

_LONGEST_TITLE = 120
_SOON_DAYS = 7


class TakesModel(QAbstractListModel):
    """A list of takes; `ITEM_ROLE` gives the `Take` itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._takes: tuple[KeptTake, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._takes)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object | None:
        if not index.isValid():
            return None
        kept = self._takes[index.row()]
        title = shortened(kept.take.text, _LONGEST_TITLE)
        texts = {
            ITEM_ROLE: kept.take,
            int(Qt.ItemDataRole.DisplayRole): title,
            SUMMARY_ROLE: line_of(kept),
            int(Qt.ItemDataRole.AccessibleTextRole): listed((title, line_of(kept))),
        }
        return texts.get(int(role))

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def show(self, takes: Sequence[KeptTake]) -> None:
        """Hold these takes."""
        # a list that is reset loses its selection and its place
        if tuple(takes) == self._takes:
            return
        self.beginResetModel()
        self._takes = tuple(takes)
        self.endResetModel()

    def kept_at(self, index: QModelIndex) -> KeptTake | None:
        """What stands in this row."""
        return self._takes[index.row()] if index.isValid() else None

    def row_of(self, take: Take | None) -> int:
        """Where a take stands, or -1."""
        rows = (row for row, kept in enumerate(self._takes) if take and kept.take.path == take.path)
        return next(rows, -1)


def line_of(kept: KeptTake) -> str:
    """A take's second line in the list: what `summary` says, when it was, and what becomes of it."""
    star = tr("★ favourite") if kept.is_favourite else ""
    is_soon = kept.days_left <= _SOON_DAYS and not kept.is_favourite
    fate = tr("erased after {days}", days=days_of_use(kept.days_left)) if is_soon else ""
    saved = tr("saved") if kept.is_saved else tr("not saved")
    return " · ".join(filter(None, (star, summary(kept.take), ago(kept.take.created_at), saved, fate)))


def summary(take: Take) -> str:
    """Who says it, how long it is, how fast or from what it is said, and whether all of it was said."""
    pace = "" if take.options.speed == 1.0 else tr("speed {speed:.2f}", speed=take.options.speed)
    end = "" if take.is_whole else tr("stopped early") if isinstance(take.broken_by, Cancelled) else tr("broken off")
    return " · ".join(
        filter(None, (one_line(take.voice_name), seconds_words(take.seconds), pace, ways_words(take.ways), end))
    )
