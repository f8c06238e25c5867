"""``voicecloner voices export`` and ``voicecloner voices import``: voices as files for others."""

import argparse
from pathlib import Path

from voicecloner.api.answers import exported_fields, imported_fields
from voicecloner.api.voices import Arrived, ExportRequest
from voicecloner.cli.command import Context, worst_exit_code
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.wording import counted, size_words

ACTIONS = ("export", "import")


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the actions of this module below those of ``voices``."""
    export = actions.add_parser("export", help="write voices into one file, to be used on another computer")
    export.add_argument("voices", metavar="NAME_OR_ID", nargs="+", help="names or ids of the voices")
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to save it; it ends with .voice")
    export.add_argument("--overwrite", action="store_true", help="replace the file if there is one of this name")
    importing = actions.add_parser("import", help="take in the voices of files that “export” has written")
    importing.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files of voices")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Do what was asked; returns the exit code."""
    return _import(arguments, context) if arguments.action == "import" else _export(arguments, context)


def arrived_lines(arrived: Arrived) -> list[str]:
    """The same in words."""
    former = {name: before for before, name in arrived.renamed}
    lines = [
        f"“{voice.name}” is in the library now."
        if voice.name not in former
        else f"“{former[voice.name]}” is in the library now, as “{voice.name}”: its name was taken."
        for voice in arrived.voices
    ]
    lines += [f"“{name}” is in the trash again." for name in arrived.trashed]
    return [*lines, *(f"“{name}” was there already; nothing of it was changed." for name in arrived.here_already)]


def _export(arguments: argparse.Namespace, context: Context) -> int:
    request = ExportRequest(tuple(arguments.voices), arguments.out, arguments.overwrite)
    made = context.app.exchange_voices.export(request, progress=context.output.progress, cancel=context.cancel)
    context.output.notes(made.notes)
    words = f"{made.path}: {counted(len(made.voices), 'voice')}, {size_words(made.size_bytes)}."
    context.output.result(exported_fields(made), words)
    return 0


def _import(arguments: argparse.Namespace, context: Context) -> int:
    """Each file by itself: one that is refused does not keep the others out."""
    arrived: list[tuple[Path, Arrived]] = []
    failed: list[tuple[Path, VoiceClonerError]] = []
    for path in arguments.files:
        try:
            made = context.app.exchange_voices.take_in(path, progress=context.output.progress, cancel=context.cancel)
            arrived.append((path, made))
            context.output.notes(made.notes)
        except VoiceClonerError as error:
            if len(arguments.files) == 1 or isinstance(error, Cancelled):
                raise
            failed.append((path, error))
    lines = [line for _path, each in arrived for line in arrived_lines(each)]
    context.output.result(imported_fields(arrived, failed), "\n".join(lines or ["No voice was imported."]))
    context.output.failures(error for _path, error in failed)
    return worst_exit_code(error for _path, error in failed)
