"""``voicecloner completion SHELL``: print the script with which a shell completes the commands and their options."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from voicecloner.cli.command import Command, Context

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"the shell: {', '.join(SHELLS)}")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    import shtab

    from voicecloner.cli.main import build_parser

    parser = build_parser()
    for argument in _arguments(parser):
        if argument.type is Path:
            argument.complete = shtab.DIRECTORY if argument.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
    script = shtab.complete(parser, arguments.shell)
    context.output.result({"shell": arguments.shell, "script": script}, script)
    return 0


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All arguments of a parser and of those below it."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other list of them
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for child in action.choices.values():
                yield from _arguments(child)


COMMAND = Command("completion", "print the script that completes commands in your shell", _add_arguments, _run)
