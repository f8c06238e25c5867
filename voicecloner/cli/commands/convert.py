"""``voicecloner convert SOURCE --voice NAME --out FILE``: say a recording again with a saved voice."""

import argparse
from pathlib import Path

from voicecloner.api.speaking import ConvertRequest, marks_of
from voicecloner.cli.command import Command, Context
from voicecloner.cli.said import Outlet, Said, add_out, outlets_of, pushing, require_sound, save_and_tell
from voicecloner.cli.sound_pipes import require_place, single_recording
from voicecloner.domain.synthesis import ConversionWay


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        metavar="SOURCE",
        type=Path,
        help="the recording, of any kind and length; - reads what comes through a pipe",
    )
    parser.add_argument("--voice", required=True, metavar="NAME_OR_ID", help="the voice that says it")
    add_out(parser, is_played=True)
    parser.add_argument(
        "--how",
        type=ConversionWay,
        choices=list(ConversionWay),
        default=ConversionWay.AUTO,
        help="of the natural engine: from the words that are understood, or as sound (default: as it finds best)",
    )
    parser.add_argument("--seed", type=int, default=0, help="for engines that draw random numbers (default: 0)")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    require_place(arguments, context)
    require_sound(arguments)
    with single_recording(arguments.source, context) as path:
        request = ConvertRequest(path, arguments.voice, arguments.seed, arguments.how)
        outlets = _outlets_of(request, arguments, context)
        take = context.app.convert(
            request,
            progress=context.output.progress,
            cancel=context.cancel,
            on_chunk=pushing(outlets),
        )
        return save_and_tell(Said(take, outlets=outlets), arguments, context)


def _outlets_of(request: ConvertRequest, arguments: argparse.Namespace, context: Context) -> tuple[Outlet, ...]:
    voice = context.app.manage_voices.find(request.voice)
    return outlets_of(arguments, marks_of(voice.name, voice.id, request.title), context)


COMMAND = Command("convert", "say a recording again with a saved voice", _add_arguments, _run)
