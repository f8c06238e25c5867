"""``voicecloner transcribe FILE``: propose the words of a recording."""

import argparse
from pathlib import Path

from voicecloner.api.answers import transcript_fields
from voicecloner.api.review import ADVICE, ProposeRequest
from voicecloner.cli.command import Command, Context
from voicecloner.cli.defaults import add_language, language_of
from voicecloner.cli.sound_pipes import single_recording


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="recording in any common format; - reads what comes through a pipe"
    )
    add_language(parser, "language of the recording; only English is known")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    language = language_of(arguments, context)
    with single_recording(arguments.file, context) as path:
        request = ProposeRequest(path, language)
        proposed = context.app.propose_transcript(request, progress=context.output.progress, cancel=context.cancel)
    notes = [*proposed.notes, ADVICE if proposed.text else "No words were understood."]
    context.output.result(transcript_fields(arguments.file, proposed, notes), proposed.text)
    context.output.notes(notes)
    return 0


COMMAND = Command("transcribe", "propose the words of a recording, to be corrected", _add_arguments, _run)
