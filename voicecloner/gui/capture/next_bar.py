"""What came out so far and the one button that leads on, below a page and always in sight."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.basics import GAP_PX, Picture, button, column, label
from voicecloner.gui.parts.scroll_page import centred
from voicecloner.gui.translation import labelled


@dataclass(frozen=True)
class NextWords:
    """What the bar says.

    Attributes:
        title: the verdict in few words.
        sentence: what follows from it.
        verdict: None while there is none yet.
        next_words: what the button says; empty: another button takes its place.
        can_go_on: whether the button can be pressed.
    """

    title: str
    sentence: str = ""
    verdict: Severity | None = None
    next_words: str = ""
    can_go_on: bool = True


class NextBar(QFrame):
    """The bar.

    Args:
        words: further words of the page, below the title.
        last: the button of the last step.

    Signals:
        pressed: the button that leads on.
    """

    pressed = Signal()

    def __init__(self, words: QWidget, last: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.badge = Picture("info", 24, "muted")
        self.title = label("", "heading")
        self.sentence = label("", "muted")
        self.words, self.last = words, last
        self.button = button("", "", self.pressed.emit, "primary")
        inner = QWidget()
        layout = QHBoxLayout(inner)
        layout.setContentsMargins(GAP_PX * 3 // 2, 10, GAP_PX * 3 // 2, 10)
        layout.setSpacing(12)
        layout.addWidget(self.badge)
        layout.addLayout(column(self.title, self.sentence, words, spacing_px=1), 1)
        layout.addWidget(self.button)
        layout.addWidget(last)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(centred(inner))

    def show_words(self, shown: NextWords) -> None:
        """Say this."""
        icon, tone = (shown.verdict.value, shown.verdict.value) if shown.verdict else ("info", "muted")
        self.badge.show_icon(icon, tone)
        self.title.setText(shown.title)
        self.sentence.setText(shown.sentence)
        is_last = not shown.next_words
        self.sentence.setVisible(not is_last)
        self.words.setVisible(is_last)
        self.last.setVisible(is_last)
        self.button.setVisible(not is_last)
        self.button.say(shown.next_words)
        self.button.setEnabled(shown.can_go_on)
        self.setAccessibleName(labelled(shown.title, shown.sentence) if shown.sentence else shown.title)
