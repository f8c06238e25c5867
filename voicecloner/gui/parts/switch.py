"""On or off, as a switch."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from voicecloner.gui.parts.theme import current_tones

_TRACK = QSize(38, 22)
_MARGIN_PX = 3


class Switch(QAbstractButton):
    """A track with a knob; to the right it is on."""

    def __init__(self, *, is_on: bool) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setChecked(is_on)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _TRACK + QSize(2 * _MARGIN_PX, 2 * _MARGIN_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_MARGIN_PX, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        is_on = self.isChecked()
        painter.setPen(QPen(QColor(tones.accent if is_on else tones.muted), 1))
        painter.setBrush(QColor(tones.accent if is_on else tones.raised))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = QRectF(0, 0, track.height() - 8, track.height() - 8)
        place = track.right() - track.height() / 2 if is_on else track.left() + track.height() / 2
        knob.moveCenter(track.center())
        knob.moveLeft(place - knob.width() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tones.on_accent if is_on else tones.muted))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tones.accent), 2))
            around = track.adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(around, around.height() / 2, around.height() / 2)
