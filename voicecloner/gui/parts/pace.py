"""How fast a voice speaks."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import field_label, row
from voicecloner.gui.translation import tr, with_decimal_point

_LEAST_PX = 110


class Pace(QWidget):
    """A slider and the number it stands at.

    Args:
        low, high: how fast the voice can speak; 1 is its own pace.
        value: where it stands first.
        title: its name, with the letter of its shortcut: another one where a page has two.

    Attributes:
        slider: the speed in hundredths.
    """

    def __init__(self, low: float, high: float, value: float, title: str = tr("Spee&d")) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(10)
        self.slider.setSingleStep(5)
        self.slider.setMinimumWidth(_LEAST_PX)
        self._words = QLabel()
        # as wide as any value: the slider beside it must not change its length while it is moved
        self._words.setFixedWidth(self.fontMetrics().horizontalAdvance("0.00 ×") + 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(field_label(title, self.slider))
        layout.addLayout(row(self.slider, self._words))
        self.slider.valueChanged.connect(lambda _value: self._tell())
        self.set_range(low, high)
        self.slider.setValue(round(100 * value))
        self._tell()

    @property
    def speed(self) -> float:
        """The speed chosen; 1 where there is no choice."""
        # not `isVisible`, which is also false while another page is shown
        return 1.0 if self.isHidden() else self.slider.value() / 100

    def set_range(self, low: float, high: float) -> None:
        """Let it be chosen between these."""
        self.slider.setRange(round(100 * low), round(100 * high))

    def _tell(self) -> None:
        self._words.setText(with_decimal_point(f"{self.slider.value() / 100:.2f} ×"))
