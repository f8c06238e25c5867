"""The lines of a table as rows of a view, however many there are."""

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicecloner.gui.long_texts.plain_table import ICON_PX
from voicecloner.gui.parts.basics import plain_tip
from voicecloner.gui.parts.icons import icon
from voicecloner.gui.parts.theme import current_tones

if TYPE_CHECKING:
    from voicecloner.api.batches import LineOutcome, SeenLine, SeenTable

NUMBER, VOICE, TEXT, FILE, STATE = range(5)
_HEADINGS = ("Line", "Voice", "Text", "File", "State")
_LONGEST_SHOWN = 200
_Index = QModelIndex | QPersistentModelIndex


class LineState(Enum):
    """How far a line is, with the icon that says so."""

    WAITING = "info"
    SAID = "ok"
    BAD = "fail"


@dataclass(frozen=True)
class LineRow:
    """A line and what is known of it.

    Attributes:
        line: what it is.
        state: how far it is.
        words: the same in words, or why it could not be said.
    """

    line: "SeenLine"
    state: LineState
    words: str


class LinesModel(QAbstractTableModel):
    """A row for each line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[LineRow] = []
        self._places: dict[int, int] = {}

    @property
    def faults(self) -> int:
        """How many cannot be said."""
        return sum(bool(each.line.fault) for each in self.rows)

    @property
    def said(self) -> int:
        """Of how many there is a file."""
        return sum(each.state is LineState.SAID for each in self.rows)

    def first(self, state: LineState) -> int:
        """The place of the first row in this state; -1 where there is none."""
        return next((place for place, each in enumerate(self.rows) if each.state is state), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object | None:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object | None:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == STATE:
            tone = getattr(current_tones(), "muted" if row.state is LineState.WAITING else row.state.value)
            return icon(row.state.value, tone, ICON_PX, tone)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            text = _cells(row)[index.column()]
            return text[:_LONGEST_SHOWN] if role == Qt.ItemDataRole.DisplayRole else plain_tip(text)
        return None

    def show_table(self, table: "SeenTable") -> None:
        """Hold these lines."""
        self.beginResetModel()
        self.rows = [_row(line) for line in table.lines]
        self._places = {row.line.number: place for place, row in enumerate(self.rows)}
        self.endResetModel()

    def clear(self) -> None:
        """Hold none."""
        self.beginResetModel()
        self.rows, self._places = [], {}
        self.endResetModel()

    def show_outcome(self, outcome: "LineOutcome") -> None:
        """Tell what came of a line."""
        place = self._places.get(outcome.line.number)
        if place is None:
            return
        row = self.rows[place]
        if outcome.error:
            self.rows[place] = replace(row, state=LineState.BAD, words=outcome.error.message)
        else:
            self.rows[place] = replace(row, state=LineState.SAID, words="Said")
        self.dataChanged.emit(self.index(place, 0), self.index(place, STATE))

    def file_at(self, place: int, folder: Path) -> Path | None:
        """The sound of a line; None where there is none yet."""
        if not 0 <= place < len(self.rows) or self.rows[place].state is not LineState.SAID:
            return None
        return folder / self.rows[place].line.file


def _row(line: "SeenLine") -> LineRow:
    if line.fault:
        return LineRow(line, LineState.BAD, line.fault)
    return (
        LineRow(line, LineState.SAID, "Said before")
        if line.is_there
        else LineRow(line, LineState.WAITING, "To be said")
    )


def _cells(row: LineRow) -> tuple[str, ...]:
    line = row.line
    return (str(line.number), line.voice, line.text, line.file, row.words)
