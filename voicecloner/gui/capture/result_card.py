"""A recording and what the review says of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from voicecloner.domain.audio import AudioClip
from voicecloner.gui.capture.review_panel import Offer, ReviewPanel
from voicecloner.gui.capture.stretch_panel import StretchPanel
from voicecloner.gui.parts.basics import Card, button, label, row
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.outline import Outline, marks_of
from voicecloner.gui.parts.player_bar import PlayerBar
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import seconds_words
from voicecloner.wording import clock

if TYPE_CHECKING:
    from voicecloner.api.review import CheckedReferences


class ResultCard(Card):
    """Waveform, playback, notes and findings; while it is still being judged, what there is by then.

    Signals:
        discarded: the user wants none of it.
        record_again_asked: the user wants to record it again.
        several_asked: a voice of each of several recordings is wanted, not one of all.
        whole_asked: all of the recording is to be used, not a stretch of it.
    """

    discarded = Signal()
    record_again_asked = Signal()
    several_asked = Signal()
    whole_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self.title = ElidedLabel("", "heading")
        self.duration = QLabel()
        self.duration.setProperty("kind", "muted")
        self.part = StretchPanel(tools)
        self.player = PlayerBar(tools, "capture", SoundView(tr("Picture of the recording")))
        record_again_tip = tr("Set this recording aside and record another one")
        self.record_again_button = button(
            tr("Record again"), "rescan", self.record_again_asked.emit, "quiet", record_again_tip
        )
        self.player.buttons.addWidget(self.record_again_button)
        self.discard_button = button(
            tr("Discard"), "trash", self.discarded.emit, "quiet", tr("Start over; it can be undone")
        )
        self.player.buttons.addWidget(self.discard_button)
        several_tip = tr("For recordings of several people, or that do not belong together")
        self.several_button = button(tr("A voice for each"), "voices", self.several_asked.emit, "quiet", several_tip)
        self.cut_words = label("", "muted")
        self.whole_button = button(
            tr("Use all of it"), "undo", self.whole_asked.emit, "quiet", tr("Use the whole recording")
        )
        self.cut = QWidget()
        cut = row(self.cut_words, self.whole_button)
        cut.setContentsMargins(0, 0, 0, 0)
        cut.setStretch(0, 1)
        self.cut.setLayout(cut)
        self.notes = label("", "muted")
        self.review = ReviewPanel(shows_verdict=False)
        head = row(self.title)
        head.addWidget(self.several_button)
        head.addWidget(self.duration)
        self.body.addLayout(head)
        for part in (self.part, self.player, self.cut, self.notes, self.review):
            self.body.addWidget(part)

    def show_reading(self, title: str) -> None:
        """Show that a recording is being read."""
        self.clear()
        self.title.setText(title)
        self.duration.setText("")
        for part in (self.record_again_button, self.discard_button, self.several_button, self.cut, self.notes):
            part.hide()

    def show_sound(self, clip: AudioClip, outline: Outline) -> None:
        """Show a recording that is being judged."""
        self.duration.setText(seconds_words(clip.seconds))
        self.player.set_sound(clip, outline)

    def show_result(self, checked: "CheckedReferences", outline: Outline, title: str) -> None:
        """Show a recording that was judged; `show_findings` shows the rest."""
        self.title.setText(title)
        self.discard_button.show()
        self.several_button.setVisible(len(checked.files) > 1)
        self.duration.setText(seconds_words(checked.clip.seconds))
        self.part.show_used(checked)
        self.player.set_sound(checked.clip, outline, marks_of(checked.review.findings))
        self._show_cut(checked)
        self.notes.setText(said("\n".join(checked.notes)))
        self.notes.setVisible(bool(checked.notes))

    def show_findings(self, checked: "CheckedReferences", offers: Mapping[str, Offer]) -> None:
        """Show what the review says, and what can be done about it."""
        self.review.show_review(checked.review, offers)

    def focus(self) -> None:
        """Give the focus to the picture of the sound."""
        self.player.view.setFocus()

    def clear(self) -> None:
        """Show nothing."""
        self.part.clear()
        self.player.clear()
        self.review.clear()

    def _show_cut(self, checked: "CheckedReferences") -> None:
        """That only a part of a short recording is used; of a long one the stretch panel tells."""
        span = checked.request.span
        is_cut = span is not None and self.part.isHidden()
        self.cut.setVisible(is_cut)
        if span:
            self.cut_words.setText(
                tr("Only {start}–{end} of it is used.", start=clock(span.start_s), end=clock(span.end_s))
            )
