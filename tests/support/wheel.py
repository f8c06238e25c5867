"""The mouse's wheel over a widget."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget


def turn_wheel(widget: QWidget, turn: int, x: float, modifier: Qt.KeyboardModifier) -> bool:
    """Turn it, 120 to a notch, at x near the widget's upper edge; returns whether the widget took it."""
    place = QPointF(x, 40)
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt takes it by position only
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()
