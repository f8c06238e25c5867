"""What a review found: what is worth a word with the button that mends it, and how much is as it should be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.gui.parts.basics import SMALL_GAP_PX, Button, Card, Picture, button, label, row
from voicecloner.gui.parts.words import VERDICTS, check_name, measured, places
from voicecloner.gui.translation import said, tr, tr_many
from voicecloner.gui.wording import seconds_words

_NARROW_PX = 520
_SEVERITY_WORDS = {Severity.OK: tr("Fine"), Severity.WARN: tr("Warning"), Severity.FAIL: tr("Problem")}


@dataclass(frozen=True)
class Offer:
    """What the program can do about a finding.

    Attributes:
        words: on the button.
        tip: what happens then.
        act: does it.
    """

    words: str
    tip: str
    act: Callable[[], object]


class ReviewPanel(QWidget):
    """Shows a review, the worst findings first. Icons and words both tell how bad something is.

    Args:
        shows_verdict: whether the verdict stands above them.
    """

    def __init__(self, *, shows_verdict: bool = True) -> None:
        super().__init__()
        self._shows_verdict = shows_verdict
        self._is_open = False
        self._buttons: list[tuple[QGridLayout, Button, int]] = []  # each with the line of its finding
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None
        self.passed_button: Button | None = None
        self.passed: QWidget | None = None

    def show_review(self, review: Review, offers: Mapping[str, Offer] | None = None) -> None:
        """Show this review; `offers` are by the names of the checks."""
        self._remove_rows()
        self._shown = QWidget()
        layout = QVBoxLayout(self._shown)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        if self._shows_verdict:
            layout.addWidget(self._verdict(review))
        told = sorted((f for f in review.findings if f.severity is not Severity.OK), key=lambda f: -f.severity.rank)
        passed = [f for f in review.findings if f.severity is Severity.OK]
        if told:
            layout.addWidget(self._table(told, offers or {}))
        if passed:
            self._add_passed(layout, passed)
        self._layout.addWidget(self._shown)
        self._place_for_tab()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def _place_for_tab(self) -> None:
        """What was made just now would come after everything else in the window."""
        before = self.previousInFocusChain()
        while before and before is not self and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = before.previousInFocusChain()
        for made in self.findChildren(Button):
            if before and self._shown and self._shown.isAncestorOf(made):
                QWidget.setTabOrder(before, made)
                before = made

    def clear(self) -> None:
        """Show nothing; the next review is closed again."""
        self._is_open = False
        self._remove_rows()

    def _remove_rows(self) -> None:
        if self._shown:
            self._layout.removeWidget(self._shown)
            # hidden by hand: Qt deletes it only after this event, which may be a click on one of its buttons
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = self.passed_button = self.passed = None
            self._buttons = []

    def _add_passed(self, layout: QVBoxLayout, findings: Sequence[Finding]) -> None:
        words = tr_many("{number} check passed", "{number} checks passed", len(findings))
        self.passed_button = button(words, "", self._toggle, "flush", tr("Show or hide what was checked"))
        self.passed = self._table(findings, {})
        self.passed_button.set_icon("ok", "ok")
        self.passed_button.say(words)
        layout.addLayout(row(self.passed_button, None))
        layout.addWidget(self.passed)
        self._show_passed()

    def _toggle(self) -> None:
        self._is_open = not self._is_open
        self._show_passed()

    def _show_passed(self) -> None:
        if self.passed and self.passed_button:
            self.passed.setVisible(self._is_open)
            self.passed_button.setAccessibleDescription(tr("open") if self._is_open else tr("closed"))

    def _verdict(self, review: Review) -> QWidget:
        title, sentence = VERDICTS[review.verdict]
        frame = Card(kind="message")
        frame.setProperty("tone", review.verdict.value)
        frame.body.setContentsMargins(12, 10, 12, 10)
        frame.body.setSpacing(2)
        frame.body.addLayout(row(self._badge(review.verdict, 22), label(title, "heading")))
        frame.body.addWidget(label(f"{sentence} {spoken_words(review)}"))
        frame.setAccessibleName(tr("Verdict: {title}", title=title))
        return frame

    def _table(self, findings: Sequence[Finding], offers: Mapping[str, Offer]) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for line, finding in enumerate(findings):
            for column, widget in enumerate(self._line(finding)):
                grid.addWidget(widget, 2 * line, column)
            if offer := offers.get(finding.check):
                self._buttons.append((grid, button(offer.words, "", offer.act, tip=offer.tip), 2 * line))
        self._place_buttons()
        return table

    def _place_buttons(self) -> None:
        """Beside the words, or below them where room is short."""
        for grid, made, line in self._buttons:
            # a widget that is added again moves
            if self.width() < _NARROW_PX:
                grid.addWidget(made, line + 1, 2, Qt.AlignmentFlag.AlignLeft)
            else:
                grid.addWidget(made, line, 3)

    def _line(self, finding: Finding) -> tuple[QWidget, QWidget, QWidget]:
        name = label(check_name(finding))
        name.setWordWrap(False)
        words = QWidget()
        layout = QVBoxLayout(words)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(label(said(finding.message)))
        if facts := " · ".join(filter(None, (measured(finding), places(finding)))):
            layout.addWidget(label(facts, "muted"))
        return self._badge(finding.severity, 18), name, words

    def _badge(self, severity: Severity, side_px: int) -> Picture:
        badge = Picture(severity.value, side_px, severity.value)
        badge.setToolTip(_SEVERITY_WORDS[severity])
        badge.setAccessibleName(_SEVERITY_WORDS[severity])
        return badge


def spoken_words(review: Review) -> str:
    """How much of a recording is speech."""
    return tr(
        "{speech} of speech in {whole}.",
        speech=seconds_words(review.speech_seconds),
        whole=seconds_words(review.seconds),
    )
