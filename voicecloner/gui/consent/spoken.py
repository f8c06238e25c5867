"""The dialog in which the speaker of a saved voice gives consent aloud: a sentence that is read, and recorded here.

What goes wrong: no microphone, or a reading that does not match: said below the sentence, which can be read again.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.consent.reading_panel import ReadingPanel
from voicecloner.gui.parts.basics import button, label, row, set_style
from voicecloner.gui.parts.choosing import ask_for_recordings
from voicecloner.gui.parts.device_picker import DevicePicker
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import error_words
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

if TYPE_CHECKING:
    from pathlib import Path

    from voicecloner.api.voices import ConsentSentence

_TOPIC = "add-consent"
_KEY = "consent-reading"
_STEPS = 1000
_RECORDED = tr("It is recorded. Hear it, record it again, or have it checked and kept.")


class SpokenConsentDialog(Panel):
    """Closes once the reading was matched to the voice; while it records or listens, Esc stops that, and it stays open.

    Args:
        voice: whose speaker reads.
        tools: the window's tools.
        parent: the window behind it.
    """

    def __init__(self, voice: Voice, tools: PageTools, parent: QWidget) -> None:
        super().__init__(tr("Spoken consent"), tr("Spoken consent to “{name}”", name=voice.name), parent)
        self._voice = voice
        self._tools = tools
        self._sentence: ConsentSentence | None = None
        self._is_listening = False
        self.sentence = label("", "script")
        self.words = label("", "muted")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("How far listening is"))
        self.bar.setRange(0, _STEPS)
        self.picker = DevicePicker(tools, "input")
        self.panel = ReadingPanel(tools, _KEY)
        self.panel.use_microphone(lambda: self.picker.device)
        self.another = button(
            tr("Another sentence"), "", self._make_another, "quiet", tr("The one shown is no longer valid then")
        )
        self.choose_button = button(
            tr("Choose a file…"), "folder", self.choose, "quiet", tr("If it was recorded somewhere else")
        )
        self.keep_button = button(
            tr("Check and keep"), "", self.keep, "primary", tr("Listen to it, and keep it if it matches")
        )
        self.close_button = button(tr("Close"), "", self.reject)
        for part in (self.sentence, self.words, self.picker, self.panel, self.bar):
            self.body.addWidget(part)
        self.body.addLayout(row(self.choose_button, self.another, None))
        self.body.addStretch(1)
        self.set_buttons(self.close_button, self.keep_button)
        self._connect()
        self.picker.look_up()
        self._ask(is_new=False)

    def choose(self) -> None:
        """Ask for the recording, and listen to it."""
        if paths := ask_for_recordings(self, self._tools, tr("The sentence, as it was read"), is_single=True):
            self.listen(paths[0])

    def keep(self) -> None:
        """Listen to what was recorded here."""
        if self.panel.path:
            self.listen(self.panel.path)

    def listen(self, path: "Path") -> None:
        """Match the reading in this file to the voice, and keep it with the voice if it is consent."""
        from voicecloner.api.voices import AddConsentRequest, ConsentReading

        if self._sentence is None or self._is_listening:
            return
        request = AddConsentRequest(self._voice.id, ConsentReading(self._sentence, path), "window")
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> Voice:
            return app.add_spoken_consent(request, progress=progress, cancel=cancel)

        self._is_listening = True
        self.bar.setValue(0)
        self._tell(tr("Listening…"))
        task = Task(work, Queue.FILES, tr("Listening to the consent to “{name}”", name=self._voice.name), _TOPIC)
        self._tools.bridge.submit(task, Reply(self._added, self._failed, self._progressed))

    def reject(self) -> None:
        """Close, or stop listening or recording first."""
        if self._is_listening:
            self._tools.bridge.stop_topic(_TOPIC)
        elif self.panel.is_under_way:
            self.panel.drop()
            self._invite()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close; what is still on its way has nobody to arrive at."""
        self._tools.bridge.forget_topic(_TOPIC)
        self.panel.drop()
        super().done(result)

    def _connect(self) -> None:
        self.panel.changed.connect(self._show_state)
        self.panel.heard.connect(lambda: self._tell(tr("Recording: please read aloud now.")))
        self.panel.recorded.connect(lambda _path: self._recorded())
        self.panel.failed.connect(self._failed)
        self.picker.listed.connect(lambda _devices: self._show_state())

    def _make_another(self) -> None:
        self._ask(is_new=True)

    def _ask(self, *, is_new: bool) -> None:
        self._sentence = None
        self.panel.drop()
        sentences = self._tools.app.consent_sentences

        def work(_progress: Progress, _cancel: CancelToken) -> "ConsentSentence":
            return sentences.new() if is_new else sentences.good()

        self._tools.bridge.submit(
            Task(work, Queue.LIBRARY, topic=_TOPIC), Reply["ConsentSentence"](self._show_sentence, self._failed)
        )

    def _show_sentence(self, sentence: "ConsentSentence") -> None:
        self._sentence = sentence
        self._invite()
        self.panel.record_button.setFocus()

    def _recorded(self) -> None:
        self._tell(_RECORDED)
        self.keep_button.setFocus()

    def _invite(self) -> None:
        if self._sentence:
            until = f"{self._sentence.good_until.astimezone():%H:%M}"
            self._tell(tr("Record it while the speaker reads it aloud, until {until}.", until=until))

    def _progressed(self, update: ProgressUpdate) -> None:
        self.bar.setRange(0, 0 if update.fraction is None else _STEPS)  # without an end it moves to and fro
        if update.fraction is not None:
            self.bar.setValue(round(update.fraction * _STEPS))
        self._tell(f"{said(update.stage)}…")

    def _added(self, voice: Voice) -> None:
        self._is_listening = False
        self._tools.voices.refresh()
        self._tools.messages.tell(Message(tr("The speaker’s consent is kept with “{name}” now.", name=voice.name)))
        self.accept()

    def _failed(self, error: VoiceClonerError) -> None:
        self._is_listening = False
        if isinstance(error, Cancelled):
            self._tell(tr("Stopped: nothing was kept."))
        else:
            self._tell(error_words(error), is_wrong=True)

    def _tell(self, words: str, *, is_wrong: bool = False) -> None:
        self.words.setText(words)
        set_style(self.words, "kind", "missing" if is_wrong else "muted")
        self._show_state()

    def _show_state(self) -> None:
        self.sentence.setText(self._sentence.text if self._sentence else "")
        self.sentence.setVisible(self._sentence is not None)
        is_idle = not self._is_listening and not self.panel.is_under_way
        self.bar.setVisible(self._is_listening)
        self.panel.set_usable(is_usable=self._sentence is not None and not self._is_listening)
        self.picker.setEnabled(is_idle)
        self.another.setEnabled(is_idle)
        self.choose_button.setEnabled(self._sentence is not None and is_idle)
        self.keep_button.setEnabled(self._sentence is not None and is_idle and self.panel.path is not None)
        self.close_button.say(tr("Close") if is_idle else tr("Stop") if self._is_listening else tr("Cancel"))
        self.fit()
