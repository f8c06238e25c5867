"""What every command is given and what it must offer."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voicecloner.api import Application
from voicecloner.cli.output import Output
from voicecloner.errors import Cancelled, InvalidRequest, VoiceClonerError
from voicecloner.jobs import CancelToken

INTERRUPTED = 130
"""The exit code of what Ctrl-C has stopped, as shells know it."""

NOT_GOOD_ENOUGH = 3
"""The exit code of a look that found what does not do: ``check --strict``, ``doctor``; and of a ``batch`` of which
lines failed."""


def exit_code(error: VoiceClonerError) -> int:
    """What a command that ended with this error exits with."""
    if isinstance(error, Cancelled):
        return INTERRUPTED
    return 2 if isinstance(error, InvalidRequest) else 1


def worst_exit_code(errors: Iterable[VoiceClonerError]) -> int:
    """What a command exits with that did several things, of which some failed."""
    failed = tuple(errors)
    if any(isinstance(error, Cancelled) for error in failed):
        return INTERRUPTED
    return 1 if failed else 0


@dataclass(frozen=True)
class Context:
    """What a command works with.

    Attributes:
        app: the program's parts.
        output: where results and progress go.
        cancel: set by Ctrl-C and SIGTERM.
    """

    app: Application
    output: Output
    cancel: CancelToken


@dataclass(frozen=True)
class Command:
    """One command of the command line.

    Attributes:
        name: what the user types.
        help: one line for the list of commands.
        add_arguments: declares its arguments.
        run: does it and returns the exit code.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Context], int]


def number_between(lowest: float, highest: float) -> Callable[[str], float]:
    """An argparse type: a number within a range; anything else is wrong usage."""

    def parse(text: str) -> float:
        value = float(text)
        if not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(f"must lie between {lowest} and {highest}")
        return value

    parse.__name__ = "number"
    return parse


def whole_number(lowest: int, highest: int | None = None) -> Callable[[str], int]:
    """An argparse type: a whole number that is not below another one, nor above a second one, if there is one."""

    def parse(text: str) -> int:
        value = int(text)
        if highest is not None and not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(f"must lie between {lowest} and {highest}")
        if value < lowest:
            raise argparse.ArgumentTypeError(f"must be {lowest} or more")
        return value

    parse.__name__ = "whole number"
    return parse
