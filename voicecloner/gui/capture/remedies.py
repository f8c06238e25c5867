"""What the program itself can do about the findings of a review: use a part without them, or repair a copy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicecloner.api.review import (
    LEAST_SPEECH_SHARE,
    LONG_FILE_S,
    CheckedReferences,
    CheckRequest,
    RepairPlan,
    gaps_between,
    profile_named,
    stretches_of_one,
)
from voicecloner.domain.quality import Finding, Severity, Span
from voicecloner.gui.translation import tr
from voicecloner.wording import clock

_KEPT_EDGE_S = 0.2
_WORTH_CUTTING_S = 1.0
_STEPS = {
    "level": ("bring_to_level", tr("Bring to level")),
    "hum": ("high_pass", tr("Filter it out")),
    "dc-offset": ("remove_offset", tr("Remove it")),
}


@dataclass(frozen=True)
class Remedy:
    """One thing that can be done.

    Attributes:
        words: on its button.
        tip: what happens then.
        request: what is judged instead; None if nothing else is.
        step: the step of the `RepairPlan` that helps; empty if none is needed.
        is_planned: whether that step is taken already, so that its effect can be heard.
    """

    words: str
    tip: str
    request: CheckRequest | None = None
    step: str = ""
    is_planned: bool = False


def remedies_for(checked: CheckedReferences, plan: RepairPlan) -> dict[str, Remedy]:
    """What can be done, by the name of the check; not each finding has a remedy.

    Args:
        checked: the recording and its review.
        plan: what is repaired at the moment.
    """
    bad = (finding for finding in checked.review.findings if finding.severity is not Severity.OK)
    found = {finding.check: _remedy(finding, checked, plan) for finding in bad}
    return {check: remedy for check, remedy in found.items() if remedy}


def _remedy(finding: Finding, checked: CheckedReferences, plan: RepairPlan) -> Remedy | None:
    # what is worse than a warning is beyond repair
    if finding.check in _STEPS and finding.severity is Severity.WARN:
        return _repair(finding.check, plan)
    # a stretch is one of a single file
    if len(checked.files) != 1:
        return None
    if finding.check == "duration":
        return _best_stretch(checked)
    stretch = _stretch_without(finding, checked)
    return _use_stretch(finding, checked, stretch) if stretch else None


def _repair(check: str, plan: RepairPlan) -> Remedy:
    step, words = _STEPS[check]
    if getattr(plan, step):
        return Remedy(
            tr("Hear it repaired"), tr("It is repaired in the copy that is cloned"), None, step, is_planned=True
        )
    return Remedy(words, tr("Repair it in the copy that is cloned"), None, step)


def _best_stretch(checked: CheckedReferences) -> Remedy | None:
    if checked.review.seconds <= LONG_FILE_S:
        return None
    request = replace(checked.request, keep_whole=False, span=None)
    return Remedy(tr("Choose the best part"), tr("Look for the best stretch and use that one"), request)


def _stretch_without(finding: Finding, checked: CheckedReferences) -> Span | None:
    """The stretch of the clip with the most speech without what was found, if it is long enough to be used."""
    seconds = checked.review.seconds
    if not finding.spans:
        return None
    silence = _silence(checked)
    if finding.check == "silence":
        found = _without_edges(_in_order(finding.spans), seconds)
    else:
        stretches = [_without_silent_edges(each, silence) for each in _stretches(finding, seconds)]
        found = max(stretches, key=lambda each: _speech_s(each, silence))
        if _speech_s(found, silence) < LEAST_SPEECH_SHARE * (found.end_s - found.start_s):
            return None
    left_s = found.end_s - found.start_s
    is_worth_it = seconds - left_s >= _WORTH_CUTTING_S
    return found if is_worth_it and left_s >= profile_named(checked.request.profile).min_seconds else None


def _stretches(finding: Finding, seconds: float) -> list[Span]:
    """All that is without what was found; where that is another person, those with that person alone as well."""
    return (stretches_of_one if finding.check == "speakers" else gaps_between)(finding.spans, seconds)


def _silence(checked: CheckedReferences) -> tuple[Span, ...]:
    """Where nobody speaks for long: no voice can be made of that."""
    return tuple(span for each in checked.review.findings if each.check == "silence" for span in each.spans)


def _without_silent_edges(stretch: Span, silence: Sequence[Span]) -> Span:
    start_s, end_s = stretch.start_s, stretch.end_s
    for span in silence:
        if span.start_s <= start_s < span.end_s:
            start_s = min(span.end_s, end_s)
        if span.start_s < end_s <= span.end_s:
            end_s = max(span.start_s, start_s)
    return Span(start_s, end_s)


def _speech_s(stretch: Span, silence: Sequence[Span]) -> float:
    silent = (min(stretch.end_s, span.end_s) - max(stretch.start_s, span.start_s) for span in silence)
    return stretch.end_s - stretch.start_s - sum(each for each in silent if each > 0)


def _in_order(spans: Sequence[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.start_s)


def _use_stretch(finding: Finding, checked: CheckedReferences, stretch: Span) -> Remedy:
    used = checked.files[0].span
    start_s = used.start_s if used else 0.0
    place = Span(start_s + stretch.start_s, start_s + stretch.end_s)
    times = f"{clock(place.start_s)}–{clock(place.end_s)}"
    words = tr("Cut off the silence") if finding.check == "silence" else tr("Use only {times}", times=times)
    return Remedy(
        words, tr("Use {times} of the recording, without it", times=times), replace(checked.request, span=place)
    )


def _without_edges(spans: Sequence[Span], seconds: float) -> Span:
    """All but the silence at the start and at the end."""
    first, last = spans[0], spans[-1]
    start_s = max(0.0, first.end_s - _KEPT_EDGE_S) if first.start_s < _KEPT_EDGE_S else 0.0
    end_s = min(seconds, last.start_s + _KEPT_EDGE_S) if last.end_s > seconds - _KEPT_EDGE_S else seconds
    return Span(start_s, max(start_s, end_s))
