"""``voicecloner verify FILE``: tell whether a file is synthetic speech."""

import argparse
from pathlib import Path

from voicecloner.api.consent_answers import verified_fields
from voicecloner.api.speaking import VerifyRequest
from voicecloner.cli.command import Command, Context
from voicecloner.cli.sound_pipes import single_recording


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="a sound file of any kind and length; - reads what comes through a pipe"
    )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    with single_recording(arguments.file, context) as path:
        found = context.app.verify_file(VerifyRequest(path), progress=context.output.progress, cancel=context.cancel)
    context.output.result(verified_fields(arguments.file, found), "\n".join(found.sentences))
    return 0


COMMAND = Command(
    "verify", "tell whether a file is synthetic speech, by its inaudible mark and its tags", _add_arguments, _run
)
