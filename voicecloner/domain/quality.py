"""The verdict on a reference recording."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is. The user may go on after `warn`, not after `fail`."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"

    @property
    def rank(self) -> int:
        """0 for ok, 1 for warn, 2 for fail."""
        return list(Severity).index(self)


class ReviewState(StrEnum):
    """State of a voice's review."""

    REVIEWING = "reviewing"
    APPROVED = "approved"
    FAILED = "failed"


@dataclass(frozen=True)
class Span:
    """A stretch of the recording, in seconds from its start."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Finding:
    """Result of one check.

    Attributes:
        check: stable name, e.g. ``"noise"``.
        severity: ok, warn or fail.
        value: what was measured, in `unit`; None where nothing could be measured.
        unit: e.g. ``"s"``, ``"dB"``, ``"dBFS"``, ``"%"``.
        limit: the limit the value was held against, in `unit`; None where there is none.
        message: one sentence: what was found and, unless ok, what to do.
        spans: where it is on the waveform.
        limit_is: ``"least"`` or ``"most"``: on which side of the limit a good value lies; empty without a limit.
    """

    check: str
    severity: Severity
    value: float | None
    unit: str
    limit: float | None
    message: str
    spans: tuple[Span, ...] = ()
    limit_is: str = ""


@dataclass(frozen=True)
class Review:
    """All findings on one recording.

    Attributes:
        seconds: duration of the recording.
        speech_seconds: how much of it is speech.
        findings: one for each check, in the order they are shown.
        profile: name of the requirement profile it was held against.
    """

    seconds: float
    speech_seconds: float
    findings: tuple[Finding, ...]
    profile: str = "console"

    @property
    def verdict(self) -> Severity:
        """The worst severity found."""
        return max((f.severity for f in self.findings), key=lambda s: s.rank, default=Severity.OK)

    @property
    def state(self) -> ReviewState:
        """Whether a voice may be made of it."""
        return ReviewState.FAILED if self.verdict is Severity.FAIL else ReviewState.APPROVED

    def cut_to(self, start_s: float, end_s: float) -> "Review":
        """The same review of a recording whose edges were cut off: what it points at lies elsewhere now.

        Args:
            start_s: where in the recording the cut one begins, seconds.
            end_s: where it ends.
        """
        return replace(self, findings=tuple(_cut_finding(finding, start_s, end_s) for finding in self.findings))

    def warnings_of(self, check: str) -> tuple[str, ...]:
        """What a check warns of; empty where it does not, or was not made."""
        return tuple(f.message for f in self.findings if f.check == check and f.severity is Severity.WARN)

    def with_findings(self, more: tuple[Finding, ...]) -> "Review":
        """The same review with further findings at its end."""
        return replace(self, findings=(*self.findings, *more))


def _cut_finding(finding: Finding, start_s: float, end_s: float) -> Finding:
    inside = (Span(max(span.start_s, start_s), min(span.end_s, end_s)) for span in finding.spans)
    moved = (Span(span.start_s - start_s, span.end_s - start_s) for span in inside if span.start_s < span.end_s)
    return replace(finding, spans=tuple(moved))


def review_as_dict(review: Review) -> dict[str, Any]:
    """A review as plain JSON values: the form kept in the library and printed by the command line."""
    return {
        "verdict": review.verdict.value,
        "seconds": float(review.seconds),
        "speech_seconds": float(review.speech_seconds),
        "profile": review.profile,
        "findings": [finding_as_dict(f) for f in review.findings],
    }


def review_from_dict(stored: Mapping[str, Any]) -> Review:
    """The review that `review_as_dict` made `stored` from.

    Raises:
        KeyError, ValueError, TypeError: `stored` has another form.
    """
    return Review(
        seconds=float(stored["seconds"]),
        speech_seconds=float(stored["speech_seconds"]),
        findings=tuple(finding_from_dict(f) for f in stored["findings"]),
        profile=str(stored["profile"]),
    )


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """One finding as plain JSON values."""
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "value": _finite(finding.value),
        "unit": finding.unit,
        "limit": finding.limit,
        "limit_is": finding.limit_is,
        "message": finding.message,
        "spans": [[s.start_s, s.end_s] for s in finding.spans],
    }


def finding_from_dict(stored: Mapping[str, Any]) -> Finding:
    """The finding that `finding_as_dict` made `stored` from."""
    return Finding(
        check=str(stored["check"]),
        severity=Severity(stored["severity"]),
        value=_number(stored["value"]),
        unit=str(stored["unit"]),
        limit=_number(stored["limit"]),
        message=str(stored["message"]),
        spans=tuple(Span(float(start_s), float(end_s)) for start_s, end_s in stored["spans"]),
        limit_is=str(stored.get("limit_is", "")),  # not kept by earlier versions
    )


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is no number")


def _finite(value: float | None) -> float | None:
    """JSON has no infinity; a level of -inf dBFS means that there is nothing to measure."""
    return float(value) if value is not None and math.isfinite(value) else None
