"""Capture: bring speech in by recording or importing, see how good it is, make a voice of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout

from voicecloner.audio.recording import Recording
from voicecloner.domain.quality import ReviewState, Severity, Span
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.desk import Desk, Message
from voicecloner.gui.job_bridge import Lane, Reply, Task
from voicecloner.gui.pages.import_card import ImportCard
from voicecloner.gui.pages.record_card import RecordCard
from voicecloner.gui.pages.repair_card import RepairCard
from voicecloner.gui.pages.result_card import ResultCard
from voicecloner.gui.pages.script_card import ScriptCard
from voicecloner.gui.pages.voice_form import FormContent, VoiceForm
from voicecloner.gui.take_keeper import TakeKeeper
from voicecloner.gui.widgets.basics import GAP_PX, SMALL_GAP_PX
from voicecloner.gui.widgets.first_steps import FirstSteps
from voicecloner.gui.widgets.lost_takes import LostTakesCard
from voicecloner.gui.widgets.outline import Outline, outline_of
from voicecloner.gui.widgets.scroll_page import ScrollPage
from voicecloner.gui.words import seconds_words
from voicecloner.jobs import CancelToken, Progress
from voicecloner.quality.take_check import missing_speech_s
from voicecloner.use_cases.check_references import CheckedReferences, CheckRequest, TakeWorth
from voicecloner.use_cases.create_voice import CreatedVoice, CreateVoiceRequest
from voicecloner.use_cases.find_window import WindowProposal

_NARROW_PX = 640
_CHECK, _CHECK_AGAIN, _CREATE = "capture-check", "capture-check-again", "capture-create"


@dataclass(frozen=True, eq=False)
class Captured:
    """A recording that was read and judged.

    Attributes:
        checked: the files and the verdict.
        outline: its waveform.
        recording: the take, if it was recorded here.
        proposal: where the best speech of a long file is.
    """

    checked: CheckedReferences
    outline: Outline
    recording: Recording | None
    proposal: WindowProposal | None = None


class CapturePage(ScrollPage):
    """The page.

    Signals:
        voice_made: a `Voice` is in the library.
        speak_asked: the user wants to speak with this `Voice`.
        back_asked: the page has something to show, wherever the user is.
    """

    voice_made = Signal(object)
    speak_asked = Signal(object)
    back_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("Capture", "Record or import one person speaking; 20 to 60 seconds make a good voice.")
        self._desk = desk
        self.captured: Captured | None = None
        self._is_checking = False
        self.steps = FirstSteps(desk.shelf)
        self.lost = LostTakesCard()
        self.keeper = TakeKeeper(desk, self.lost)
        self.record_card = RecordCard(desk)
        self.import_card = ImportCard()
        self.script_card = ScriptCard(desk.preferences.settings.default_language)
        self._shown_script = self.script_card.script  # while the take was recorded
        self.result_card = ResultCard(desk)
        self.repair_card = RepairCard(desk)
        self.form = VoiceForm(desk)
        self._sources = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sources.setSpacing(GAP_PX)
        self._sources.addWidget(self.record_card, 1)
        self._sources.addWidget(self.import_card, 1)
        self._below = QVBoxLayout()
        self.column.addWidget(self.steps)
        self.column.addWidget(self.lost)
        self.column.addLayout(self._sources)
        self.column.addLayout(self._below)
        self._below.addWidget(self.script_card)
        for card in (self.result_card, self.repair_card, self.form):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self._connect()
        self.clear()

    def check(
        self, paths: tuple[Path, ...], recording: Recording | None = None, worth: TakeWorth | None = None
    ) -> None:
        """Read and judge these files; what is shown stays until they are read.

        Args:
            paths: of one speaker.
            recording: the take, if it was recorded here; it is shown in place of all else at once.
            worth: what was counted while it was recorded.
        """
        self._desk.messages.withdraw(_CHECK)
        if recording or self.captured is None:
            self._reset()
            self.keeper.show(recording)
        else:
            self.form.hinder("Another recording is being checked.")
        self._is_checking = True
        self.record_card.may_listen(may=False)
        app, profile = self._desk.app, self._desk.engines.profile_for_new_voices()

        def work(progress: Progress, cancel: CancelToken) -> Captured:
            # a take stays whole: its transcript is the script that was read
            request = CheckRequest(paths, profile, keep_whole=recording is not None, take=worth)
            checked = app.check_references(request, progress=progress, cancel=cancel)
            proposal = checked.files[0].proposal if len(checked.files) == 1 else None
            return Captured(checked, outline_of(checked.clip), recording, proposal)

        title = "Checking the recording" if len(paths) == 1 else f"Checking {len(paths)} recordings"
        self._desk.bridge.submit(Task(work, Lane.FILES, title, _CHECK), Reply(self._checked, self._not_checked))

    def use_stretch(self, stretch: Span) -> None:
        """Judge another stretch of the long file that is shown; the one before counts until that is done."""
        if self.captured:
            self._check_again(self.captured, replace(self.captured.checked.request, span=stretch))

    def use_channel(self, channel: int | None) -> None:
        """Judge another channel of the file that is shown."""
        if self.captured:
            request, span = self.captured.checked.request, self.captured.checked.files[0].span
            self._check_again(self.captured, replace(request, channel=channel, span=span))

    def _check_again(self, before: Captured, request: CheckRequest) -> None:
        app = self._desk.app

        def work(progress: Progress, cancel: CancelToken) -> Captured:
            checked = app.check_references(request, progress=progress, cancel=cancel)
            return replace(before, checked=checked, outline=outline_of(checked.clip))

        def kept(error: VoiceClonerError) -> None:
            self._show_checked(before)
            if not isinstance(error, Cancelled):
                self._desk.messages.tell_error(error, cause=_CHECK)

        self._desk.messages.withdraw(_CHECK)
        self.form.hinder("The recording is being checked.")
        self._desk.bridge.submit(
            Task(work, Lane.FILES, "Checking the recording", _CHECK_AGAIN), Reply(self._show_checked, kept)
        )

    def clear(self) -> None:
        """Start over; a take that was not used is set aside, and what is being checked is forgotten."""
        self._desk.bridge.forget_topic(_CHECK)
        self._desk.messages.withdraw(_CHECK)
        self._is_checking = False
        self._leave()

    def _leave(self) -> None:
        """Show nothing more of this recording; another one may be on its way."""
        self._reset()
        self.record_card.may_listen(may=not self._is_checking)

    def _reset(self) -> None:
        self._desk.bridge.forget_topic(_CHECK_AGAIN)
        self.keeper.show(None)
        self.captured = None
        self.result_card.clear()
        self.repair_card.clear()
        self.form.clear()
        for card in (self.result_card, self.repair_card, self.form):
            card.hide()
        self.script_card.show()

    def make_voice(self) -> None:
        """Make a voice of what is shown and filled in."""
        if self.captured is None:
            return
        content, app = self.form.content, self._desk.app
        request = CreateVoiceRequest(
            name=content.name,
            references=self.captured.checked,
            consent=content.consent,
            speaker=content.speaker,
            transcripts=(content.transcript,) if content.transcript else (),
            language=content.language,
            engine_id=self._desk.preferences.settings.default_engine,
            stated_via="window",
            repair=self.repair_card.plan,
        )

        def work(progress: Progress, cancel: CancelToken) -> CreatedVoice:
            return app.create_voice(request, progress=progress, cancel=cancel)

        captured = self.captured
        self._desk.messages.withdraw(_CREATE)
        self.keeper.begin_use()
        self.form.set_busy(is_busy=True)
        task = Task(work, Lane.ENGINE, f"Creating “{content.name}”", _CREATE)
        reply = Reply[CreatedVoice](
            lambda created: self._created(created, captured),
            lambda error: self._not_created(error, captured),
            self.form.show_progress,
        )
        self._desk.bridge.submit(task, reply)

    def toggle_playback(self) -> bool:
        """Play or pause what is shown; whether there is anything."""
        return self.result_card.player.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place_bar()

    def _arrange(self) -> None:
        """Side by side where there is room."""
        is_narrow, is_recording = self.width() < _NARROW_PX, self.import_card.isHidden()
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self.form.parts.setDirection(below if is_narrow else beside)
        self._sources.setDirection(below if is_narrow else beside)
        self.script_card.set_tall(is_tall=is_narrow or is_recording)

    def _connect(self) -> None:
        microphone = self.record_card.microphone
        microphone.began.connect(self._recording_began)
        microphone.ended.connect(self._recording_ended)
        microphone.taken.connect(self._taken)
        microphone.set_aside.connect(self.keeper.made_room)
        microphone.discarded.connect(self._take_discarded)
        microphone.changed.connect(self._place_bar)
        self.record_card.grew.connect(self.script_card.follow)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place_bar())
        self.lost.changed.connect(self._show_lost)
        self.keeper.recovered.connect(self.show_recovered)
        self.script_card.moved.connect(lambda sentence: QTimer.singleShot(0, sentence, lambda: self._show(sentence)))
        self.import_card.chosen.connect(self.check)
        self._desk.engines.changed.connect(lambda _found: self._show_shortest())
        self._desk.preferences.changed.connect(lambda _key: self._show_shortest())
        self.result_card.discarded.connect(self._discard)
        self.result_card.retake_asked.connect(self.record_card.toggle)
        self.result_card.part.chosen.connect(self.use_stretch)
        self.repair_card.channel_chosen.connect(self.use_channel)
        self.repair_card.heard.connect(self.result_card.player.swap_sound)
        self.repair_card.play_asked.connect(self.result_card.player.toggle)
        self.form.create_asked.connect(self.make_voice)
        self.form.use_asked.connect(lambda: self._desk.bridge.stop_topic(_CREATE))

    def _recording_began(self) -> None:
        """The script stands beside the microphone, and nothing else is in the way."""
        self.clear()
        self._shown_script = self.script_card.begin_reading()
        self.import_card.hide()
        self.steps.show_if_wanted(is_allowed=False)
        self._show_lost()
        self._sources.addWidget(self.script_card, 1)
        self._arrange()
        self.verticalScrollBar().setValue(0)

    def _show_shortest(self) -> None:
        self.import_card.show_shortest(self._desk.engines.shortest_file_s())

    def _show(self, sentence: QLabel) -> None:
        """Bring a sentence that is not wholly in sight to the top, so that the next ones are seen as well."""
        top, bar = sentence.mapTo(self.viewport(), QPoint()).y(), self.verticalScrollBar()
        covered_px = self.record_card.bar.sizeHint().height()
        least = covered_px if self.record_card.bar.isVisible() else 0
        if not least <= top <= self.viewport().height() - sentence.height():
            bar.setValue(bar.value() + top - covered_px - SMALL_GAP_PX)

    def _place_bar(self) -> None:
        """Keep the take's button and meter in sight: in a bar of their own once the card is scrolled away."""
        card, bar = self.record_card, self.record_card.bar
        top = card.ring.mapTo(self.viewport(), QPoint()).y()
        bottom = card.meter.mapTo(self.viewport(), QPoint(0, card.meter.height())).y()
        is_hidden = top < 0 or bottom > self.viewport().height()
        bar.float_over(self, self.viewport().width())
        bar.setVisible(card.microphone.is_taking and is_hidden)

    def _recording_ended(self) -> None:
        self.script_card.end_reading()
        self._below.addWidget(self.script_card)
        self.import_card.show()
        self._arrange()
        self.steps.show_if_wanted(is_allowed=True)
        self._show_lost()

    def show_recovered(self, recording: Recording) -> None:
        """Show a take that was recovered; all that is known of its worth is its length."""
        minimum_s = self._desk.engines.shortest_recording_s()
        is_short = recording.seconds < minimum_s
        if recording.path:
            worth = TakeWorth(recording.seconds, minimum_s) if is_short else None
            self.check((recording.path,), recording, worth)

    def _taken(self, recording: Recording) -> None:
        last = self._desk.app.record_reference.last
        if recording.path:
            worth = TakeWorth(last.usable_speech_s, last.minimum_s) if last else None
            self.check((recording.path,), recording, worth)

    def _not_checked(self, error: VoiceClonerError) -> None:
        """Neither a take is lost for that, nor what was shown before."""
        self._is_checking = False
        if self.captured is None:
            self.clear()
        else:
            self.form.hinder(self._obstacle(self.captured))
        if not isinstance(error, Cancelled):
            self._desk.messages.tell_error(error, cause=_CHECK)

    def _show_checked(self, captured: Captured) -> None:
        self.captured = captured
        self.result_card.show_result(captured.checked, captured.outline, _title(captured))
        self.result_card.retake_button.setVisible(captured.recording is not None)
        self.repair_card.show_checked(captured.checked)
        self.form.hinder(self._obstacle(captured))
        self.form.help.listen_to(captured.checked.clip)

    def _checked(self, captured: Captured) -> None:
        self._is_checking = False
        if self.captured:
            self._reset()
        if captured.proposal:
            self.result_card.part.show_file(captured.checked.files[0], captured.proposal)
        self._show_checked(captured)
        script = self._shown_script if captured.recording else None
        self.form.begin(script)
        self.form.help.listen_to(captured.checked.clip)
        self.script_card.hide()
        for card in (self.result_card, self.repair_card, self.form):
            card.show()
        self._desk.engines.request()
        QTimer.singleShot(0, self, self._scroll_to_result)

    def _scroll_to_result(self) -> None:
        self.verticalScrollBar().setValue(self.result_card.y() - GAP_PX)

    def _obstacle(self, captured: Captured) -> str:
        """Why no voice can be made of this recording: its review says so, too."""
        missing_s = missing_speech_s(captured.checked.review)
        if missing_s:
            return f"The take is too short: {missing_s:.1f} s of usable speech are missing."
        if captured.checked.review.state is ReviewState.FAILED:
            return "The recording did not pass its review: record or import a better one."
        return ""

    def _discard(self) -> None:
        captured, content = self.captured, self.form.content
        self.keeper.drop()
        self._leave()
        if captured:
            hint = "It can be brought back until VoiceCloner is closed."
            self._offer(f"“{_title(captured)}” was discarded.", hint, lambda: self._bring_back(captured, content))

    def _take_discarded(self, take: Recording) -> None:
        """While it was recorded."""
        self.keeper.drop_unseen(take)
        hint = "It can be brought back until VoiceCloner is closed."
        text = f"The recording of {seconds_words(take.seconds)} was discarded."
        self._offer(text, hint, lambda: self._recover_discarded(take))

    def _recover_discarded(self, take: Recording) -> None:
        self.keeper.take_back(take)
        self.show_recovered(take)

    def _offer(self, text: str, hint: str, bring_back: Callable[[], object]) -> None:
        """Offer to bring a discarded recording back; not into the middle of another one."""

        def act() -> None:
            self.back_asked.emit()
            if self.record_card.microphone.is_taking:
                self._offer("A recording is under way.", "End it, then undo.", bring_back)
            else:
                bring_back()

        self._desk.undo.offer(str(id(bring_back)), text, hint, act)

    def _bring_back(self, captured: Captured, content: FormContent) -> None:
        """Show a discarded recording as it was; one that was shown in its place is set aside."""
        self.clear()
        self.record_card.may_listen(may=False)
        if captured.recording:
            self.keeper.take_back(captured.recording)
            self.keeper.show(captured.recording)
        self._checked(captured)
        self.form.fill(content)

    def _show_lost(self) -> None:
        self.lost.setVisible(bool(self.lost.takes) and not self.record_card.microphone.is_taking)

    def _created(self, created: CreatedVoice, captured: Captured) -> None:
        self.form.set_busy(is_busy=False)
        self.keeper.used()
        if self.captured is captured:  # otherwise the user has gone on to another recording
            self._leave()
            self.verticalScrollBar().setValue(0)
        self._desk.shelf.refresh()
        self.voice_made.emit(created.voice)
        self._tell(created.voice)

    def _tell(self, voice: Voice) -> None:
        text, hint = f"“{voice.name}” is ready.", voice.notes
        speak = Message(text, hint, Severity.OK, "Speak with it", lambda: self.speak_asked.emit(voice))
        self._desk.messages.tell(speak)

    def _not_created(self, error: VoiceClonerError, captured: Captured) -> None:
        self.form.set_busy(is_busy=False)
        self.keeper.end_use(is_shown=self.captured is captured)
        if not isinstance(error, Cancelled):
            self._desk.messages.tell_error(error, cause=_CREATE)


def _title(captured: Captured) -> str:
    if captured.recording:
        return "Your take"
    names = [file.path.name for file in captured.checked.files]
    return names[0] if len(names) == 1 else f"{len(names)} recordings: {', '.join(names)}"
