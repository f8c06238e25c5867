"""Capture, in three steps: record or import speech, see how good it is, name the voice and create it.

The step that is shown is the one the user can do something in; what came out so far and the one button that leads on
stand below it, and so are always in sight.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.gui.capture.checking import Captured
from voicecloner.gui.capture.lost_recordings import LostRecordingsCard
from voicecloner.gui.capture.next_bar import NextBar
from voicecloner.gui.capture.recording_keeper import RecordingKeeper
from voicecloner.gui.capture.review_step import ReviewStep
from voicecloner.gui.capture.session import CaptureSession
from voicecloner.gui.capture.several.candidates import is_of_each
from voicecloner.gui.capture.several.card import SeveralCard
from voicecloner.gui.capture.sources import Sources
from voicecloner.gui.capture.step_bar import StepBar
from voicecloner.gui.capture.steps import STEPS, Step, next_words, reachable_steps, verdict_on
from voicecloner.gui.capture.voice_form import VoiceForm
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, label, row
from voicecloner.gui.parts.scroll_page import ScrollColumn, centred
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.page_tools import Message, PageTools

_NARROW_PX = 640


class CapturePage(QWidget):
    """The page: shows one step after the other of what is done with a recording.

    Attributes:
        step: where the user is.
        next_bar: to be placed at the very bottom of the window, where nothing that comes and goes moves it.

    Signals:
        voice_made: a `Voice` is in the library.
        visit_asked: a `Voice` was made, and the user waited for it here.
        speak_asked: the user wants to speak with this `Voice`.
        back_asked: the page has something to show, wherever the user is.
    """

    voice_made = Signal(object)
    visit_asked = Signal(object)
    speak_asked = Signal(object)
    back_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self.step = Step.INPUT
        self._leads_on = False
        self.lost = LostRecordingsCard()
        self.keeper = RecordingKeeper(tools, self.lost)
        self.area = ScrollColumn(tr("Capture"))
        self._sources = Sources(tools, self.area)
        self.record_card = self._sources.record_card
        self.import_card = self._sources.import_card
        self.script_card = self._sources.script_card
        self.several = SeveralCard(tools)
        self._review = ReviewStep(tools)
        self.result_card = self._review.result_card
        self.repair_card = self._review.repair_card
        self.form = VoiceForm(tools)
        self.form.details.use_microphone(lambda: self.record_card.picker.device)
        self.session = CaptureSession(tools, self._sources, self._review, self.form, self.keeper)
        self.steps = StepBar(STEPS)
        self.next_bar = NextBar(self.form.foot, self.form.create_button)
        self._title = label(tr("Capture"), "title")
        self._build()
        self._connect()
        self.clear()

    @property
    def captured(self) -> Captured | None:
        """The recording that is shown, once it is judged."""
        return self.session.captured

    def look_up(self) -> None:
        """List the microphones, and the recordings that were left when the window was closed last."""
        self.record_card.look_up_devices()
        self.keeper.look_up()

    def check(self, paths: tuple[Path, ...]) -> None:
        """Read and judge these files of one speaker; a recording that is shown stays until they are judged.

        Of a folder, and of many files, a voice each is made. Files of one speaker take the place of such a list.
        """
        if is_of_each(paths):
            self._begin_several(paths)
        elif not self.session.refuses_files():
            self._leave_several()
            self.session.check(paths)

    def clear(self) -> None:
        """Start over; a recording that was not used is set aside, and what is being checked is forgotten."""
        self.session.clear()

    def go(self, step: Step) -> None:
        """Show a step, from its top where it was not shown before, with the focus where the eye is."""
        is_new, self.step = step is not self.step, step
        self._show_input()
        self._review.set_visible(is_visible=step is Step.REVIEW)
        self.form.setVisible(step is Step.NAME)
        self._show_state()
        if is_new:
            self.area.verticalScrollBar().setValue(0)
        if self.isVisible() and (is_new or not self.record_card.is_under_way):  # who reads keeps the place
            self.focus()

    def focus(self) -> None:
        """Give the focus to what the step is about."""
        if self.step is Step.NAME:
            # as by the tab key, so that a name which stands there already is selected
            self.form.name.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.step is Step.REVIEW:
            self._review.focus()
        elif self.several.is_open:
            self.several.focus()
        else:
            self.record_card.ring.setFocus()

    def go_on(self) -> None:
        """Press the one button that leads on."""
        if self.step is Step.NAME:
            self.form.ask_to_create()
        elif self.next_bar.button.isEnabled() and not self.next_bar.isHidden():
            self._go_on()

    def record(self) -> None:
        """Start a recording, or end the one under way."""
        self.record_card.toggle()

    def import_files(self) -> None:
        """Ask for files; a recording that is shown stays until they are judged."""
        self.import_card.choose()

    def toggle_playback(self) -> bool:
        """Play or pause what is shown; whether there is anything."""
        return self._review.toggle_playback()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_bar(is_page_shown=True)  # said, not asked: while this event is handled, Qt's own answer may lag

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._show_bar(is_page_shown=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._sources.place_bar()

    def _arrange(self) -> None:
        is_narrow = self.width() < _NARROW_PX
        self._title.setVisible(not is_narrow)
        self.form.set_narrow(is_narrow=is_narrow)
        self.several.set_narrow(is_narrow=is_narrow)
        self._sources.set_narrow(is_narrow=is_narrow)

    def _build(self) -> None:
        self._title.setWordWrap(False)
        column = self.area.column
        column.setContentsMargins(GAP_PX * 3 // 2, SMALL_GAP_PX, GAP_PX * 3 // 2, GAP_PX)
        column.addWidget(self.several)
        self._sources.add_to(column, self.lost)
        self._review.add_to(column)
        column.addWidget(self.form)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(_head(self._title, self.steps))
        layout.addWidget(self.area, 1)

    def _connect(self) -> None:
        microphone = self.record_card.microphone
        microphone.began.connect(self._recording_began)
        microphone.ended.connect(self._recording_ended)
        self.session.step_asked.connect(self.go)
        self.session.changed.connect(self._show_state)
        self.session.read.connect(lambda _clip: self._sound_came())
        self.session.created.connect(self._created)
        self.session.back_asked.connect(self.back_asked)
        self.steps.chosen.connect(lambda number: self.go(Step(number)))
        self.next_bar.pressed.connect(self._go_on)
        self.result_card.record_again_asked.connect(self.record)
        self.result_card.several_asked.connect(self._make_several)
        self.import_card.chosen.connect(self.check)
        self.several.batch.made.connect(self.voice_made)
        for told in (self._show_input, self._show_state):
            self.several.batch.state_changed.connect(told)
        self.several.left.connect(lambda: self.go(Step.INPUT))

    def _go_on(self) -> None:
        captured = self.captured
        if self.step is Step.INPUT:
            self.go(Step.REVIEW)
        elif captured:
            self.go(Step.INPUT if captured.obstacle else Step.NAME)

    def _make_several(self) -> None:
        """A voice of each of the recordings that were taken for those of one."""
        if captured := self.captured:
            self.session.clear()
            self._begin_several(captured.paths)

    def _begin_several(self, paths: tuple[Path, ...]) -> None:
        if self.several.batch.is_making:
            self._tools.messages.tell(Message(tr("Voices are being made."), tr("Wait, or press Stop."), Severity.WARN))
        elif not self.session.refuses_files():
            self.several.batch.begin(paths)
            self.go(Step.INPUT)

    def _leave_several(self) -> None:
        """Another recording takes the place of the list, unless voices of it are being made."""
        if self.several.is_open and not self.several.batch.is_making:
            self.several.leave()

    def _show_input(self) -> None:
        """The sources of recordings, or the recordings of which a voice each is made."""
        is_input, is_open = self.step is Step.INPUT, self.several.is_open
        self._sources.set_visible(is_visible=is_input and not is_open)
        self.several.setVisible(is_input and is_open)

    def _show_state(self) -> None:
        """The steps above and the bar below, for what there is."""
        captured, is_recording = self.captured, self.record_card.is_under_way
        reachable = reachable_steps(captured, is_checking=self.session.is_checking, is_recording=is_recording)
        self.steps.show_step(self.step, reachable)
        self.steps.tell(Step.REVIEW, verdict_on(captured) if captured else None)
        self.lost.set_wanted(is_wanted=self.step is Step.INPUT and not is_recording and not self.several.is_open)
        # with many recordings in sight, a verdict on another one would be taken for theirs
        is_listed = self.step is Step.INPUT and self.several.is_open
        self._leads_on = not is_listed and (self.step is not Step.INPUT or Step.REVIEW in reachable)
        self._show_bar(is_page_shown=self.isVisible())
        self.next_bar.show_words(next_words(self.step, captured, self.session.hindrance))

    def _show_bar(self, *, is_page_shown: bool) -> None:
        # the bar lies outside the page, which does not take it along when it is hidden
        self.next_bar.setVisible(self._leads_on and is_page_shown)

    def _recording_began(self) -> None:
        self._leave_several()
        self.clear()
        self._sources.begin_reading()
        self._arrange()

    def _recording_ended(self) -> None:
        self._sources.end_reading()
        self._arrange()
        self._show_state()

    def _sound_came(self) -> None:
        if self.captured is None and self.step is Step.REVIEW and self.isVisible():
            self.focus()  # there was no picture of the sound to take the focus when the step was shown

    def _created(self, voice: Voice, was_shown: bool) -> None:
        self.voice_made.emit(voice)
        title, speak = tr("“{name}” is ready.", name=voice.name), lambda: self.speak_asked.emit(voice)
        self._tools.messages.tell(Message(title, said(voice.notes), Severity.OK, tr("Speak with it"), speak))
        if was_shown and self.isVisible():
            self.visit_asked.emit(voice)


def _head(title: QLabel, steps: StepBar) -> QWidget:
    inner = QWidget()
    line = row(title, steps, spacing_px=GAP_PX)
    line.setContentsMargins(GAP_PX * 3 // 2, GAP_PX, GAP_PX * 3 // 2, SMALL_GAP_PX // 2)
    inner.setLayout(line)
    return centred(inner)
