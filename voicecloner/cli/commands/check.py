"""``voicecloner check FILE...``: judge recordings without making a voice."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.api.answers import Fields, checked_fields, unreadable_fields
from voicecloner.api.review import PROFILES, RecordingRequest
from voicecloner.cli.checked_text import checked_text
from voicecloner.cli.command import NOT_GOOD_ENOUGH, Command, Context
from voicecloner.cli.defaults import add_engine, add_language, engine_of, language_of
from voicecloner.cli.sound_pipes import recordings_of
from voicecloner.cli.stretch import add_stretch, stretch_of
from voicecloner.cli.transcript import add_transcript, transcript_of
from voicecloner.domain.quality import Severity
from voicecloner.errors import AudioError, InvalidRequest, hint_on_command_line


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="recording in any common format; - reads what comes through a pipe",
    )
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
    transcript = transcript_of(arguments, context.cancel)
    if transcript and len(arguments.files) > 1:
        raise InvalidRequest("A transcript can only be checked with a single file.", "Check the files one by one.")
    common = RecordingRequest(
        arguments.files[0],
        arguments.profile,
        engine_of(arguments, context),
        transcript,
        arguments.text,
        language_of(arguments, context),
        stretch_of(arguments),
        arguments.channel,
    )
    with recordings_of(arguments.files, context) as paths:
        looked = [
            _check(replace(common, path=path), given, context)
            for path, given in zip(paths, arguments.files, strict=True)
        ]
    if context.output.as_json:
        context.output.result({"files": [each.fields for each in looked]}, "")
    verdicts = [each.verdict for each in looked]
    if None in verdicts:
        return 1
    return NOT_GOOD_ENOUGH if arguments.strict and Severity.FAIL in verdicts else 0


@dataclass(frozen=True)
class _Looked:
    """What came of one file; without a verdict where it could not be read."""

    fields: Fields
    verdict: Severity | None = None


def _check(request: RecordingRequest, path: Path, context: Context) -> _Looked:
    """Judge one file, given by this name, and tell people at once: the next one may take long."""
    try:
        checked = context.app.check_recording(request, progress=context.output.progress, cancel=context.cancel)
    except AudioError as error:
        hint = hint_on_command_line(error.hint)
        _tell(f"{path}: FAIL\n  FAIL  unreadable  {error.message} {hint}", context)
        return _Looked(unreadable_fields(path, error))
    _tell(checked_text(path, checked), context)
    return _Looked(checked_fields(path, checked), checked.review.verdict)


def _tell(text: str, context: Context) -> None:
    if not context.output.as_json:
        context.output.result({}, text)


COMMAND = Command("check", "judge whether a recording is good enough for a voice", _add_arguments, _run)
