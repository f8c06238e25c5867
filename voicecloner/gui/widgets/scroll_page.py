"""The frame of a page: title, a sentence, and room that scrolls where the window is small."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from voicecloner.gui.widgets.basics import GAP_PX, column, label

WIDEST_PX = 980


class ScrollPage(QScrollArea):
    """A page whose contents go into `column`, at most `WIDEST_PX` wide."""

    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        sheet = QWidget()
        sheet.setProperty("kind", "page")
        sheet.setMaximumWidth(WIDEST_PX)
        self.column = QVBoxLayout(sheet)
        self.column.setContentsMargins(GAP_PX * 3 // 2, GAP_PX, GAP_PX * 3 // 2, GAP_PX * 3 // 2)
        self.column.setSpacing(GAP_PX)
        self.column.addLayout(column(label(title, "title"), label(subtitle, "muted"), spacing_px=2))
        self.setWidget(sheet)
