"""``voicecloner schema COMMAND``: print the JSON Schema of what a command prints with ``--json``."""

import argparse
import difflib
import json

from voicecloner.cli.command import Command, Context
from voicecloner.errors import InvalidRequest


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("of", metavar="COMMAND", nargs="*", help="the command, such as: voices list (default: all)")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    from voicecloner.cli.schemas import FORMS, command_schema

    command = " ".join(arguments.of)
    if command and command not in FORMS:
        raise InvalidRequest(f"No command “{command}” answers in JSON.", _suggestion(command, list(FORMS)))
    printed = command_schema(command) if command else {"schemas": {each: command_schema(each) for each in FORMS}}
    context.output.result(printed, json.dumps(printed, indent=2, ensure_ascii=False))
    return 0


def _suggestion(command: str, known: list[str]) -> str:
    close = [each for each in known if each.startswith(f"{command} ")] or difflib.get_close_matches(command, known, 3)
    return f"Did you mean {', '.join(f'“{each}”' for each in close)}?" if close else ""


COMMAND = Command("schema", "print the JSON Schema of what a command prints with --json", _add_arguments, _run)
