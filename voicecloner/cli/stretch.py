"""The options that choose a stretch and a channel of a recording."""

import argparse

from voicecloner.api.review import MAX_CHANNELS
from voicecloner.cli.command import number_between
from voicecloner.domain.quality import Span

_LATEST_S = 24 * 3600.0
_DEFAULT_LENGTH_S = 60.0


def add_stretch(parser: argparse.ArgumentParser) -> None:
    """Declare ``--start``, ``--end`` and ``--channel``."""
    seconds = number_between(0.0, _LATEST_S)
    parser.add_argument(
        "--start", metavar="SECONDS", type=seconds, help="where the stretch to use begins (default: the best one found)"
    )
    parser.add_argument(
        "--end", metavar="SECONDS", type=seconds, help="where it ends (default: 60 seconds after its start)"
    )
    parser.add_argument(
        "--channel",
        metavar="NUMBER",
        type=channel_number,
        help="channel to use, counted from 1 (default: the one with the clearest speech)",
    )


def channel_number(text: str) -> int:
    """An argparse type: the number of a channel, from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_CHANNELS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 1 to {MAX_CHANNELS}")
    return int(text)


def stretch_of(arguments: argparse.Namespace) -> Span | None:
    """The stretch that was asked for; None if none was."""
    if arguments.start is None and arguments.end is None:
        return None
    start_s = arguments.start or 0.0
    return Span(start_s, start_s + _DEFAULT_LENGTH_S if arguments.end is None else arguments.end)
