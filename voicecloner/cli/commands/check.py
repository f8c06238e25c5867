"""``voicecloner check FILE...``: judge recordings without making a voice."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from voicecloner.cli.command import NOT_GOOD_ENOUGH, Command, Context
from voicecloner.cli.defaults import add_engine, add_language, engine_of, language_of
from voicecloner.cli.fields import Fields
from voicecloner.cli.output import SEVERITY_SIGNS
from voicecloner.cli.stretch import add_stretch, stretch_of
from voicecloner.cli.transcript import add_transcript, transcript_of
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Severity, review_as_dict
from voicecloner.errors import AudioError, InvalidRequest, hint_on_command_line
from voicecloner.quality.profiles import PROFILES
from voicecloner.use_cases.review.check_references import CheckedReferences, CheckRequest
from voicecloner.use_cases.review.check_words import TranscriptRequest
from voicecloner.use_cases.voices.choose_engine import engine_without_words, profile_for_new_voice
from voicecloner.wording import seconds_words

_NOTHING = AudioClip(np.zeros(0, np.float32), 16_000)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="recording in any common format")
    parser.add_argument("--profile", choices=list(PROFILES), help="requirement profile (default: that of the engine)")
    add_engine(parser)
    add_stretch(parser)
    add_transcript(parser)
    parser.add_argument(
        "--text", default="", help="what a voice shall say, to see whether it was swapped with the transcript"
    )
    add_language(parser, "language of the recording and its transcript")
    parser.add_argument(
        "--strict", action="store_true", help="exit with code 3 if a recording is not good enough for a voice"
    )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    span, words = stretch_of(arguments), _words(arguments, context)
    if words.transcript and len(arguments.files) > 1:
        raise InvalidRequest("A transcript can only be checked with a single file.", "Check the files one by one.")
    whole, profile = bool(words.transcript), _profile(arguments, context)
    common = CheckRequest(
        (),
        profile,
        span,
        keep_whole=whole,
        channel=arguments.channel,
        language=words.language,
        as_it_is=arguments.profile is not None,
    )
    requests = [replace(common, paths=(path,)) for path in arguments.files]
    unused_by = _unused_by(arguments, context) if words.transcript else ""
    looked = [_check(request, words, unused_by, context) for request in requests]
    if context.output.as_json:
        context.output.result({"files": [each.fields for each in looked]}, "")
    verdicts = [each.verdict for each in looked]
    if None in verdicts:
        return 1
    return NOT_GOOD_ENOUGH if arguments.strict and Severity.FAIL in verdicts else 0


def _words(arguments: argparse.Namespace, context: Context) -> TranscriptRequest:
    """What was given to hold against the recording, which is not read yet."""
    return TranscriptRequest(
        _NOTHING, transcript_of(arguments, context.cancel), language_of(arguments, context), arguments.text
    )


def _profile(arguments: argparse.Namespace, context: Context) -> str:
    engine_id, language = engine_of(arguments, context), language_of(arguments, context)
    return arguments.profile or profile_for_new_voice(context.app.host, engine_id, language)


def _unused_by(arguments: argparse.Namespace, context: Context) -> str:
    """The engine that would make nothing of the transcript; empty where it is used, or another service is meant."""
    if arguments.profile:
        return ""
    return engine_without_words(context.app.host, engine_of(arguments, context), language_of(arguments, context))


@dataclass(frozen=True)
class _Looked:
    """What came of one file; without a verdict where it could not be read."""

    fields: Fields
    verdict: Severity | None = None


def _check(request: CheckRequest, words: TranscriptRequest, unused_by: str, context: Context) -> _Looked:
    """Judge one file, and tell people at once: the next one may take long."""
    (path,) = request.paths
    progress, cancel = context.output.progress, context.cancel
    try:
        checked = context.app.check_references(request, progress=progress, cancel=cancel)
        wanted = replace(words, clip=checked.clip)
        found = context.app.check_transcript(wanted, progress=progress, cancel=cancel)
        found = found.unused_by(unused_by) if unused_by else found
    except AudioError as error:
        hint = hint_on_command_line(error.hint)
        _tell(f"{path}: FAIL\n  FAIL  unreadable  {error.message} {hint}", context)
        return _Looked({"file": str(path), **_unreadable(error)})
    checked = replace(checked, review=checked.review.with_findings(found.findings))
    fields = {"file": str(path), **review_as_dict(checked.review), "notes": list(checked.notes)}
    if span := checked.files[0].span:
        fields["span"] = [span.start_s, span.end_s]
    _tell(_as_text(path, checked), context)
    return _Looked(fields, checked.review.verdict)


def _tell(text: str, context: Context) -> None:
    if not context.output.as_json:
        context.output.result({}, text)


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
    seconds, speech = seconds_words(review.seconds), seconds_words(review.speech_seconds)
    head = f"{path}: {review.verdict.value}, {seconds}, {speech} of speech"
    notes = [f"  note  {note}" for note in checked.notes]
    return "\n".join([head, *notes, *map(_line, review.findings)])


def _line(finding: Finding) -> str:
    return f"  {SEVERITY_SIGNS[finding.severity]}  {finding.check:<10}  {finding.message}"


COMMAND = Command("check", "judge whether a recording is good enough for a voice", _add_arguments, _run)
