"""How a voice looks in the list: the outline of its recording before its two lines, its score behind them."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from voicecloner.domain.scorecard_words import GRADES
from voicecloner.gui.parts.row_roles import SEVERITY_ROLE
from voicecloner.gui.parts.theme import Tones
from voicecloner.gui.parts.two_line_delegate import BADGE_PX, PADDING_PX, TwoLineDelegate
from voicecloner.gui.translation import said
from voicecloner.gui.voices.voice_rows import OUTLINE_ROLE, SCORE_ROLE, ScoreBadge

_OUTLINE_PX = 48
_OUTLINE_HEIGHT_PX = 30
_GAP_PX = 12
_SILENCE = bytes(24)
_ROOM_FOR_OUTLINE_PX = 230
_SCORE_HEIGHT_PX = 22
_SCORE_SIDE_PX = 8
_SCORE_GAP_PX = 8
_ROOM_FOR_SCORE_PX = 190
_ROOM_FOR_GRADE_PX = 280


class VoiceDelegate(TwoLineDelegate):
    """Paints an outline, two lines, a score and a badge; in a narrow list the outline is left out, then the score."""

    def _paint_words(
        self, painter: QPainter, box: QRect, index: QModelIndex | QPersistentModelIndex, tones: Tones
    ) -> None:
        whole_px = box.width()
        if whole_px >= _ROOM_FOR_OUTLINE_PX:
            outline = index.data(OUTLINE_ROLE)
            place = QRectF(box.left() + _GAP_PX, 0, _OUTLINE_PX, _OUTLINE_HEIGHT_PX)
            place.moveTop(box.center().y() - _OUTLINE_HEIGHT_PX / 2)
            paint_outline(painter, outline or _SILENCE, place, QColor(tones.accent))
            box = box.adjusted(_OUTLINE_PX + _GAP_PX, 0, 0, 0)
        if whole_px >= _ROOM_FOR_SCORE_PX and (badge := index.data(SCORE_ROLE)) is not None:
            # the score stands at the same place in each row, also where no icon follows it
            icon_px = 0 if index.data(SEVERITY_ROLE) else BADGE_PX + PADDING_PX
            box = box.adjusted(0, 0, -self._paint_score(painter, box, badge, tones) - icon_px, 0)
        super()._paint_words(painter, box, index, tones)

    def _paint_score(self, painter: QPainter, box: QRect, badge: ScoreBadge, tones: Tones) -> int:
        """Paint the score before the badge of the verdict; how much room it takes."""
        is_roomy = box.width() >= _ROOM_FOR_GRADE_PX
        label = f"{badge.score} {said(GRADES[badge.severity])}" if is_roomy else str(badge.score)
        widest = f"100 {max(map(said, GRADES.values()), key=len)}" if is_roomy else "100"
        plain = painter.font()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        # as wide for each score, so that scores stand below each other
        width_px = painter.fontMetrics().horizontalAdvance(widest) + 2 * _SCORE_SIDE_PX
        place = QRectF(0, 0, width_px, _SCORE_HEIGHT_PX)
        place.moveRight(box.right() - PADDING_PX - BADGE_PX - _SCORE_GAP_PX)
        place.moveTop(box.center().y() - _SCORE_HEIGHT_PX / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones.soft(badge.severity))
        painter.drawRoundedRect(place, _SCORE_HEIGHT_PX / 2, _SCORE_HEIGHT_PX / 2)
        painter.setPen(tones.of(badge.severity))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, label)
        painter.setFont(plain)
        return width_px + _SCORE_GAP_PX


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
