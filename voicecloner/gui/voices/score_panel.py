"""How a voice came out: the score, the verdict in one sentence, what to do about it, and what was measured."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from voicecloner.domain.scorecard import FAIR_FROM, GOOD_FROM
from voicecloner.domain.scorecard_words import measured_words, verdict_on
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.basics import SMALL_GAP_PX, Picture, button, label, row
from voicecloner.gui.translation import said, tr
from voicecloner.gui.voices.scoring import Scorer

_ICON_PX = 20
_NARROW_PX = 340
_SCALE = tr(
    "Out of 100: how closely it resembles the speaker, less for what cannot be understood and for a poor recording. "
    "Good from {good}, fair from {fair}.",
    good=GOOD_FROM,
    fair=FAIR_FROM,
)
_NOT_YET = tr("How it came out has not been measured yet.")
_AT_WORK = tr("It says two sentences, which are compared with its recording…")


class ScorePanel(QWidget):
    """Shows a voice's scorecard.

    Args:
        scorer: measures voices.
    """

    def __init__(self, scorer: Scorer) -> None:
        super().__init__()
        self._scorer = scorer
        self._voice: Voice | None = None
        self._can_speak = False
        self.icon = Picture("info", _ICON_PX, "muted")
        self.score = label("", "heading")
        self.score.setWordWrap(False)
        self.verdict = label("")
        self.advice = label("", "muted")
        self.measured = label("", "muted")
        self.measured.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.measure_button = button(tr("Measure"), "spectrum", self._measure, "quiet", tr("Find out how it came out"))
        self.more_button = button(tr("What was measured"), "info", self._toggle_measured, "quiet", tr("The numbers"))
        head = row(self.icon, self.score, self.verdict)
        head.setStretch(2, 1)
        head.setAlignment(self.icon, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX // 2)
        layout.addLayout(head)
        layout.addWidget(self.advice)
        self._buttons = row(self.measure_button, self.more_button, None)
        layout.addLayout(self._buttons)
        layout.addWidget(self.measured)
        self.measured.hide()
        scorer.changed.connect(self._show_state)

    def show_voice(self, voice: Voice | None, *, can_speak: bool = True) -> None:
        """Show this voice's scorecard, or that there is none; one that cannot speak cannot be measured."""
        self._voice, self._can_speak = voice, can_speak
        self._show_card()
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(below if event.size().width() < _NARROW_PX else beside)

    def _measure(self) -> None:
        if self._voice:
            self._scorer.score(self._voice)

    def _toggle_measured(self) -> None:
        self.measured.setVisible(self.measured.isHidden())

    def _show_card(self) -> None:
        card = self._voice.scorecard if self._voice else None
        self.more_button.setVisible(card is not None)
        self.score.setVisible(card is not None)
        if self._voice is None or card is None:
            self.icon.show_icon("info", "muted")
            self.measured.hide()
            self._say(_NOT_YET, ())
            return
        verdict = verdict_on(card, is_users_own=self._voice.consent.is_users_own)
        self.icon.show_icon(verdict.severity.value, verdict.severity.value)
        self.score.setText(str(card.score))
        self.score.setAccessibleName(tr("Score {score} of 100", score=card.score))
        self.score.setToolTip(_SCALE)
        self._say(said(f"{verdict.sentence}."), verdict.advice)
        self.measured.setText(said("\n".join(measured_words(card))))

    def _say(self, sentence: str, advice: tuple[str, ...]) -> None:
        self.verdict.setText(sentence)
        self.advice.setText("\n".join(said(f"{each}.") for each in advice))
        self.advice.setVisible(bool(advice))

    def _show_state(self) -> None:
        is_at_work = self._voice is not None and self._scorer.is_waiting(self._voice)
        has_card = self._voice is not None and self._voice.scorecard is not None
        self.measure_button.setEnabled(self._can_speak and not is_at_work)
        self.measure_button.say(tr("Measure again") if has_card else tr("Measure"))
        if is_at_work and not has_card:
            self.verdict.setText(_AT_WORK)
        elif not has_card:
            self.verdict.setText(_NOT_YET)
