"""Capture, in three steps: record or import speech, see how good it is, name the voice and create it.

The step that is shown is the one the user can do something in; what came out so far and the one button that leads on
stand below it, and so are always in sight.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicecloner.audio.capture.recording import Recording
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity, Span
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.capture.checking import CHECK, Captured, Checker, title_of
from voicecloner.gui.capture.creating import Creator
from voicecloner.gui.capture.discarding import Discarding
from voicecloner.gui.capture.lost_recordings import LostRecordingsCard
from voicecloner.gui.capture.next_bar import NextBar
from voicecloner.gui.capture.recording_keeper import RecordingKeeper
from voicecloner.gui.capture.repair_card import RepairCard
from voicecloner.gui.capture.result_card import ResultCard
from voicecloner.gui.capture.review_panel import Offer
from voicecloner.gui.capture.sources import Sources
from voicecloner.gui.capture.step_bar import StepBar
from voicecloner.gui.capture.steps import STEPS, Step, next_words, verdict_on
from voicecloner.gui.capture.voice_form import FormContent, VoiceForm
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, label, row
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.scroll_page import ScrollColumn, centred
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.wording import seconds_words

if TYPE_CHECKING:
    from voicecloner.gui.capture.remedies import Remedy
    from voicecloner.use_cases.review.check_references import CheckRequest, CountedSpeech

_NARROW_PX = 640


class CapturePage(QWidget):
    """The page.

    Attributes:
        captured: the recording that is shown, once it is judged.
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
        self.captured: Captured | None = None
        self.step = Step.INPUT
        self._hindrance = ""
        self._leads_on = False
        self.checker = Checker(tools)
        self.lost = LostRecordingsCard()
        self.keeper = RecordingKeeper(tools, self.lost)
        self.area = ScrollColumn("Capture")
        self._sources = Sources(tools, self.area)
        self.record_card = self._sources.record_card
        self.import_card = self._sources.import_card
        self.script_card = self._sources.script_card
        self._discarding = Discarding(tools, lambda: self.record_card.is_under_way)
        self.result_card = ResultCard(tools)
        self.repair_card = RepairCard(tools)
        self.form = VoiceForm(tools)
        self.creator = Creator(tools, self.form)
        self.steps = StepBar(STEPS)
        self.next_bar = NextBar(self.form.foot, self.form.create_button)
        self._build()
        self._connect()
        self.clear()

    def look_up(self) -> None:
        """List the microphones, and the recordings that were left when the window was closed last."""
        self.record_card.look_up_devices()
        self.keeper.look_up()

    def check(
        self, paths: tuple[Path, ...], recording: Recording | None = None, worth: "CountedSpeech | None" = None
    ) -> None:
        """Read and judge these files; a recording that is shown stays until they are judged.

        Args:
            paths: of one speaker.
            recording: what the microphone gave, if it was recorded here; it is shown in place of all else at once.
            worth: what was counted while it was recorded.
        """
        if self._discarding.refuses("End it, then import."):
            return
        if recording or self.captured is None:
            self._reset()
            self.keeper.show(recording)
            self.result_card.show_reading(title_of(paths, recording))
            self.checker.check(paths, recording, worth)
            self.go(Step.REVIEW)
        else:
            self.checker.check(paths, recording, worth)
            self._hinder("Another recording is being checked.")

    def go(self, step: Step) -> None:
        """Show a step, from its top where it was not shown before, with the focus where the eye is."""
        is_new, self.step = step is not self.step, step
        self._sources.set_visible(is_visible=step is Step.INPUT)
        self.result_card.setVisible(step is Step.REVIEW)
        self.form.setVisible(step is Step.NAME)
        self.repair_card.setVisible(step is Step.REVIEW and self.captured is not None)
        self._show_lost()
        self._show_state()
        if is_new:
            self.area.verticalScrollBar().setValue(0)
        if self.isVisible() and (is_new or not self.record_card.is_under_way):  # who reads keeps the place
            self.focus()

    def focus(self) -> None:
        """Give the focus to what the step is about."""
        if self.step is Step.NAME:
            self.form.name.setFocus()
        elif self.step is Step.REVIEW:
            self.result_card.focus()
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

    def use_stretch(self, stretch: Span | None) -> None:
        """Judge another stretch of the file that is shown, or all of it; what is shown counts until that is done."""
        if self.captured:
            self._check_again(self.captured, replace(self.captured.checked.request, span=stretch))

    def use_channel(self, channel: int | None) -> None:
        """Judge another channel of the file that is shown."""
        if self.captured:
            request, span = self.captured.checked.request, self.captured.checked.files[0].span
            self._check_again(self.captured, replace(request, channel=channel, span=span))

    def _check_again(self, before: Captured, request: "CheckRequest") -> None:
        def done(captured: Captured) -> None:
            if captured.recording and request.span:
                self.form.forget_script()
            self._show_checked(captured)

        def kept(error: VoiceClonerError) -> None:
            self._show_checked(before)
            if not isinstance(error, Cancelled):
                self._tools.messages.tell_error(error, cause=CHECK)

        self._hinder("The recording is being checked.")
        self.checker.check_again(before, request, done, kept)

    def clear(self) -> None:
        """Start over; a recording that was not used is set aside, and what is being checked is forgotten."""
        self.checker.forget()
        self._leave()

    def _leave(self) -> None:
        """Show nothing more of this recording; another one may be on its way."""
        self._reset()
        self.go(Step.INPUT)

    def _reset(self) -> None:
        self.checker.forget_again()
        self.keeper.show(None)
        self.captured = None
        self.result_card.clear()
        self.repair_card.clear()
        self.form.clear()
        self._hinder("")

    def make_voice(self) -> None:
        """Make a voice of what is shown and filled in."""
        if self.captured:
            self.keeper.begin_use()
            self.creator.create(self.captured, self.repair_card.plan)

    def toggle_playback(self) -> bool:
        """Play or pause what is shown; whether there is anything."""
        return self.result_card.player.toggle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_bar(is_page_shown=True)

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
        self._sources.set_narrow(is_narrow=is_narrow)

    def _build(self) -> None:
        self._title = label("Capture", "title")
        self._title.setWordWrap(False)
        column = self.area.column
        column.setContentsMargins(GAP_PX * 3 // 2, SMALL_GAP_PX, GAP_PX * 3 // 2, GAP_PX)
        self._sources.add_to(column, self.lost)
        for card in (self.result_card, self.repair_card, self.form):
            column.addWidget(card)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self.area, 1)

    def _head(self) -> QWidget:
        inner = QWidget()
        line = row(self._title, self.steps, spacing_px=GAP_PX)
        line.setContentsMargins(GAP_PX * 3 // 2, GAP_PX, GAP_PX * 3 // 2, SMALL_GAP_PX // 2)
        inner.setLayout(line)
        return centred(inner)

    def _connect(self) -> None:
        microphone = self.record_card.microphone
        microphone.began.connect(self._recording_began)
        microphone.ended.connect(self._recording_ended)
        microphone.recorded.connect(self._recorded)
        microphone.set_aside.connect(self.keeper.made_room)
        microphone.discarded.connect(self._recording_discarded)
        self.lost.changed.connect(self._show_lost)
        self.keeper.recovered.connect(self.show_recovered)
        self.import_card.chosen.connect(self.check)
        self._discarding.back_asked.connect(self.back_asked)
        self._connect_review()

    def _connect_review(self) -> None:
        self.checker.read.connect(self._read)
        self.checker.checked.connect(self._checked)
        self.checker.failed.connect(self._not_checked)
        self.steps.chosen.connect(lambda number: self.go(Step(number)))
        self.next_bar.pressed.connect(self._go_on)
        self.result_card.discarded.connect(self._discard)
        self.result_card.record_again_asked.connect(self.record_card.toggle)
        self.result_card.whole_asked.connect(lambda: self.use_stretch(None))
        self.result_card.part.chosen.connect(self.use_stretch)
        self.repair_card.channel_chosen.connect(self.use_channel)
        self.repair_card.heard.connect(self.result_card.player.swap_sound)
        self.repair_card.play_asked.connect(self.result_card.player.toggle)
        self.repair_card.plan_changed.connect(self._show_findings)
        self.form.create_asked.connect(self.make_voice)
        self.creator.created.connect(self._created)
        self.creator.failed.connect(lambda captured: self.keeper.end_use(is_shown=self.captured is captured))

    def _go_on(self) -> None:
        if self.step is Step.INPUT:
            self.go(Step.REVIEW)
        elif self.captured:
            self.go(Step.INPUT if self.captured.obstacle else Step.NAME)

    def _hinder(self, why: str) -> None:
        """Nothing can be made of the recording for the moment; empty: of this one, it depends on its review."""
        self._hindrance = why
        self.form.hinder(why or (self.captured.obstacle if self.captured else ""))
        self._show_state()

    def _show_state(self) -> None:
        """The steps above and the bar below, for what there is."""
        captured = self.captured
        reachable = {Step.INPUT}
        if captured or self.checker.is_checking:
            reachable.add(Step.REVIEW)
        if captured and not captured.obstacle:
            reachable.add(Step.NAME)
        if self.record_card.is_under_way:
            reachable = {Step.INPUT}
        self.steps.show_step(self.step, frozenset(reachable))
        self.steps.tell(Step.REVIEW, verdict_on(captured) if captured else None)
        self._leads_on = self.step is not Step.INPUT or Step.REVIEW in reachable
        self._show_bar(is_page_shown=self.isVisible())
        self.next_bar.show_words(next_words(self.step, captured, self._hindrance))

    def _show_bar(self, *, is_page_shown: bool) -> None:
        self.next_bar.setVisible(self._leads_on and is_page_shown)

    def _recording_began(self) -> None:
        self.clear()
        self._sources.begin_reading()
        self._arrange()

    def _recording_ended(self) -> None:
        self._sources.end_reading()
        self._arrange()
        self._show_lost()
        self._show_state()

    def show_recovered(self, recording: Recording) -> None:
        """Show a recording that was recovered; all that is known of its worth is its length."""
        from voicecloner.use_cases.review.check_references import CountedSpeech

        minimum_s = self._tools.engines.shortest_recording_s()
        if recording.path:
            worth = CountedSpeech(recording.seconds, minimum_s) if recording.seconds < minimum_s else None
            self.check((recording.path,), recording, worth)

    def _recorded(self, recording: Recording) -> None:
        if recording.path:
            self.check((recording.path,), recording, self.record_card.microphone.worth)

    def _read(self, clip: AudioClip, outline: Outline) -> None:
        """It can be seen and heard while it is judged, unless another one is still shown."""
        if self.captured is None:
            self.result_card.show_sound(clip, outline)
            if self.step is Step.REVIEW and self.isVisible():
                self.focus()

    def _not_checked(self, error: VoiceClonerError) -> None:
        """Neither a recording is lost for that, nor what was shown before."""
        if self.captured is None:
            self.clear()
        else:
            self._hinder("")
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error, cause=CHECK)

    def _show_checked(self, captured: Captured) -> None:
        self.captured = captured
        file, part = captured.checked.files[0], self.result_card.part
        if captured.proposal and part.isHidden():
            part.show_file(file, captured.proposal)
        self.result_card.show_result(captured.checked, captured.outline, captured.title)
        self.result_card.record_again_button.setVisible(captured.recording is not None)
        self.repair_card.show_checked(captured.checked)
        self._show_findings()
        self._hinder("")
        self.form.help.listen_to(captured.checked.clip)

    def _show_findings(self) -> None:
        if self.captured:
            from voicecloner.gui.capture.remedies import remedies_for

            checked = self.captured.checked
            remedies = remedies_for(checked, self.repair_card.plan)
            offers = {check: Offer(r.words, r.tip, partial(self._apply, r)) for check, r in remedies.items()}
            self.result_card.show_findings(checked, offers)

    def _apply(self, remedy: "Remedy") -> None:
        if remedy.request and self.captured:
            self._check_again(self.captured, remedy.request)
        elif remedy.is_planned:
            self.repair_card.let_hear_repaired()
        else:
            # the button pressed is replaced by another one
            QTimer.singleShot(0, self, partial(self.repair_card.switch_on, remedy.step))

    def _checked(self, captured: Captured) -> None:
        if self.captured:
            self._reset()
        self._show_checked(captured)
        script = self._sources.read_script if captured.recording else None
        self.form.begin(script)
        self.form.help.listen_to(captured.checked.clip)
        self.go(Step.REVIEW)
        self._tools.engines.request()

    def _discard(self) -> None:
        captured, content = self.captured, self.form.content
        self.keeper.drop()
        self._leave()
        if captured:
            self._discarding.offer(f"“{captured.title}”", lambda: self._bring_back(captured, content))

    def _recording_discarded(self, recording: Recording) -> None:
        """While it was recorded."""
        self.keeper.drop_unseen(recording)

        def bring_back() -> None:
            self.keeper.show_again(recording)
            self.show_recovered(recording)

        self._discarding.offer(f"The recording of {seconds_words(recording.seconds)}", bring_back)

    def _bring_back(self, captured: Captured, content: FormContent) -> None:
        """Show a discarded recording as it was; one that was shown in its place is set aside."""
        self.clear()
        if captured.recording:
            self.keeper.show_again(captured.recording)
            self.keeper.show(captured.recording)
        self._checked(captured)
        self.form.fill(content)

    def _show_lost(self) -> None:
        is_wanted = self.step is Step.INPUT and not self.record_card.is_under_way
        self.lost.setVisible(bool(self.lost.recordings) and is_wanted)

    def _created(self, voice: Voice, captured: Captured) -> None:
        self.keeper.used()
        is_awaited = self.captured is captured and self.isVisible()
        if self.captured is captured:  # otherwise the user has gone on to another recording
            self._leave()
        self.voice_made.emit(voice)
        title, speak = f"“{voice.name}” is ready.", lambda: self.speak_asked.emit(voice)
        self._tools.messages.tell(Message(title, voice.notes, Severity.OK, "Speak with it", speak))
        if is_awaited:
            self.visit_asked.emit(voice)
