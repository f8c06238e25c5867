"""``voicecloner convert SOURCE --voice NAME --out FILE``: say a recording again with a saved voice."""

import argparse
from pathlib import Path

from voicecloner.api.speaking import ConvertRequest, require_savable
from voicecloner.cli.command import Command, Context
from voicecloner.cli.commands.speak import add_out, save_and_tell
from voicecloner.domain.synthesis import ConversionWay


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", type=Path, help="the recording, of any kind and length")
    parser.add_argument("--voice", required=True, metavar="NAME_OR_ID", help="the voice that says it")
    add_out(parser)
    parser.add_argument(
        "--how",
        type=ConversionWay,
        choices=list(ConversionWay),
        default=ConversionWay.AUTO,
        help="of the natural engine: from the words that are understood, or as sound (default: as it finds best)",
    )
    parser.add_argument("--seed", type=int, default=0, help="for engines that draw random numbers (default: 0)")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    require_savable(arguments.out, overwrites=arguments.overwrite, sources=(arguments.source,))
    request = ConvertRequest(arguments.source, arguments.voice, arguments.seed, arguments.how)
    take = context.app.convert(request, progress=context.output.progress, cancel=context.cancel)
    return save_and_tell(take, arguments, context)


COMMAND = Command("convert", "say a recording again with a saved voice", _add_arguments, _run)
