"""How a voice looks in the list: the outline of its recording before its two lines."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from voicecloner.gui.parts.theme import Tones
from voicecloner.gui.parts.two_line_delegate import TwoLineDelegate
from voicecloner.gui.voices.voice_rows import OUTLINE_ROLE

_OUTLINE_PX = 48
_OUTLINE_HEIGHT_PX = 30
_GAP_PX = 12
_SILENCE = bytes(24)
_ROOM_FOR_OUTLINE_PX = 230


class VoiceDelegate(TwoLineDelegate):
    """Paints an outline, two lines and a badge; in a narrow list the outline is left out."""

    def _paint_words(
        self, painter: QPainter, box: QRect, index: QModelIndex | QPersistentModelIndex, tones: Tones
    ) -> None:
        if box.width() >= _ROOM_FOR_OUTLINE_PX:
            outline = index.data(OUTLINE_ROLE)
            place = QRectF(box.left() + _GAP_PX, 0, _OUTLINE_PX, _OUTLINE_HEIGHT_PX)
            place.moveTop(box.center().y() - _OUTLINE_HEIGHT_PX / 2)
            paint_outline(painter, outline or _SILENCE, place, QColor(tones.accent))
            box = box.adjusted(_OUTLINE_PX + _GAP_PX, 0, 0, 0)
        super()._paint_words(painter, box, index, tones)


def paint_outline(painter: QPainter, outline: bytes, place: QRectF, colour: QColor) -> None:
    """Paint a thumbnail of a sound as bars about its middle; silence is a line."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    step_px, middle = place.width() / len(outline), place.center().y()
    bars = []
    for number, level in enumerate(outline):
        half_px = max(0.5, level / 255 * place.height() / 2)
        bars.append(QRectF(place.left() + number * step_px, middle - half_px, step_px * 0.7, 2 * half_px))
    painter.drawRects(bars)
