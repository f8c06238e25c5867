"""Where files can be dropped."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from voicecloner.gui.parts.theme import current_tones


class DropZone(QWidget):
    """A dashed frame; words and a button go into `body`. The whole window takes drops; this one says so."""

    def __init__(self) -> None:
        super().__init__()
        self._is_lit = False
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 170).expandedTo(super().minimumSizeHint())

    def light(self, *, is_lit: bool) -> None:
        """Show that what is dragged may be dropped."""
        self._is_lit = is_lit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tones.accent if self._is_lit else tones.border), 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tones.accent_soft) if self._is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
