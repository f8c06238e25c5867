"""One edge of a stretch: dragged by the mouse, moved by the arrow keys, told to screen readers as a slider."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.translation import tr

EDGE_PX = 18
STEP_S, LONG_STEP_S, PAGE_S = 0.1, 1.0, 10.0
_GRIP_PX = 26
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -1,
    Qt.Key.Key_PageUp: 1,
}


class StretchEdge(QSlider):
    """Asks to be moved and is placed by its owner. Its value is milliseconds from the start of the recording.

    Args:
        name: for screen readers.
        owner: the waveform it lies on.

    Signals:
        dragged: to this x in its owner's coordinates.
        nudged: by these seconds.
        asked: to these seconds, by a screen reader.
        released: it stays where it is for now.
    """

    dragged = Signal(float)
    nudged = Signal(float)
    asked = Signal(float)
    released = Signal()

    def __init__(self, name: str, owner: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, owner)
        self.setAccessibleName(name)
        self.setToolTip(tr("{name}: drag it, or use the arrow keys (0.1 s, with Shift 1 s)", name=name))
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda value_ms: self.asked.emit(value_ms / 1000))

    def sizeHint(self) -> QSize:
        return QSize(EDGE_PX, 60)

    def show_seconds(self, seconds: float, low_s: float, high_s: float) -> None:
        """Tell where it is, and how far it may go."""
        # its change of value means that a screen reader has moved it
        with QSignalBlocker(self):
            self.setRange(round(low_s * 1000), round(high_s * 1000))
            self.setValue(round(seconds * 1000))
        self.setAccessibleDescription(tr("at {seconds:.1f} seconds", seconds=seconds))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        # the waveform below would take it for a click, and play
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in _KEYS:
            event.ignore()
            return
        step_s = LONG_STEP_S if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_S
        is_page = key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
        self.nudged.emit(_KEYS[key] * (PAGE_S if is_page else step_s))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        # a key that is held down is told as released and pressed over and over
        if Qt.Key(event.key()) in _KEYS and not event.isAutoRepeat():
            self.released.emit()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it zooms the waveform below, or scrolls the page

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        colour = QColor(tones.text if self.hasFocus() else tones.accent)
        painter.fillRect(round(middle - 1), 0, 2, self.height(), colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top = (self.height() - _GRIP_PX) // 2
        painter.drawRoundedRect(round(middle - 5), top, 10, _GRIP_PX, 4, 4)
        painter.fillRect(round(middle - 1), top + 7, 2, _GRIP_PX - 14, QColor(tones.surface))
