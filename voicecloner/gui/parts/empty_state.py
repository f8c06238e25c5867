"""What is shown where there is nothing to show: why, and what to do."""

from PySide6.QtCore import Qt, Signal

from voicecloner.gui.parts.basics import Card, Picture, button, label

_ICON_PX = 44


class EmptyState(Card):
    """An icon, a heading, some words and a button.

    Signals:
        pressed: the button.
    """

    pressed = Signal()

    def __init__(self, icon_name: str, heading: str, words: str, button_text: str) -> None:
        super().__init__()
        title, text = label(heading, "heading"), label(words, "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = button(button_text, "", self.pressed.emit, "primary")
        self.body.addStretch(1)
        self.body.addWidget(Picture(icon_name, _ICON_PX, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(title)
        self.body.addWidget(text)
        self.body.addSpacing(4)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch(1)
