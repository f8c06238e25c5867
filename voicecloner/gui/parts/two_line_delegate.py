"""How a voice or a take looks in a list: its name, a line about it, and perhaps a verdict."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.icons import draw_icon
from voicecloner.gui.parts.row_roles import SEVERITY_ROLE, SUMMARY_ROLE
from voicecloner.gui.parts.theme import Tones, current_tones

PADDING_PX = 12
BADGE_PX = 18


class TwoLineDelegate(QStyledItemDelegate):
    """Paints two lines and a badge."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, option.fontMetrics.height() * 2 + 2 * PADDING_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tones = current_tones()
        box: QRect = option.rect.adjusted(2, 2, -2, -2)
        # all rows are painted with the same painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, option, tones)
        self._paint_words(painter, box, index, tones)
        if (severity := index.data(SEVERITY_ROLE)) is not None:
            badge = QRectF(box.right() - PADDING_PX - BADGE_PX, 0, BADGE_PX, BADGE_PX)
            badge.moveTop(box.center().y() - BADGE_PX / 2)
            draw_icon(painter, severity, tones.of(Severity(severity)), badge)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, tones: Tones) -> None:
        state = option.state
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(tones.accent_soft))
            painter.drawRoundedRect(box, 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(tones.raised))
            painter.drawRoundedRect(box, 8, 8)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(tones.accent))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_words(
        self, painter: QPainter, box: QRect, index: QModelIndex | QPersistentModelIndex, tones: Tones
    ) -> None:
        badge_px = PADDING_PX + BADGE_PX if index.data(SEVERITY_ROLE) else 0
        room = box.adjusted(PADDING_PX, PADDING_PX - 4, -PADDING_PX - badge_px, -PADDING_PX + 4)
        upper, lower = QRect(room), QRect(room)
        upper.setBottom(room.center().y())
        lower.setTop(room.center().y() + 1)
        plain = painter.font()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        for font, part, text, colour in (
            (bold, upper, str(index.data()), tones.text),
            (plain, lower, str(index.data(SUMMARY_ROLE)), tones.muted),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, part.width())
            painter.drawText(part, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
