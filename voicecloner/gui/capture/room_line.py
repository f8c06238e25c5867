"""What the room sounds like, in one sentence, and the button that finds out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicecloner.api.recording import RoomTone
from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.basics import SMALL_GAP_PX, Picture, button, label, set_style
from voicecloner.gui.translation import in_a_row, said, tr

_BADGE_PX = 18


class RoomLine(QWidget):
    """Signals:
    check_asked: the user wants to know.
    """

    check_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.badge = Picture("info", _BADGE_PX, "muted")
        self.words = label("", "muted")
        tip = tr(
            "Listen to the room for two seconds: its noise, the hum of the mains, and whether the microphone works"
        )
        self.check_button = button(tr("Check the room"), "", self.check_asked.emit, tip=tip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addWidget(self.badge)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.check_button)
        self.show_tone(None)

    def show_tone(self, tone: RoomTone | None, *, comes_again: bool = False) -> None:
        """Show what was found.

        Args:
            tone: what was found; None: nothing yet.
            comes_again: whether a room in which somebody spoke is listened to again by itself.
        """
        severity = tone.verdict if tone else None
        words = said(" ".join(tone.messages)) if tone else tr("The room was not checked yet.")
        if tone and tone.is_disturbed and comes_again:
            words = in_a_row(words, tr("It is checked again automatically once it is quiet."))
        self.words.setText(words)
        set_style(self.words, "kind", "muted" if severity in {None, Severity.OK} else "")
        if severity:
            self.badge.show_icon(severity.value, severity.value)
        else:
            self.badge.show_icon("info", "muted")
        self.check_button.say(tr("Check again") if tone else tr("Check the room"))
