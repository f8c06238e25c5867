"""A text to read aloud, sentence below sentence, that shows where the reader probably is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from voicecloner.gui.parts.basics import column, label, set_style

_GAP_PX = 2
_CURRENT = "current"  # the property the style sheet looks for


class Teleprompter(QWidget):
    """One label for each sentence; none is marked until `follow` is called.

    The marked one gets a bar at its side and another ground, not another weight: bold words would wrap elsewhere, and
    the text below would jump while it is read.

    Signals:
        moved: the `QLabel` of the sentence that is marked from now on.
    """

    moved = Signal(QLabel)

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__()
        self.labels = tuple(label(words, "script") for words in sentences)
        for sentence in self.labels:
            sentence.setMinimumHeight(1)  # else Qt takes as the least what a much narrower one would need
        self.current: int | None = None
        lines = column(*self.labels, None, spacing_px=_GAP_PX)
        lines.setContentsMargins(0, 0, 0, 0)
        self.setLayout(lines)

    def follow(self, index: int | None) -> None:
        """Mark this sentence instead of the one before; None marks none."""
        if index == self.current:
            return
        if self.current is not None:
            set_style(self.labels[self.current], _CURRENT, value=False)
        self.current = index
        if index is not None:
            set_style(self.labels[index], _CURRENT, value=True)
            self.moved.emit(self.labels[index])
