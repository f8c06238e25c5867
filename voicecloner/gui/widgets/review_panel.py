"""The verdict on a recording and every finding behind it, in words."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.gui.widgets.basics import SMALL_GAP_PX, Card, Picture, label, row
from voicecloner.gui.words import check_name, measured, seconds_words

_VERDICTS = {
    Severity.OK: ("Good to use", "Nothing stands in the way of a good voice."),
    Severity.WARN: ("Usable, but could be better", "You can go on; the notes below say what would help."),
    Severity.FAIL: ("Not good enough", "No voice can be made of this. Record again, following the notes below."),
}
_SEVERITY_WORDS = {Severity.OK: "Fine", Severity.WARN: "Warning", Severity.FAIL: "Problem"}


class ReviewPanel(QWidget):
    """Shows a review, the worst findings first. Icons and words both tell how bad something is."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SMALL_GAP_PX)
        self._shown: QWidget | None = None

    def show_review(self, review: Review) -> None:
        """Show this review."""
        self.clear()
        self._shown = QWidget()
        layout = QVBoxLayout(self._shown)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addWidget(self._verdict(review))
        layout.addLayout(self._table(review))
        self._layout.addWidget(self._shown)

    def clear(self) -> None:
        """Show nothing."""
        if self._shown:
            self._layout.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None

    def _verdict(self, review: Review) -> QWidget:
        title, sentence = _VERDICTS[review.verdict]
        frame = Card(kind="message")
        frame.setProperty("tone", review.verdict.value)
        frame.body.setContentsMargins(12, 10, 12, 10)
        frame.body.setSpacing(2)
        frame.body.addLayout(row(self._badge(review.verdict, 22), label(title, "heading")))
        spoken = f"{seconds_words(review.speech_seconds)} of speech in {seconds_words(review.seconds)}."
        frame.body.addWidget(label(f"{sentence} {spoken}"))
        frame.setAccessibleName(f"Verdict: {title}")
        return frame

    def _table(self, review: Review) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(12, 4, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        findings = sorted(review.findings, key=lambda f: -f.severity.rank)
        for line, finding in enumerate(findings):
            for column, widget in enumerate(self._line(finding)):
                grid.addWidget(widget, line, column)
        return grid

    def _line(self, finding: Finding) -> tuple[QWidget, QWidget, QWidget]:
        name = label(check_name(finding))
        name.setWordWrap(False)
        words = QWidget()
        layout = QVBoxLayout(words)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(label(finding.message))
        if value := measured(finding):
            layout.addWidget(label(value, "muted"))
        return self._badge(finding.severity, 18), name, words

    def _badge(self, severity: Severity, side_px: int) -> Picture:
        badge = Picture(severity.value, side_px, severity.value)
        badge.setToolTip(_SEVERITY_WORDS[severity])
        badge.setAccessibleName(_SEVERITY_WORDS[severity])
        return badge
