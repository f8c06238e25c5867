"""``voicecloner library backup|restore FOLDER``: copies of the whole library in another folder."""

import argparse
from pathlib import Path

from voicecloner.api.answers import backup_fields, restored_fields
from voicecloner.cli.command import Command, Context
from voicecloner.cli.commands.exchange import arrived_lines
from voicecloner.wording import counted, size_words


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    backup = actions.add_parser("backup", help="copy all voices, and what is in the trash, to a folder")
    backup.add_argument("folder", metavar="FOLDER", type=Path, help="an empty folder, or one with earlier backups")
    restore = actions.add_parser("restore", help="bring back from a backup the voices that are not here")
    restore.add_argument("folder", metavar="FOLDER", type=Path, help="the folder that a backup was written to")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    return _restore(arguments, context) if arguments.action == "restore" else _back_up(arguments, context)


def _back_up(arguments: argparse.Namespace, context: Context) -> int:
    """Exit code 1 where something of the library is gone and so not in the backup."""
    made = context.app.back_up_library.back_up(
        arguments.folder, progress=context.output.progress, cancel=context.cancel
    )
    new = f"{counted(made.new_files, 'new file')}, {size_words(made.new_bytes)}" if made.new_files else "no new file"
    context.output.result(backup_fields(made), f"{made.folder}: {counted(made.voices, 'voice')}; {new}.")
    context.output.warn(made.missing)
    return 1 if made.missing else 0


def _restore(arguments: argparse.Namespace, context: Context) -> int:
    """Exit code 1 where a voice is damaged in the backup and was left out."""
    arrived = context.app.back_up_library.restore(
        arguments.folder, progress=context.output.progress, cancel=context.cancel
    )
    lines = arrived_lines(arrived)
    context.output.result(restored_fields(arrived), "\n".join(lines or ["The backup is empty."]))
    context.output.failures(error for _name, error in arrived.left_out)
    return 1 if arrived.left_out else 0


COMMAND = Command("library", "back up or restore the whole library of voices", _add_arguments, _run)
