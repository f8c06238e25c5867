"""The gate of a recording as a finding, so that its review and the window say the same."""

from dataclasses import replace

from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.wording import as_shown, whole_tenths

CHECK = "usable-speech"
# Checks that ask for a least number of seconds, the one that asks for most first.
_LEAST_LENGTHS = (CHECK, "duration", "speech")


def gate_finding(usable_s: float, needed_s: float) -> Finding:
    """Whether a recording made here holds as much usable speech as was asked for while it was recorded.

    Args:
        usable_s: seconds of voiced, unclipped speech above the background.
        needed_s: how many are asked for.
    """
    if usable_s >= needed_s:
        message = f"{whole_tenths(usable_s):.1f} s of the recording are usable speech."
        return Finding(CHECK, Severity.OK, usable_s, "s", needed_s, message, limit_is="least")
    shown_s = as_shown(whole_tenths(usable_s), 1, needed_s)
    message = (
        f"Only {shown_s:.1f} s of usable speech were counted in the recording, {needed_s - shown_s:.1f} s less than "
        f"the {needed_s:g} s asked for: record again and speak longer; pauses, noise and cut-off peaks do not count."
    )
    return Finding(CHECK, Severity.FAIL, usable_s, "s", needed_s, message, limit_is="least")


def with_one_least_length(review: Review) -> Review:
    """The same review, asking for one number of seconds where a recording is too short.

    Of 20 s of usable speech, 10 s of recording and 6 s of speech the first that is missed says what is to be done; the
    others would only contradict it.
    """
    missed = next((name for name in _LEAST_LENGTHS if any(_is_missed(f, name) for f in review.findings)), None)
    if missed is None:
        return review
    lesser = _LEAST_LENGTHS[_LEAST_LENGTHS.index(missed) + 1 :]
    kept = (found for found in review.findings if found.check not in lesser or found.limit_is == "most")
    return replace(review, findings=tuple(kept))


def _is_missed(finding: Finding, check: str) -> bool:
    return finding.check == check and finding.severity is Severity.FAIL and finding.limit_is == "least"


def missing_speech_s(review: Review) -> float:
    """Seconds of usable speech that the recording of this review lacks; 0 if none, or if it is of no recording."""
    short = (finding for finding in review.findings if finding.check == CHECK and finding.severity is Severity.FAIL)
    return max(((finding.limit or 0.0) - (finding.value or 0.0) for finding in short), default=0.0)
