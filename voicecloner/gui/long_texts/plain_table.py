"""Tables as the program shows them: no grid, one line a row, the keyboard leads out of them."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

ROW_PX = 34
ICON_PX = 18


def dress(table: QTableView, name: str) -> None:
    """Give a table the program's look; `name` is for screen readers."""
    table.setAccessibleName(name)
    rows, head = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setDefaultSectionSize(ROW_PX)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setIconSize(QSize(ICON_PX, ICON_PX))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    head.setMinimumSectionSize(40)


def share_width(table: QTableView, stretched: Sequence[int], narrow: Sequence[int]) -> None:
    """Let some columns have the room that others, as wide as their contents, leave."""
    head = table.horizontalHeader()
    for column in stretched:
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    for column in narrow:
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)


def show_rows(table: QTableView, count: int, most: int) -> None:
    """Make it as high as its rows, up to so many."""
    shown = min(most, max(1, count))
    table.setFixedHeight(shown * ROW_PX + table.horizontalHeader().sizeHint().height() + 4)
