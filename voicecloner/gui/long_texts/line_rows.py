"""The lines of a table as rows of a view, however many there are."""

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicecloner.domain.text import one_line
from voicecloner.gui.long_texts.plain_table import ICON_PX
from voicecloner.gui.parts.basics import plain_tip
from voicecloner.gui.parts.icons import icon
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.translation import said, tr

if TYPE_CHECKING:
    from voicecloner.api.batches import LineOutcome, SeenLine, SeenTable

NUMBER, VOICE, TEXT, FILE, STATE = range(5)
_HEADINGS = (tr("Line"), tr("Voice"), tr("Text"), tr("File"), tr("State"))
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


@dataclass(frozen=True, eq=False)
class TableSight:
    """A table that was looked at, ready to be shown.

    Attributes:
        table: what is in it.
        rows: its lines.
        places: of each line its place among them, by its number.
        faults: how many cannot be said.
        said: of how many there is a file.
        first_fault: place of the first that cannot be said; 0 where there is none.
    """

    table: "SeenTable"
    rows: list[LineRow]
    places: dict[int, int]
    faults: int
    said: int
    first_fault: int


def sight_of(table: "SeenTable") -> TableSight:
    """Make a table ready to be shown; for a worker's thread, as there may be very many lines."""
    rows = [_row(line) for line in table.lines]
    bad = [place for place, row in enumerate(rows) if row.state is LineState.BAD]
    said = sum(row.state is LineState.SAID for row in rows)
    places = {row.line.number: place for place, row in enumerate(rows)}
    return TableSight(table, rows, places, len(bad), said, bad[0] if bad else 0)


class LinesModel(QAbstractTableModel):
    """A row for each line.

    Attributes:
        rows: what is shown.
        faults: how many cannot be said.
        said: of how many there is a file.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[LineRow] = []
        self.faults = self.said = 0
        self._places: dict[int, int] = {}

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
            return one_line(text[:_LONGEST_SHOWN]) if role == Qt.ItemDataRole.DisplayRole else plain_tip(text)
        return None

    def show_table(self, sight: TableSight) -> None:
        """Hold these lines."""
        self.beginResetModel()
        self.rows, self._places = sight.rows, sight.places
        self.faults, self.said = sight.faults, sight.said
        self.endResetModel()

    def clear(self) -> None:
        """Hold none."""
        self.beginResetModel()
        self.rows, self._places = [], {}
        self.faults = self.said = 0
        self.endResetModel()

    def show_outcome(self, outcome: "LineOutcome") -> None:
        """Tell what came of a line."""
        place = self._places.get(outcome.line.number)
        if place is None:
            return
        row = self.rows[place]
        self.said += (outcome.said is not None) - (row.state is LineState.SAID)
        if outcome.error:
            self.rows[place] = replace(row, state=LineState.BAD, words=said(outcome.error.message))
        else:
            self.rows[place] = replace(row, state=LineState.SAID, words=tr("Said"))
        self.dataChanged.emit(self.index(place, 0), self.index(place, STATE))

    def file_at(self, place: int, folder: Path) -> Path | None:
        """The sound of a line; None where there is none yet."""
        if not 0 <= place < len(self.rows) or self.rows[place].state is not LineState.SAID:
            return None
        return folder / self.rows[place].line.file


def _row(line: "SeenLine") -> LineRow:
    if line.fault:
        return LineRow(line, LineState.BAD, said(line.fault))
    return (
        LineRow(line, LineState.SAID, tr("Said before"))
        if line.is_there
        else LineRow(line, LineState.WAITING, tr("To be said"))
    )


def _cells(row: LineRow) -> tuple[str, ...]:
    line = row.line
    return (str(line.number), line.voice, line.text, line.file, row.words)
