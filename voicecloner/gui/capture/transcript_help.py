"""Help with the transcript: a suggestion where there is none, and a word of warning where it does not fit."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from voicecloner.api.review import ADVICE, is_known_language
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.parts.basics import button, label, row, set_style
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.review import CheckedWords, ProposedTranscript

# While the user types nothing is compared.
_PATIENCE_MS = 900
_ENGLISH_ONLY = tr("There are suggestions for English only.")
_REPLACES = tr("The words in the field are replaced; that can be undone.")


class TranscriptHelp(QWidget):
    """A button and a line of words below the transcript.

    Args:
        tools: the window's tools.
        transcript: the field it helps with; never changed but by the button.
        language: the language of the recording.
        number: tells it from the help with other fields.
    """

    def __init__(self, tools: PageTools, transcript: QPlainTextEdit, language: LanguageCombo, number: int = 0) -> None:
        super().__init__()
        self._tools = tools
        self._suggest_topic, self._check_topic = f"transcript-suggest-{number}", f"transcript-check-{number}"
        self._undo = f"transcript-{number}"
        self._transcript = transcript
        self._language = language
        self._clip: AudioClip | None = None
        self._suggestion = ""
        self._before = ""  # what stood there when the suggestion was asked for
        self._is_listening = False
        self._found: CheckedWords | None = None
        self.suggest_button = button(tr("Suggest the words"), "rename", self.suggest)
        self.words = label("", "muted")
        self.warning = label("", "missing")
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self.check)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self.suggest_button, None))
        for line in (self.words, self.warning):
            layout.addWidget(line)
        transcript.textChanged.connect(self._changed)
        language.currentIndexChanged.connect(lambda _index: self._changed())
        tools.engines.changed.connect(lambda _engines: self._say_found())
        tools.preferences.changed.connect(lambda _key: self._say_found())
        self._show_state()

    def listen_to(self, clip: AudioClip | None) -> None:
        """Help with this recording; None for none."""
        self._clip = clip
        self._suggestion = ""
        self._is_listening = False
        for topic in (self._suggest_topic, self._check_topic):
            self._tools.bridge.forget_topic(topic)
        # what can be brought back belongs to the recording before
        self._tools.undo.forget(self._undo)
        self._tools.messages.withdraw(self._undo)
        self._changed()

    def suggest(self) -> None:
        """Listen, and fill the field in; words that stood there can be brought back."""
        clip, app = self._clip, self._tools.app
        if clip is None or not self.suggest_button.isEnabled():
            return
        from voicecloner.api.review import ProposeRequest

        request = ProposeRequest(clip, self._language.tag)

        def work(progress: Progress, cancel: CancelToken) -> "ProposedTranscript":
            return app.propose_transcript(request, progress=progress, cancel=cancel)

        # listening takes seconds, in which the user may type
        self._before = self._transcript.toPlainText()
        self._is_listening = True
        self._show_state()
        task = Task(work, Queue.FILES, tr("Listening to the words"), self._suggest_topic)
        self._tools.bridge.submit(task, Reply(done=self._suggested, failed=self._not_suggested))

    def check(self) -> None:
        """Hold what is written against the recording."""
        transcript, app = self._transcript.toPlainText().strip(), self._tools.app
        if self._clip is None or not transcript:
            return
        from voicecloner.api.review import TranscriptRequest

        request = TranscriptRequest(self._clip, transcript, self._language.tag)

        def work(progress: Progress, cancel: CancelToken) -> "CheckedWords":
            return app.check_transcript(request, progress=progress, cancel=cancel)

        self._tools.bridge.submit(Task(work, Queue.FILES, topic=self._check_topic), Reply(done=self._checked))

    def _suggested(self, proposed: "ProposedTranscript") -> None:
        self._is_listening = False
        if not proposed.text:
            self._show_state(tr("No words were understood."))
        elif self._transcript.toPlainText() != self._before:  # the user typed meanwhile
            self._show_state(tr("Your words were kept: you changed them while the program was listening."))
        else:
            self._fill_in(proposed.text)

    def _fill_in(self, suggestion: str) -> None:
        before, self._suggestion = self._before, suggestion
        self._transcript.setPlainText(suggestion)
        self._transcript.setFocus()
        if before.strip() and before.strip() != suggestion:
            text = tr("Your words were replaced by a suggestion.")
            hint = tr("They can be brought back until another recording is shown.")
            self._tools.undo.offer(self._undo, text, hint, lambda: self._restore(before))

    def _restore(self, words: str) -> None:
        self._transcript.setPlainText(words)
        self._transcript.setFocus()

    def _not_suggested(self, error: VoiceClonerError) -> None:
        self._is_listening = False
        self._show_state()
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _changed(self) -> None:
        """What was said of the earlier words no longer holds."""
        self._tools.bridge.forget_topic(self._check_topic)
        self._found = None
        self._say_found()
        text = self._transcript.toPlainText().strip()
        if self._clip is not None and text and text != self._suggestion:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_state()

    def _checked(self, checked: "CheckedWords") -> None:
        self._found = checked
        self._say_found()

    def _say_found(self) -> None:
        """What is wrong with the words; where the engine does not use them, that is no reason to warn."""
        engine, found = self._tools.engines.no_words_used(self._language.tag), self._found
        told = () if found is None else found.notes(engine) if engine else found.warnings
        self.warning.setText(said("\n".join(told)))
        self.warning.setVisible(bool(told))
        set_style(self.warning, "kind", "muted" if engine else "missing")

    def _show_state(self, words: str = "") -> None:
        text = self._transcript.toPlainText().strip()
        obstacle = "" if is_known_language(self._language.tag) else _ENGLISH_ONLY
        self.suggest_button.say(tr("Listening…") if self._is_listening else tr("Suggest the words"))
        self.suggest_button.setEnabled(self._clip is not None and not obstacle and not self._is_listening)
        tip = obstacle or (f"{_REPLACES} {said(ADVICE)}" if text else said(ADVICE))
        self.suggest_button.setToolTip(tip)
        self.suggest_button.setAccessibleDescription(tip)
        shown = words or self._usual_words(text, obstacle)
        self.words.setText(shown)
        self.words.setVisible(bool(shown))

    def _usual_words(self, text: str, obstacle: str) -> str:
        if not text:
            return obstacle
        return said(ADVICE) if text == self._suggestion else ""
