"""The dialog in which the user states anew whose a saved voice is, and what it may be used for."""

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QWidget

from voicecloner.domain.consent import ConsentKind, StatedBy, Use
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.consent.words import CONSENT_WORDS, USE_WORDS
from voicecloner.gui.parts.basics import button, field_label, label
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import error_words
from voicecloner.jobs import CancelToken, Progress

_TOPIC = "state-consent"
_RECEIVED = tr("The person who gave you this voice stated whose it is. What you state here replaces that.")


class StatedConsentDialog(Panel):
    """Begins with what is stated now; where somebody else stated it, the ground is left open.

    Args:
        voice: what it is about.
        tools: the window's tools.
        parent: the window behind it.
    """

    def __init__(self, voice: Voice, tools: PageTools, parent: QWidget) -> None:
        super().__init__(tr("Consent"), tr("Whose voice is “{name}”?", name=voice.name), parent)
        self._voice = voice
        self._tools = tools
        self.consents = {kind: QRadioButton(words) for kind, words in CONSENT_WORDS.items()}
        self._group = QButtonGroup(self)
        self.speaker = QLineEdit(voice.consent.speaker, maxLength=200)
        self.uses = {use: QCheckBox(words) for use, words in USE_WORDS.items()}
        self.note = QLineEdit(voice.consent.note, maxLength=500)
        self.wrong = label("", "missing")
        self.state_button = button(tr("State this"), "", self._state, "primary")
        self._build()
        self._begin()
        self._look()

    @property
    def kind(self) -> ConsentKind | None:
        """The ground that is chosen."""
        return next((kind for kind, radio in self.consents.items() if radio.isChecked()), None)

    def done(self, result: int) -> None:
        """Close; an answer that is on its way has nobody to arrive at."""
        self._tools.bridge.forget_topic(_TOPIC)
        self._tools.voices.refresh()  # it may have been stated all the same
        super().done(result)

    def _build(self) -> None:
        if self._voice.consent.stated_by is StatedBy.EXPORTER:
            self.body.addWidget(label(_RECEIVED))
        for radio in self.consents.values():
            self._group.addButton(radio)
            self.body.addWidget(radio)
        self.body.addWidget(field_label(tr("&Speaker"), self.speaker))
        self.body.addWidget(self.speaker)
        for box in self.uses.values():
            self.body.addWidget(box)
        self.body.addWidget(field_label(tr("&Note on the consent"), self.note))
        for part in (self.note, self.wrong):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state_button.setDefault(True)
        self.set_buttons(button(tr("Cancel"), "", self.reject), self.state_button)

    def _begin(self) -> None:
        consent = self._voice.consent
        if consent.stated_by is StatedBy.USER:
            self.consents[consent.kind].setChecked(True)
        for use, box in self.uses.items():
            box.setChecked(consent.allows(use))
        for kind, radio in self.consents.items():
            radio.clicked.connect(lambda _is_checked, kind=kind: self._suit(kind))
        self.speaker.textChanged.connect(lambda _text: self._look())

    def _suit(self, kind: ConsentKind) -> None:
        """Tick what is usual for this ground, as where a voice is made."""
        for box in self.uses.values():
            box.setChecked(kind is not ConsentKind.GIVEN)
        self._look()

    def _look(self, wrong: str = "") -> None:
        is_named = bool(self.speaker.text().strip())
        needs_name = self.kind is ConsentKind.GIVEN and not is_named
        self.wrong.setText(wrong or (tr("Enter who gave you consent.") if needs_name else ""))
        self.wrong.setVisible(bool(self.wrong.text()))
        self.state_button.setEnabled(self.kind is not None and not needs_name)
        self.fit()

    def _state(self) -> None:
        from voicecloner.api.voices import ConsentChange

        app = self._tools.app
        uses = tuple(use for use in Use if self.uses[use].isChecked())
        change = ConsentChange(
            self._voice.id, self.kind, self.speaker.text().strip(), self.note.text().strip(), uses, via="window"
        )

        def work(_progress: Progress, _cancel: CancelToken) -> Voice:
            return app.manage_consent.change(change)

        self.state_button.setEnabled(False)
        task = Task(work, Queue.LIBRARY, topic=_TOPIC)
        self._tools.bridge.submit(task, Reply(lambda _voice: self.accept(), self._failed))

    def _failed(self, error: VoiceClonerError) -> None:
        self._look("" if isinstance(error, Cancelled) else error_words(error))
