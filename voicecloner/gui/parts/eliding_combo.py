"""A choice whose text ends in … where room is short, and tells the rest when pointed at."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from voicecloner.gui.parts.basics import plain_tip


class ElidingCombo(QComboBox):
    """A combo box that never shows half a letter."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room_px = self.style().subControlRect(parts[0], option, parts[1], self).width() - 4
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room_px)
        self.setToolTip("" if shown == self.currentText() else plain_tip(self.currentText()))
        option.currentText = shown
        painter.drawComplexControl(parts[0], option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
