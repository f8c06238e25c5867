"""Whose voice it is in words, and the buttons that state it anew or add what its speaker says of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from voicecloner.domain.consent import Consent, ConsentKind, StatedBy
from voicecloner.domain.voice import Voice
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.consent.spoken import SpokenConsentDialog
from voicecloner.gui.consent.stated import StatedConsentDialog
from voicecloner.gui.consent.words import CONSENT_WORDS, USE_WORDS
from voicecloner.gui.parts.basics import button, row
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import day

_NARROW_PX = 460
_NOT_OURS = tr("Who gave you this voice stated whose it is: state that anew first.")


def whose_voice(consent: Consent) -> str:
    """On what ground it was cloned, and who stated that; the words of somebody else are quoted."""
    who = f" · {consent.speaker}" if consent.speaker else ""
    when = day(consent.stated_at)
    if consent.stated_by is StatedBy.EXPORTER:
        return tr(
            "“{ground}”{who}, stated on {when} by the person who gave you the voice, not by you",
            ground=CONSENT_WORDS[consent.kind],
            who=who,
            when=when,
        )
    return tr("{ground}{who}, stated on {when}", ground=CONSENT_WORDS[consent.kind], who=who, when=when)


def spoken_words(consent: Consent) -> str:
    """What the speaker said, and when; empty if the consent was not spoken."""
    return (
        tr("“{heard}”, spoken on {day}", heard=consent.spoken.heard, day=day(consent.spoken.spoken_at))
        if consent.spoken
        else ""
    )


class VoiceConsent(QWidget):
    """What the voice may be used for, and two buttons, each with a dialog of its own.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._voice: Voice | None = None
        self.uses = {use: QCheckBox(words) for use, words in USE_WORDS.items()}
        self.state_button = button(
            tr("State consent anew…"),
            "rename",
            self._state,
            "quiet",
            tr("Say whose voice it is, and what it may be used for"),
        )
        self.speak_button = button(
            tr("Add a spoken consent…"),
            "microphone",
            self._add_spoken,
            "quiet",
            tr("The speaker reads a sentence aloud"),
        )
        self._buttons = row(self.state_button, self.speak_button, None)
        for each in (self.state_button, self.speak_button):
            self._buttons.setAlignment(each, Qt.AlignmentFlag.AlignLeft)  # also one below the other
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for box in self.uses.values():
            layout.addWidget(box)
            box.clicked.connect(lambda _is_checked: self._allow())
        layout.addLayout(self._buttons)

    def show_voice(self, voice: Voice | None) -> None:
        """Offer what can be done for this voice."""
        self._voice = voice
        consent = voice.consent if voice else None
        is_speakable = consent is not None and consent.kind is not ConsentKind.PUBLIC_DOMAIN
        self.speak_button.setVisible(is_speakable and consent is not None and consent.spoken is None)
        is_ours = consent is not None and consent.stated_by is StatedBy.USER
        for use, box in self.uses.items():
            box.setChecked(consent is not None and consent.allows(use))
            box.setEnabled(is_ours)
            box.setToolTip("" if is_ours else _NOT_OURS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(below if event.size().width() < _NARROW_PX else beside)

    def _allow(self) -> None:
        """State what the speaker allows, as it is ticked now."""
        from voicecloner.api.voices import ConsentChange

        voice, app = self._voice, self._tools.app
        if voice is None:
            return
        uses = tuple(use for use, box in self.uses.items() if box.isChecked())
        change = ConsentChange(voice.id, uses=uses, via="window")
        task = Task(lambda _progress, _cancel: app.manage_consent.change(change), Queue.LIBRARY, saves=True)
        self._tools.bridge.submit(task, Reply(done=lambda _voice: self._tools.voices.refresh(), failed=self._failed))

    def _failed(self, error: VoiceClonerError) -> None:
        self.show_voice(self._voice)  # nothing else is stated than before
        self._tools.messages.tell_error(error)

    def _state(self) -> None:
        if self._voice:
            StatedConsentDialog(self._voice, self._tools, self.window()).open()

    def _add_spoken(self) -> None:
        if self._voice:
            SpokenConsentDialog(self._voice, self._tools, self.window()).open()
