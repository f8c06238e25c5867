"""The options that choose a stretch of a recording."""

import argparse

from voicecloner.cli.command import number_between
from voicecloner.domain.quality import Span

_LATEST_S = 24 * 3600.0
_DEFAULT_LENGTH_S = 60.0


def add_stretch(parser: argparse.ArgumentParser) -> None:
    """Declare ``--start`` and ``--end``."""
    seconds = number_between(0.0, _LATEST_S)
    parser.add_argument(
        "--start", metavar="SECONDS", type=seconds, help="where the stretch to use begins (default: the best one found)"
    )
    parser.add_argument(
        "--end", metavar="SECONDS", type=seconds, help="where it ends (default: 60 seconds after its start)"
    )


def stretch_of(arguments: argparse.Namespace) -> Span | None:
    """The stretch that was asked for; None if none was."""
    if arguments.start is None and arguments.end is None:
        return None
    start_s = arguments.start or 0.0
    return Span(start_s, start_s + _DEFAULT_LENGTH_S if arguments.end is None else arguments.end)
