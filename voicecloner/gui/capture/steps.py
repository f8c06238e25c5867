"""The three steps of the capture page, and what the bar below says in each of them."""

from enum import IntEnum

from voicecloner.domain.quality import Severity
from voicecloner.gui.capture.checking import Captured
from voicecloner.gui.capture.next_bar import NextWords
from voicecloner.gui.capture.review_panel import spoken_words
from voicecloner.gui.parts.words import VERDICTS
from voicecloner.gui.translation import tr

STEPS = (tr("Record or import"), tr("Review"), tr("Name and create"))
_TO_NAME = tr("&Name the voice")


class Step(IntEnum):
    """Where the user is; the numbers are those of `STEPS`."""

    INPUT = 0
    REVIEW = 1
    NAME = 2


def reachable_steps(captured: Captured | None, *, is_checking: bool, is_recording: bool) -> frozenset[Step]:
    """Where the user may go.

    Args:
        captured: the recording that is shown, if it is judged.
        is_checking: whether one is being judged; it can be seen and heard already.
        is_recording: whether one is under way; until its end there is nothing else.
    """
    if is_recording:
        return frozenset({Step.INPUT})
    has_sound = captured is not None or is_checking
    can_name = captured is not None and not captured.obstacle
    return frozenset({Step.INPUT} | ({Step.REVIEW} if has_sound else set()) | ({Step.NAME} if can_name else set()))


def verdict_on(captured: Captured) -> Severity:
    """One verdict for the recording and for what it lacks."""
    return Severity.FAIL if captured.obstacle else captured.review.verdict


def next_words(step: Step, captured: Captured | None, hindrance: str) -> NextWords:
    """What the bar says.

    Args:
        step: where the user is.
        captured: the recording that is shown; None while it is being judged.
        hindrance: why nothing can be made of it for the moment; empty if it depends on its review.
    """
    if captured is None:
        is_input = step is Step.INPUT
        words = tr("Go to it") if is_input else _TO_NAME
        return NextWords(tr("Checking the recording…"), tr("Listen to it meanwhile."), None, words, can_go_on=is_input)
    verdict = verdict_on(captured)
    title, sentence = VERDICTS[verdict]
    if step is Step.NAME:
        return NextWords(title, verdict=verdict)
    if step is Step.INPUT:
        return NextWords(title, captured.title, verdict, tr("Back to the review"))
    if hindrance:
        return NextWords(title, hindrance, verdict, _TO_NAME, can_go_on=False)
    if captured.obstacle:
        return NextWords(title, captured.obstacle, verdict, tr("Record or import another"))
    return NextWords(title, f"{sentence} {spoken_words(captured.review)}", verdict, _TO_NAME)
