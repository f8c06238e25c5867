"""The big round button that starts and ends a recording; the ring around it fills as the recording grows, and it counts
down."""

import re

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from voicecloner.gui.parts.icons import draw_icon
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.translation import tr

_KEY = re.compile(r" ?[(（][^()（）]*[)）]$")
_SIDE_PX = 112
_RING_PX = 7


class RecordRing(QAbstractButton):
    """A round button with a ring, filled from the top."""

    def __init__(self) -> None:
        super().__init__()
        self._fraction = 0.0
        self._is_recording = False
        self._count = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(is_recording=False, fraction=0.0)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX, _SIDE_PX)

    def show_state(self, *, is_recording: bool, fraction: float) -> None:
        """Show whether a recording is under way, and how much of the minimum is there (0..1)."""
        self._say(tr("Stop recording (Ctrl+R)") if is_recording else tr("Record (Ctrl+R)"))
        self._is_recording, self._fraction, self._count = is_recording, fraction, 0
        self.update()

    def show_waiting(self, *, fraction: float = 0.0, count: int = 0) -> None:
        """Show that a recording is about to begin: how far the check of the room is, or the number counted to."""
        self._say(tr("Cancel; the recording begins in {count}", count=count) if count else tr("Cancel (Esc)"))
        self._is_recording, self._fraction, self._count = True, fraction, count
        self.update()

    def _say(self, words: str) -> None:
        self.setAccessibleName(_KEY.sub("", words))
        self.setToolTip(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin = _RING_PX / 2 + 3
        ring = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        painter.setPen(QPen(QColor(tones.border), _RING_PX))
        painter.drawEllipse(ring)
        if self._fraction > 0:
            colour = tones.ok if self._fraction >= 1 else tones.accent
            painter.setPen(QPen(QColor(colour), _RING_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            # Qt counts in sixteenths of a degree, from three o'clock and against the clock
            painter.drawArc(ring, 90 * 16, -round(360 * 16 * min(1.0, self._fraction)))
        self._paint_middle(painter, ring)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tones.text), 2, Qt.PenStyle.DotLine))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_middle(self, painter: QPainter, ring: QRectF) -> None:
        tones = current_tones()
        colour = QColor(tones.fail if self.isEnabled() else tones.muted)
        if self.isDown():
            colour = colour.darker(115)
        inner = ring.adjusted(12, 12, -12, -12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(inner)
        if self._count:
            self._paint_count(painter, inner)
            return
        side = inner.width() * 0.46
        box = QRectF(0, 0, side, side)
        box.moveCenter(inner.center())
        draw_icon(painter, "stop" if self._is_recording else "microphone", QColor(tones.surface), box)

    def _paint_count(self, painter: QPainter, inner: QRectF) -> None:
        font = painter.font()
        font.setPixelSize(round(inner.height() * 0.6))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(current_tones().surface))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, str(self._count))
