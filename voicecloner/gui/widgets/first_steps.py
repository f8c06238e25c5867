"""What to do first, shown until there is a voice."""

from PySide6.QtWidgets import QHBoxLayout, QLabel

from voicecloner.gui.desk import VoiceShelf
from voicecloner.gui.widgets.basics import GAP_PX, Card, label
from voicecloner.use_cases.manage_voices import VoiceList

STEPS = (
    "Record yourself, or drop a recording onto this window.",
    "Name the voice, say whose it is, and press Create voice.",
    "Type a text on the Speak page and listen.",
)


class FirstSteps(Card):
    """Three short steps to a first voice; hidden as soon as there is one."""

    def __init__(self, shelf: VoiceShelf) -> None:
        super().__init__("Welcome. Your first voice in three steps", kind="card")
        layout = QHBoxLayout()
        layout.setSpacing(GAP_PX)
        for number, words in enumerate(STEPS, 1):
            badge = QLabel(str(number))
            badge.setProperty("kind", "clock")
            layout.addWidget(badge)
            layout.addWidget(label(words), 1)
        self.body.addLayout(layout)
        self._is_wanted = False
        self._is_allowed = True
        self.hide()
        shelf.changed.connect(self._take_note)

    def show_if_wanted(self, *, is_allowed: bool) -> None:
        """Let the steps be seen, or keep them out of the way for a while."""
        self._is_allowed = is_allowed
        self.setVisible(self._is_wanted and self._is_allowed)

    def _take_note(self, voices: VoiceList) -> None:
        self._is_wanted = voices.count == 0
        self.setVisible(self._is_wanted and self._is_allowed)
