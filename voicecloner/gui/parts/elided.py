"""Text that ends in … where room is short, and tells the rest when pointed at."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStylePainter,
    QWidget,
)

from voicecloner.gui.parts.basics import PlainLabel, plain_tip

_LINE_MARGIN_PX = 2
"""What Qt leaves free on both sides of the text of a line."""


class ElidedLabel(PlainLabel):
    """One line; the whole text is its tooltip while it does not fit."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        # Qt takes the whole text for the least width of a label that does not wrap
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = _elided(self, self.text(), self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class ElidingCombo(QComboBox):
    """A combo box that never shows half a letter."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room_px = self.style().subControlRect(parts[0], option, parts[1], self).width() - 4
        option.currentText = _elided(self, self.currentText(), room_px)
        painter.drawComplexControl(parts[0], option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ElidedLine(QLineEdit):
    """A line to type into; while nobody does, what it holds ends in … where it does not fit."""

    def paintEvent(self, event: QPaintEvent) -> None:
        room_px = self.contentsRect().width() - 2 * _LINE_MARGIN_PX
        shown = _elided(self, self.text(), room_px)
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionFrame()
        self.initStyleOption(option)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option)
        painter.setPen(option.palette.color(self.foregroundRole()))
        place = self.contentsRect().adjusted(_LINE_MARGIN_PX, 0, -_LINE_MARGIN_PX, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _elided(widget: QWidget, text: str, room_px: int) -> str:
    """The text as far as there is room for it; the whole of it becomes the tooltip if it does not fit."""
    shown = widget.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room_px)
    # told while it is painted: only then is it known what fits, whatever has changed the width, the text or the font
    widget.setToolTip("" if shown == text else plain_tip(text))
    return shown
