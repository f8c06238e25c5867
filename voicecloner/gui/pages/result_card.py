"""A recording and what the review says of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from voicecloner.gui.desk import Desk
from voicecloner.gui.pages.stretch_panel import StretchPanel
from voicecloner.gui.widgets.basics import Card, button, label, row
from voicecloner.gui.widgets.elided_label import ElidedLabel
from voicecloner.gui.widgets.outline import Outline, marks_of
from voicecloner.gui.widgets.player_bar import PlayerBar
from voicecloner.gui.widgets.review_panel import ReviewPanel
from voicecloner.gui.words import seconds_words
from voicecloner.use_cases.check_references import CheckedReferences


class ResultCard(Card):
    """Waveform, playback, notes and verdict.

    Signals:
        discarded: the user wants none of it.
        retake_asked: the user wants to record it again.
    """

    discarded = Signal()
    retake_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.title = ElidedLabel("", "heading")
        self.duration = QLabel()
        self.duration.setProperty("kind", "muted")
        self.part = StretchPanel(desk)
        self.player = PlayerBar(desk.playback, "capture", "Waveform of the recording")
        retake_tip = "Set this take aside and record another one"
        self.retake_button = button("Retake", "rescan", self.retake_asked.emit, "quiet", retake_tip)
        self.player.buttons.addWidget(self.retake_button)
        self.player.buttons.addWidget(button("Discard", "trash", self.discarded.emit, "quiet", "Start over"))
        self.notes = label("", "muted")
        self.review = ReviewPanel()
        head = row(self.title)
        head.addWidget(self.duration)
        self.body.addLayout(head)
        self.body.addWidget(self.part)
        self.body.addWidget(self.player)
        self.body.addWidget(self.notes)
        self.body.addWidget(self.review)

    def show_result(self, checked: CheckedReferences, outline: Outline, title: str) -> None:
        """Show this recording."""
        self.title.setText(title)
        self.duration.setText(seconds_words(checked.clip.seconds))
        self.part.show_used(checked)
        self.player.set_sound(checked.clip, outline, marks_of(checked.review.findings))
        self.notes.setText("\n".join(checked.notes))
        self.notes.setVisible(bool(checked.notes))
        self.review.show_review(checked.review)

    def clear(self) -> None:
        """Show nothing."""
        self.part.clear()
        self.player.clear()
        self.review.clear()
