"""The command line: ``voicecloner COMMAND ...``.

Exit codes: 0 done, 1 the job failed, 2 wrong usage, 3 ``check --strict`` or ``doctor`` found what does not do or lines
of a ``batch`` failed, 130 stopped by Ctrl-C or SIGTERM. A failure is one sentence and a hint on stderr; with ``--json``
it is ``{"error": {"code", "message", "hint"}}`` on stdout.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from types import FrameType
from typing import cast

from voicecloner import __version__
from voicecloner.api import Application
from voicecloner.cli.command import INTERRUPTED, Command, Context, exit_code
from voicecloner.cli.output import Output, tell
from voicecloner.cli.parser import Parser, WrongUsage
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.jobs import CancelToken

UNREAD = 1
"""The exit code where the reader of the result has gone (``voicecloner ... | head``)."""

COMMAND_NAMES = (
    "record",
    "check",
    "transcribe",
    "clone",
    "clone-many",
    "speak",
    "book",
    "batch",
    "convert",
    "pronounce",
    "verify",
    "voices",
    "consent",
    "takes",
    "library",
    "engines",
    "languages",
    "models",
    "serve",
    "settings",
    "doctor",
    "demo",
    "completion",
    "schema",
)
"""In the order of the help; each command is the module of its name in `voicecloner.cli.commands`."""


def build_parser(names: Sequence[str] = COMMAND_NAMES) -> argparse.ArgumentParser:
    """The parser with all commands, or with these alone: to import the others takes half a second."""
    parser = Parser(
        prog="voicecloner",
        description="Turn 10-60 seconds of speech into a voice that can say anything, on your own machine.",
        epilog="Without a command the window opens. VOICECLONER_HOME names the folder the voices are kept in.",
    )
    parser.add_argument(
        "--portable",
        action=_TooLate,
        nargs=0,
        help="as the first word: keep everything in the folder portable-data beside the program",
    )
    parser.set_defaults(json=False, quiet=False)
    parser.add_argument("--version", action="version", version=f"VoiceCloner {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in map(_command, names):
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


class _TooLate(argparse.Action):
    """Is listed for the help; as the first word the option has been heard long before."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        parser.error("--portable has to be the first word, before everything else")


def main(argv: list[str]) -> int:
    """Run one command and return its exit code."""
    _speak_utf8()
    try:
        return _run(argv)
    except BrokenPipeError:
        return UNREAD


def is_command(word: str) -> bool:
    """Whether this names a command."""
    return word in COMMAND_NAMES


def _needed(argv: Sequence[str]) -> Sequence[str]:
    """The commands that have to be known to understand these arguments."""
    first = argv[0] if argv else ""
    if first == "--version":
        return ()
    return (first,) if is_command(first) else COMMAND_NAMES


def _command(name: str) -> Command:
    module = import_module(f"voicecloner.cli.commands.{name.replace('-', '_')}")
    return cast(Command, module.COMMAND)


def _run(argv: list[str]) -> int:
    output = Output(as_json="--json" in argv)
    try:
        arguments = build_parser(_needed(argv)).parse_args(argv)
        output = Output(as_json=arguments.json, is_quiet=arguments.quiet)
        with _cancelled_by_signals() as cancel, closing(Application()) as app:
            code = int(arguments.run(arguments, Context(app, output, cancel)))
            output.warn(app.notes)
            return code
    except WrongUsage as wrong:
        if not output.as_json:
            tell(f"{wrong.usage}\n")
        output.error(wrong.error)
        return exit_code(wrong.error)
    except VoiceClonerError as error:
        output.error(error)
        return exit_code(error)
    except KeyboardInterrupt:  # the second Ctrl-C: somebody is in a hurry
        output.error(Cancelled())
        return INTERRUPTED


def _speak_utf8() -> None:
    """Names in any script must not break where the locale is plain C."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


@contextmanager
def _cancelled_by_signals() -> Iterator[CancelToken]:
    """A token that the first Ctrl-C or SIGTERM sets; the second one interrupts.

    What the caller has told its children to ignore stays ignored: a shell's job in the background goes on at Ctrl-C.
    """
    cancel = CancelToken()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    before = {number: handler for number, handler in handlers.items() if handler is not signal.SIG_IGN}

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.default_int_handler)
        cancel.cancel()

    for number in before:
        signal.signal(number, stop)
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
