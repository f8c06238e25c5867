"""The view of a table's lines: what is said and what keeps it from being said have most of the room."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView

from voicecloner.gui.long_texts.line_rows import FILE, NUMBER, STATE, TEXT, VOICE
from voicecloner.gui.long_texts.plain_table import dress
from voicecloner.gui.translation import tr

_SHARES = {NUMBER: 0.08, VOICE: 0.16, TEXT: 0.34, FILE: 0.18, STATE: 0.24}
_LEAST_NUMBER_PX = 44


class LineTable(QTableView):
    """Columns share the width, however wide it is."""

    def __init__(self) -> None:
        super().__init__()
        dress(self, tr("Lines"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width_px = self.viewport().width()
        number_px = min(max(_LEAST_NUMBER_PX, round(_SHARES[NUMBER] * width_px)), 2 * _LEAST_NUMBER_PX)
        head = self.horizontalHeader()
        head.resizeSection(NUMBER, number_px)
        others = 1.0 - _SHARES[NUMBER]
        for column in (VOICE, TEXT, FILE, STATE):
            head.resizeSection(column, int(_SHARES[column] / others * (width_px - number_px)))
