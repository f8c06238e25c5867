"""The second step of the capture page: what was found in a recording, and what can be done about it."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from voicecloner.api.review import RepairPlan
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.gui.capture.checking import Captured
from voicecloner.gui.capture.repair_card import RepairCard
from voicecloner.gui.capture.result_card import ResultCard
from voicecloner.gui.capture.review_panel import Offer
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from voicecloner.gui.capture.remedies import Remedy


class ReviewStep(QObject):
    """The sound with its findings, and the repair. What is chosen in one card shows in the other.

    Args:
        tools: the window's tools.

    Signals:
        again_asked: a `CheckRequest`: the same recording is to be judged in another way.
    """

    again_asked = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._captured: Captured | None = None
        self.result_card = ResultCard(tools)
        self.repair_card = RepairCard(tools)
        self._connect()

    @property
    def plan(self) -> RepairPlan:
        """What is to be repaired before the recording is cloned."""
        return self.repair_card.plan

    def add_to(self, column: QVBoxLayout) -> None:
        """Put the cards into the page's column."""
        column.addWidget(self.result_card)
        column.addWidget(self.repair_card)

    def set_visible(self, *, is_visible: bool) -> None:
        """Show this step, or hide it; there is nothing to repair before a recording is judged."""
        self.result_card.setVisible(is_visible)
        self.repair_card.setVisible(is_visible and self._captured is not None)

    def focus(self) -> None:
        """Give the focus to the picture of the sound."""
        self.result_card.focus()

    def toggle_playback(self) -> bool:
        """Play or pause what is shown; whether there is anything."""
        return self.result_card.player.toggle()

    def show_reading(self, title: str) -> None:
        """Show that a recording is being read."""
        self.result_card.show_reading(title)

    def show_sound(self, clip: AudioClip, outline: Outline) -> None:
        """Show a recording that is being judged."""
        self.result_card.show_sound(clip, outline)

    def show(self, captured: Captured) -> None:
        """Show a recording that was judged."""
        self._captured = captured
        card, checked = self.result_card, captured.checked
        # found once: the same file judged in another way keeps the panel as the user has moved it
        if captured.proposal and card.part.isHidden():
            card.part.show_file(checked.files[0], captured.proposal)
        card.show_result(checked, captured.outline, captured.title)
        card.record_again_button.setVisible(captured.recording is not None)
        self.repair_card.show_checked(checked)
        self._show_findings()

    def clear(self) -> None:
        """Show nothing."""
        self._captured = None
        self.result_card.clear()
        self.repair_card.clear()

    def _connect(self) -> None:
        card, repair = self.result_card, self.repair_card
        card.whole_asked.connect(lambda: self._use_stretch(None))
        card.part.chosen.connect(self._use_stretch)
        repair.channel_chosen.connect(self._use_channel)
        repair.heard.connect(card.player.swap_sound)
        repair.play_asked.connect(card.player.toggle)
        repair.plan_changed.connect(self._show_findings)

    def _use_stretch(self, stretch: Span | None) -> None:
        if self._captured:
            self.again_asked.emit(replace(self._captured.checked.request, span=stretch))

    def _use_channel(self, channel: int | None) -> None:
        if self._captured:
            checked = self._captured.checked
            # the stretch stays the one that was used, also where it was proposed and never asked for
            self.again_asked.emit(replace(checked.request, channel=channel, span=checked.files[0].span))

    def _show_findings(self) -> None:
        if self._captured:
            from voicecloner.gui.capture.remedies import remedies_for

            checked = self._captured.checked
            remedies = remedies_for(checked, self.plan)
            offers = {check: Offer(r.words, r.tip, partial(self._apply, r)) for check, r in remedies.items()}
            self.result_card.show_findings(checked, offers)

    def _apply(self, remedy: "Remedy") -> None:
        if remedy.request:
            self.again_asked.emit(remedy.request)
        elif remedy.is_planned:
            self.repair_card.let_hear_repaired()
        else:
            # after this click: the findings are shown anew, and the button pressed is replaced by another one
            QTimer.singleShot(0, self, partial(self.repair_card.switch_on, remedy.step))
