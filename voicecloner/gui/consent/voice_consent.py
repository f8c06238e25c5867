"""Whose voice it is in words, and the buttons that state it anew or add what its speaker says of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from voicecloner.domain.consent import Consent, ConsentKind, StatedBy
from voicecloner.domain.voice import Voice
from voicecloner.gui.consent.spoken import SpokenConsentDialog
from voicecloner.gui.consent.stated import StatedConsentDialog
from voicecloner.gui.consent.words import CONSENT_WORDS
from voicecloner.gui.parts.basics import button, row
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import day

_NARROW_PX = 460


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
    """Two buttons, each with a dialog of its own.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._voice: Voice | None = None
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
        layout.addLayout(self._buttons)

    def show_voice(self, voice: Voice | None) -> None:
        """Offer what can be done for this voice."""
        self._voice = voice
        consent = voice.consent if voice else None
        is_speakable = consent is not None and consent.kind is not ConsentKind.PUBLIC_DOMAIN
        self.speak_button.setVisible(is_speakable and consent is not None and consent.spoken is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(below if event.size().width() < _NARROW_PX else beside)

    def _state(self) -> None:
        if self._voice:
            StatedConsentDialog(self._voice, self._tools, self.window()).open()

    def _add_spoken(self) -> None:
        if self._voice:
            SpokenConsentDialog(self._voice, self._tools, self.window()).open()
