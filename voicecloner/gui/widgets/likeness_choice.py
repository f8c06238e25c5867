"""Clear or alike: one slider between the two, which rests on the voice's own default until it is moved."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from voicecloner.gui.theme import current_tones
from voicecloner.gui.widgets.basics import button, column, field_label, label, row
from voicecloner.gui.words import likeness_words

_DEFAULT = 0.5
"""Where the slider rests. The engine keeps the default of each voice to itself; the middle stands for it."""
_TIP = (
    "To the left every word is as clear as it can be, to the right the voice is as much like the person as it can be. "
    "Double-click for the voice’s default."
)
_MARK_PX = (2, 5)


class LikenessChoice(QWidget):
    """The slider with its words and the way back.

    Signals:
        moved: the user chose another value, or went back to the voice's default.
    """

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.slider = _Balance(_DEFAULT)
        self.words = QLabel()
        self.reset = button("", "undo", self._go_back, "quiet", "Back to the voice’s default")
        self._build()
        self._connect()
        self.offer()
        self.show_likeness(None)

    @property
    def likeness(self) -> float | None:
        """What was chosen, 0.0 clear .. 1.0 alike; None: the voice's own default."""
        return None if self.slider.is_resting else self.slider.value() / 100

    def show_likeness(self, likeness: float | None) -> None:
        """Put the slider there."""
        self.slider.rest() if likeness is None else self.slider.move_to(likeness)
        self._show_words()

    def offer(self, why_not: str = "") -> None:
        """Let the user choose, or say why there is nothing to choose."""
        self.setEnabled(not why_not)
        for part in (self, self.slider):
            part.setToolTip(why_not or _TIP)
        self._show_words()

    def _build(self) -> None:
        heading = row(field_label("Clear or &alike", self.slider), None, self.words)
        choice = row(_end("Clear"), self.slider, _end("Alike"), self.reset)
        choice.setStretch(1, 1)
        layout = column(spacing_px=4)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(heading)
        layout.addLayout(choice)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.words.setProperty("kind", "muted")

    def _connect(self) -> None:
        self.slider.valueChanged.connect(lambda _value: self._moved())
        self.slider.sent_back.connect(self._go_back)

    def _go_back(self) -> None:
        self.show_likeness(None)
        self.slider.setFocus()  # the button that had it cannot be pressed any more
        self.moved.emit()

    def _moved(self) -> None:
        self.slider.wake()
        self._show_words()
        self.moved.emit()

    def _show_words(self) -> None:
        words = likeness_words(self.likeness)
        self.words.setText(words)
        self.slider.setAccessibleDescription(words if self.isEnabled() else self.slider.toolTip())
        self.reset.setEnabled(self.isEnabled() and self.likeness is not None)


class _Balance(QSlider):
    """A slider from 0 to 100 that can rest, with a mark where it rests.

    Signals:
        sent_back: it was double-clicked.
    """

    sent_back = Signal()

    def __init__(self, default: float) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._resting_value = round(100 * default)
        self.is_resting = True
        self.setProperty("kind", "balance")
        self.setProperty("resting", self.is_resting)
        self.setRange(0, 100)
        self.setSingleStep(5)
        self.setPageStep(10)
        self.setMinimumWidth(90)

    def rest(self) -> None:
        """Go back to the mark; says nothing."""
        self._show(self._resting_value, is_resting=True)

    def move_to(self, share: float) -> None:
        """Go there; says nothing."""
        self._show(round(100 * share), is_resting=False)

    def wake(self) -> None:
        """Where it is was chosen."""
        self._show(self.value(), is_resting=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.sent_back.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        width_px, height_px = _MARK_PX
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        way = QStyle.sliderPositionFromValue(0, 100, self._resting_value, self.width() - handle)
        painter = QPainter(self)
        painter.fillRect(
            way + (handle - width_px) // 2,
            self.height() - height_px,
            width_px,
            height_px,
            QColor(current_tones().muted),
        )
        painter.end()
        super().paintEvent(event)

    def _show(self, value: int, *, is_resting: bool) -> None:
        with QSignalBlocker(self):
            self.setValue(value)
        if is_resting != self.is_resting:
            self.is_resting = is_resting
            self.setProperty("resting", is_resting)
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()


def _end(text: str) -> QLabel:
    made = label(text, "muted")
    made.setWordWrap(False)
    return made
