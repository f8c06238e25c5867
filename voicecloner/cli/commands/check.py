"""``voicecloner check FILE...``: judge recordings without making a voice."""

import argparse
from pathlib import Path
from typing import Any

from voicecloner.cli.command import Command, Context
from voicecloner.cli.stretch import add_stretch, stretch_of
from voicecloner.domain.quality import Finding, Severity, review_as_dict
from voicecloner.errors import AudioError
from voicecloner.quality.profiles import DEFAULT_PROFILE, PROFILES
from voicecloner.use_cases.check_references import CheckedReferences, CheckRequest

_SIGNS = {Severity.OK: "ok  ", Severity.WARN: "warn", Severity.FAIL: "FAIL"}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="recording in any common format")
    parser.add_argument(
        "--profile", choices=list(PROFILES), default=DEFAULT_PROFILE, help="requirement profile (default: console)"
    )
    add_stretch(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object for each file, one a line")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    span = stretch_of(arguments)
    results = [_check(CheckRequest((path,), arguments.profile, span), context) for path in arguments.files]
    return 0 if all(results) else 1


def _check(request: CheckRequest, context: Context) -> bool:
    """Print the verdict on one file; False where it could not be read."""
    (path,) = request.paths
    try:
        checked = context.app.check_references(request, progress=context.output.progress, cancel=context.cancel)
    except AudioError as error:
        fields = {"file": str(path), **_unreadable(error)}
        context.output.result(fields, f"{path}: FAIL\n  FAIL  unreadable  {error.message} {error.hint}")
        return False
    fields = {"file": str(path), **review_as_dict(checked.review), "notes": list(checked.notes)}
    if span := checked.files[0].span:
        fields["span"] = [span.start_s, span.end_s]
    context.output.result(fields, _as_text(path, checked))
    return True


def _unreadable(error: AudioError) -> dict[str, Any]:
    finding: dict[str, Any] = {
        "check": "unreadable",
        "severity": Severity.FAIL.value,
        "value": None,
        "unit": "",
        "limit": None,
        "message": error.message,
        "spans": [],
    }
    return {"verdict": Severity.FAIL.value, "seconds": 0.0, "speech_seconds": 0.0, "findings": [finding]}


def _as_text(path: Path, checked: CheckedReferences) -> str:
    review = checked.review
    head = f"{path}: {review.verdict.value}, {review.seconds:.1f} s, {review.speech_seconds:.1f} s of speech"
    notes = [f"  note  {note}" for note in checked.notes]
    return "\n".join([head, *notes, *map(_line, review.findings)])


def _line(finding: Finding) -> str:
    return f"  {_SIGNS[finding.severity]}  {finding.check:<10}  {finding.message}"


COMMAND = Command("check", "judge whether a recording is good enough for a voice", _add_arguments, _run)
