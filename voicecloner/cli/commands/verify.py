"""``voicecloner verify FILE``: tell whether a file is synthetic speech."""

import argparse
from pathlib import Path

from voicecloner.cli.command import Command, Context
from voicecloner.cli.fields import Fields, voice_fields
from voicecloner.use_cases.speaking.verify_file import Provenance, VerifyRequest


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a sound file of any kind and length")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    request = VerifyRequest(arguments.file)
    found = context.app.verify_file(request, progress=context.output.progress, cancel=context.cancel)
    context.output.result(_fields(arguments.file, found), "\n".join(found.sentences))
    return 0


def _fields(file: Path, found: Provenance) -> Fields:
    mark, statement = found.mark, found.statement
    return {
        "file": str(file),
        "is_synthetic": found.is_synthetic,
        "mark": {
            "is_found": mark.is_found,
            "confidence": mark.confidence,
            "speed": mark.speed,
            "spans": [{"start": span.start_s, "end": span.end_s} for span in mark.spans],
        },
        "statement": statement
        and {
            "voice_id": statement.voice_id,
            "name": statement.voice_name,
            "software": statement.software,
            "date": statement.date,
        },
        "voice": found.voice and voice_fields(found.voice),
        "notes": list(found.sentences),
    }


COMMAND = Command(
    "verify", "tell whether a file is synthetic speech, by its inaudible mark and its tags", _add_arguments, _run
)
