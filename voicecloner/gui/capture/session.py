"""The recording the capture page is about: read, judged, discarded and brought back, made a voice of."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.api.recording import Recording
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.capture.checking import CHECK, Captured, Checker, title_of
from voicecloner.gui.capture.creating import Creator
from voicecloner.gui.capture.discarding import Discarding
from voicecloner.gui.capture.recording_keeper import RecordingKeeper
from voicecloner.gui.capture.review_step import ReviewStep
from voicecloner.gui.capture.sources import Sources
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.capture.voice_form import FormContent, VoiceForm
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.translation import tr, tr_many
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import seconds_words

if TYPE_CHECKING:
    from voicecloner.api.review import CheckRequest, CountedSpeech


class CaptureSession(QObject):
    """One recording at a time. The next one takes its place once that is judged, and no sooner.

    Args:
        tools: the window's tools.
        sources: where recordings come from.
        review: shows what was found in one.
        form: is filled in for one.
        keeper: sees to it that none is lost.

    Attributes:
        captured: the recording that is shown, once it is judged.
        hindrance: why nothing can be made of it for the moment; empty: that depends on its review.

    Signals:
        step_asked: the `Step` that is about what came.
        changed: what can be done is another.
        read: the `AudioClip` of a recording judged from now on; it is seen and heard unless another is shown.
        created: a `Voice` is in the library, and whether the recording it was made of was still shown.
        back_asked: there is something to show, wherever the user is.
    """

    step_asked = Signal(object)
    changed = Signal()
    read = Signal(object)
    created = Signal(object, bool)
    back_asked = Signal()

    def __init__(
        self, tools: PageTools, sources: Sources, review: ReviewStep, form: VoiceForm, keeper: RecordingKeeper
    ) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._sources = sources
        self._review = review
        self._form = form
        self._keeper = keeper
        self.captured: Captured | None = None
        self.hindrance = ""
        self._checker = Checker(tools)
        self._creator = Creator(tools, form)
        self._discarding = Discarding(tools, lambda: sources.record_card.is_under_way)
        self._connect()

    @property
    def is_checking(self) -> bool:
        """Whether a new recording is being judged."""
        return self._checker.is_checking

    def check(
        self, paths: tuple[Path, ...], recording: Recording | None = None, worth: "CountedSpeech | None" = None
    ) -> None:
        """Read and judge these files; a recording that is shown stays until they are judged.

        Args:
            paths: of one speaker.
            recording: what the microphone gave, if it was recorded here; it is shown in place of all else at once.
            worth: what was counted while it was recorded.
        """
        if self.refuses_files():
            return
        if recording or self.captured is None:
            # in this order: the reset sets aside what was shown until now
            self._reset()
            self._keeper.show(recording)
            self._review.show_reading(title_of(paths, recording))
            self._checker.check(paths, recording, worth)
            self.step_asked.emit(Step.REVIEW)
        else:
            self._checker.check(paths, recording, worth)
            self._hinder(tr("Another recording is being checked."))

    def refuses_files(self) -> bool:
        """Whether no file can be shown for the moment, which is told then."""
        return self._discarding.refuses(tr("End it, then import."))

    def clear(self) -> None:
        """Start over; a recording that was not used is set aside, and what is being checked is forgotten."""
        self._checker.forget()
        self._leave()

    def _connect(self) -> None:
        microphone = self._sources.record_card.microphone
        microphone.recorded.connect(self._recorded)
        microphone.set_aside.connect(self._keeper.made_room)
        microphone.discarded.connect(self._discard_unseen)
        self._keeper.recovered.connect(self._show_recovered)
        self._checker.read.connect(self._read)
        self._checker.checked.connect(self._checked)
        self._checker.failed.connect(self._not_checked)
        self._review.again_asked.connect(self._check_again)
        self._review.result_card.discarded.connect(self._discard)
        self._form.create_asked.connect(self._make_voice)
        self._creator.created.connect(self._created)
        self._creator.failed.connect(lambda captured: self._keeper.end_use(is_shown=self.captured is captured))
        self._discarding.back_asked.connect(self.back_asked)

    def _recorded(self, recording: Recording) -> None:
        if recording.path:
            microphone = self._sources.record_card.microphone
            self.check((recording.path,), recording, microphone.worth)

    def _show_recovered(self, recording: Recording) -> None:
        """Show a recording that was recovered; all that is known of its worth is its length."""
        from voicecloner.api.review import CountedSpeech

        minimum_s = self._tools.engines.shortest_recording_s()
        if recording.path:
            worth = CountedSpeech(recording.seconds, minimum_s) if recording.seconds < minimum_s else None
            self.check((recording.path,), recording, worth)

    def _read(self, clip: AudioClip, outline: Outline) -> None:
        """It can be seen and heard while it is judged, unless another one is still shown."""
        if self.captured is None:
            self._review.show_sound(clip, outline)
        self.read.emit(clip)

    def _checked(self, captured: Captured) -> None:
        if self.captured:
            self._reset()
        self._show(captured)
        self._form.begin(self._sources.read_script if captured.recording else None)
        self._form.transcripts.listen_to(captured.sounds)  # once more: the script that was read counts from here on
        self.step_asked.emit(Step.REVIEW)
        self._tools.engines.request()

    def _not_checked(self, error: VoiceClonerError) -> None:
        """Neither a recording is lost for that, nor what was shown before."""
        if self.captured is None:
            self.clear()
        else:
            self._hinder("")
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error, cause=CHECK)

    def _check_again(self, request: "CheckRequest") -> None:
        """Judge another stretch or channel; what is shown counts until that is done."""
        before = self.captured
        if before is None:
            return

        def done(captured: Captured) -> None:
            if captured.recording and request.span:
                self._form.forget_script()
            self._show(captured)

        def kept(error: VoiceClonerError) -> None:
            self._show(before)
            if not isinstance(error, Cancelled):
                self._tools.messages.tell_error(error, cause=CHECK)

        self._hinder(tr("The recording is being checked."))
        self._checker.check_again(before, request, done, kept)

    def _show(self, captured: Captured) -> None:
        self.captured = captured
        self._review.show(captured)
        self._hinder("")
        self._form.transcripts.listen_to(captured.sounds)
        self._form.details.listen_to(captured.checked.clip)

    def _make_voice(self) -> None:
        if self.captured:
            # first: whatever is shown from now on, this recording stays until the voice has its own copy
            self._keeper.begin_use()
            self._creator.create(self.captured, self._review.plan)

    def _created(self, voice: Voice, captured: Captured) -> None:
        self._keeper.used()
        is_shown = self.captured is captured
        if is_shown:  # otherwise the user has gone on to another recording
            self._leave()
        self.created.emit(voice, is_shown)

    def _discard(self) -> None:
        captured, content = self.captured, self._form.content
        # before it is left: what is left is set aside for the next start
        self._keeper.drop()
        self._leave()
        if captured:
            self._discarding.offer(_discarded(captured), lambda: self._bring_back(captured, content))

    def _discard_unseen(self, recording: Recording) -> None:
        """While it was recorded."""
        self._keeper.drop_unseen(recording)

        def bring_back() -> None:
            self._keeper.show_again(recording)
            self._show_recovered(recording)

        sentence = tr("The recording of {length} was discarded.", length=seconds_words(recording.seconds))
        self._discarding.offer(sentence, bring_back)

    def _bring_back(self, captured: Captured, content: FormContent) -> None:
        """Show a discarded recording as it was; one that was shown in its place is set aside."""
        self.clear()
        if captured.recording:
            self._keeper.show_again(captured.recording)
            self._keeper.show(captured.recording)
        self._checked(captured)
        self._form.fill(content)

    def _leave(self) -> None:
        """Show nothing more of this recording; another one may be on its way."""
        self._reset()
        self.step_asked.emit(Step.INPUT)

    def _reset(self) -> None:
        self._checker.forget_again()
        self._keeper.show(None)
        self.captured = None
        self._review.clear()
        self._form.clear()
        self._hinder("")

    def _hinder(self, why: str) -> None:
        self.hindrance = why
        self._form.hinder(why or (self.captured.obstacle if self.captured else ""))
        self.changed.emit()


def _discarded(captured: Captured) -> str:
    """What was discarded, as a sentence."""
    return tr_many(
        "“{name}” was discarded.",
        "{number} recordings were discarded.",
        len(captured.paths) or 1,
        name=captured.title,
    )
