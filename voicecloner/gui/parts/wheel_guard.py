"""Keeps the mouse wheel for scrolling: fields on a page, whose values Qt would let it change, ignore it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar, QWidget


class _WheelGuard(QObject):
    """An event filter: the wheel passes the field by and reaches the page."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


def guard(field: QWidget) -> None:
    """Keep the wheel from changing this field, also while it has the focus: it may have been left long ago."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    # its child, so that it lives as long as the field
    field.installEventFilter(_WheelGuard(field))


def guard_all(parent: QWidget) -> None:
    """Keep the wheel from changing any choice, number or slider there is now."""
    for field in parent.findChildren(QWidget):
        if isinstance(field, QComboBox | QAbstractSpinBox | QAbstractSlider) and not isinstance(field, QScrollBar):
            guard(field)
