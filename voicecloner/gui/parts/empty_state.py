"""What is shown where there is nothing to show: why, and what to do."""

from PySide6.QtCore import Qt, Signal

from voicecloner.gui.parts.basics import GAP_PX, Card, Picture, button, label
from voicecloner.gui.parts.scroll_page import centred_line

_ICON_PX = 44


class EmptyState(Card):
    """An icon, a heading, some words and a button; words of several lines are a list, and begin below each other.

    Signals:
        pressed: the button.
    """

    pressed = Signal()

    def __init__(self, icon_name: str, heading: str, words: str, button_text: str) -> None:
        super().__init__()
        title, text = label(heading, "heading"), label(words, "muted")
        lines = words.split("\n")
        text.setAlignment(Qt.AlignmentFlag.AlignLeft if len(lines) > 1 else Qt.AlignmentFlag.AlignHCenter)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = button(button_text, "", self.pressed.emit, "primary")
        self.body.addStretch(1)
        self.body.addWidget(Picture(icon_name, _ICON_PX, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(title)
        self.body.addLayout(centred_line(text, max(map(text.fontMetrics().horizontalAdvance, lines)) + GAP_PX))
        self.body.addSpacing(4)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch(1)
