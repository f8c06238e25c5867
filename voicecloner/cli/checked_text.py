"""What was found in a recording, as people read it."""

from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.cli.output import SEVERITY_SIGNS
from voicecloner.domain.quality import Finding
from voicecloner.wording import seconds_words

if TYPE_CHECKING:
    from voicecloner.api.review import CheckedReferences


def checked_text(path: Path, checked: "CheckedReferences") -> str:
    """The verdict on one file, and a line for each note and finding."""
    review = checked.review
    seconds, speech = seconds_words(review.seconds), seconds_words(review.speech_seconds)
    head = f"{path}: {review.verdict.value}, {seconds}, {speech} of speech"
    notes = [f"  note  {note}" for note in checked.notes]
    return "\n".join([head, *notes, *map(_line, review.findings)])


def _line(finding: Finding) -> str:
    return f"  {SEVERITY_SIGNS[finding.severity]}  {finding.check:<10}  {finding.message}"
