"""The frame of a page: title, a sentence, and room that scrolls where the window is small."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for field in self.findChildren(QWidget):
            if isinstance(field, QComboBox | QAbstractSpinBox | QAbstractSlider) and not isinstance(field, QScrollBar):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the page; it changes a field only once that has been clicked."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
