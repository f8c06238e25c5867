"""What there is to say about consent beside whose voice it is: what it allows, a note, and consent that is spoken."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.consent.reading_panel import ReadingPanel
from voicecloner.gui.consent.words import USE_WORDS
from voicecloner.gui.parts.basics import button, field_label, label, row, set_style
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import error_words
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.voices import ConsentReading, ConsentSentence, HeardConsent
    from voicecloner.domain.audio import AudioDevice

_SPOKEN, _TOPIC = "consent-spoken", "consent-sentence"
_ASK = tr("Have it spoken")


class ConsentDetails(QWidget):
    """Two switches, a field, and a reading that is recorded, understood and matched to the recording.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._clip: AudioClip | None = None
        self._sentence: ConsentSentence | None = None
        self._is_busy, self._is_offered = False, True
        self.reading: ConsentReading | None = None
        self.uses = {use: QCheckBox(words) for use, words in USE_WORDS.items()}
        self.note = QLineEdit(placeholderText=tr("Optional: for example where the agreement lies"), maxLength=500)
        self.speak_button = button(
            _ASK, "microphone", self.ask_for_sentence, tip=tr("The speaker reads a sentence aloud (in English)")
        )
        self.sentence = label("", "script")
        self.words = label("", "muted")
        self.panel = ReadingPanel(tools, _SPOKEN)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for box in self.uses.values():
            layout.addWidget(box)
        layout.addWidget(field_label(tr("Note on the c&onsent"), self.note))
        layout.addWidget(self.note)
        layout.addLayout(row(self.speak_button, None))
        for part in (self.sentence, self.words, self.panel):
            layout.addWidget(part)
        self.panel.heard.connect(lambda: self._tell(tr("Recording: please read aloud now.")))
        self.panel.recorded.connect(self._hear)
        self.panel.failed.connect(self._failed)
        self._show_state()

    @property
    def allowed(self) -> tuple[Use, ...]:
        """What the speaker allows, as it is ticked."""
        return tuple(use for use, box in self.uses.items() if box.isChecked())

    @property
    def note_text(self) -> str:
        """What was typed into the field."""
        return self.note.text().strip()

    def use_microphone(self, device: "Callable[[], AudioDevice | None]") -> None:
        """Record readings with this microphone; None is the system's default."""
        self.panel.use_microphone(device)

    def listen_to(self, clip: AudioClip | None) -> None:
        """Match readings to this recording from now on; a reading that was matched to another counts no more."""
        self._drop()
        self._clip = clip
        self._show_state()

    def suit(self, kind: ConsentKind | None) -> None:
        """Tick what is usual for this ground: somebody's consent to be cloned is none to be passed on."""
        for box in self.uses.values():
            box.setChecked(kind in {ConsentKind.OWN, ConsentKind.PUBLIC_DOMAIN})
        self._is_offered = kind is not ConsentKind.PUBLIC_DOMAIN
        self._show_state()

    def clear(self) -> None:
        """Forget everything."""
        self.note.clear()
        self.suit(None)
        self.listen_to(None)

    def ask_for_sentence(self) -> None:
        """Show a sentence to be read aloud."""
        app = self._tools.app
        self._send(lambda _progress, _cancel: app.consent_sentences.new(), self._show_sentence)

    def _show_sentence(self, sentence: "ConsentSentence") -> None:
        self._sentence = sentence
        self._tell(tr("Press the button, then let the speaker read this aloud."))

    def _hear(self, path: Path) -> None:
        from voicecloner.api.voices import ConsentReading, ConsentRequest

        clip, sentence, app = self._clip, self._sentence, self._tools.app
        if clip is None or sentence is None:
            return
        request = ConsentRequest(ConsentReading(sentence, path), clip)

        def work(progress: Progress, cancel: CancelToken) -> "HeardConsent":
            return app.hear_consent(request, progress=progress, cancel=cancel)

        self._tell(tr("Listening…"))
        self._send(work, self._heard, tr("Listening to the consent"))

    def _heard(self, heard: "HeardConsent") -> None:
        from voicecloner.api.voices import ConsentReading

        if self._sentence is None:
            return
        self.reading = ConsentReading(self._sentence, heard.clip)
        self._sentence = None
        self._tell(tr("The consent was heard, and it is the same voice. It will be kept with the new voice."))

    def _send(self, work: Callable[..., object], done: Callable[..., object], title: str = "") -> None:
        self._is_busy = True
        self._show_state()

        def finished(result: object) -> None:
            self._is_busy = False
            done(result)

        task = Task(work, Queue.FILES, title, _TOPIC)
        self._tools.bridge.submit(task, Reply[object](finished, self._failed))

    def _failed(self, error: VoiceClonerError) -> None:
        self._is_busy = False
        told = "" if isinstance(error, Cancelled) else error_words(error)
        self._tell(told, is_wrong=bool(told))

    def _drop(self) -> None:
        self._tools.bridge.forget_topic(_TOPIC)
        self.panel.drop()
        self._sentence, self.reading = None, None
        self._is_busy = False
        self.words.setText("")

    def _tell(self, words: str, *, is_wrong: bool = False) -> None:
        self.words.setText(words)
        set_style(self.words, "kind", "missing" if is_wrong else "muted")
        self._show_state()

    def _show_state(self) -> None:
        has_sentence = self._sentence is not None
        self.sentence.setText(self._sentence.text if self._sentence else "")
        self.sentence.setVisible(has_sentence)
        self.words.setVisible(bool(self.words.text()))
        self.speak_button.setVisible(self._is_offered and not has_sentence)
        self.speak_button.setEnabled(self._clip is not None and not self._is_busy)
        self.panel.setVisible(has_sentence)
        self.panel.set_usable(is_usable=has_sentence and not self._is_busy)
