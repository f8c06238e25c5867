"""Reading the command line, with mistakes told as errors like any other, and what was probably meant."""

import argparse
import difflib
import re
import sys
from pathlib import PurePath
from typing import Any, NoReturn

from voicecloner.cli.output import tell, write_result
from voicecloner.errors import InvalidRequest

_WRONG_CHOICE = re.compile(
    r"(?:argument (?P<what>.+?): )?invalid choice: '(?P<given>.*)' \(choose from (?P<choices>.+)\)"
)
_MISSING = "the following arguments are required"


class WrongUsage(Exception):
    """The command line cannot be understood.

    Args:
        error: what is wrong, and what was probably meant or where to read on.
        usage: how the command is written.
    """

    def __init__(self, error: InvalidRequest, usage: str) -> None:
        super().__init__(error.message)
        self.error = error
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """Raises `WrongUsage` where argparse would end the program. The parsers of its commands do too.

    ``--json`` and ``--quiet`` are understood before a command, after it and after its action; where neither is given
    they are missing from what is parsed, unless the outermost parser sets a default.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for option, text in (("--json", "print the result as JSON"), ("--quiet", "print no progress")):
            self.add_argument(option, action="store_true", default=argparse.SUPPRESS, help=text)

    def _print_message(self, message: str, file: Any = None) -> None:  # what help and version come through
        tell(message) if file is sys.stderr else write_result(message)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse what a command does not know by its own name: argparse leaves that to the outermost parser."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """What argparse calls with what is wrong, in its own words."""
        hint = f"See: {self.prog} --help"
        wrong = _WRONG_CHOICE.fullmatch(message)
        if wrong:
            choices = [choice.strip("'\"") for choice in wrong["choices"].split(", ")]
            message, hint = _not_one_of(wrong["given"], choices), _suggestion(wrong["given"], choices) or hint
        elif message.startswith(_MISSING) and (choices := self._choices()):
            message = f"Say which of these: {', '.join(choices)}."
        else:
            message = f"{message[:1].upper()}{message[1:]}."
        raise WrongUsage(InvalidRequest(message, hint), self.format_usage().strip())

    def _choices(self) -> list[str]:
        """The names of its commands or actions, if it has any."""
        chosen = (each for each in self._actions if each.nargs == argparse.PARSER)
        return [str(name) for each in chosen for name in each.choices or ()]


def _not_one_of(given: str, choices: list[str]) -> str:
    if PurePath(given).suffix or len(PurePath(given).parts) > 1:
        return f"There is no file “{given}”, and it is none of: {', '.join(choices)}."
    return f"“{given}” is none of: {', '.join(choices)}."


def _suggestion(given: str, choices: list[str]) -> str:
    close = difflib.get_close_matches(given.lower(), choices, n=1)
    return f"Did you mean “{close[0]}”?" if close else ""
