"""``voicecloner speak TEXT --voice NAME --out FILE``: say something with a saved voice."""

import argparse
from pathlib import Path

from voicecloner.cli.command import Command, Context, number_between
from voicecloner.domain.synthesis import SPEED_RANGE, Take
from voicecloner.use_cases.check_words import TextRequest
from voicecloner.use_cases.speak import SpeakRequest, require_known_format, save_take


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what to say")
    parser.add_argument("--voice", required=True, metavar="NAME_OR_ID", help="the voice that says it")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to save it; .wav or .flac")
    parser.add_argument("--language", help="language of the text (default: the voice's own)")
    parser.add_argument("--speed", type=number_between(*SPEED_RANGE), default=1.0, help="0.5 to 2.0 (default: 1.0)")
    parser.add_argument("--seed", type=int, default=0, help="for engines that draw random numbers (default: 0)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    require_known_format(arguments.out)
    request = SpeakRequest(
        text=arguments.text,
        voice=arguments.voice,
        language=arguments.language,
        speed=arguments.speed,
        seed=arguments.seed,
    )
    language = arguments.language or context.app.manage_voices.find(arguments.voice).language
    warnings = context.app.check_text(TextRequest(arguments.text, language)).warnings
    context.output.notes(warnings)
    take = context.app.speak(request, progress=context.output.progress, cancel=context.cancel)
    return save_and_tell(take, arguments.out, context, warnings)


def save_and_tell(take: Take, path: Path, context: Context, warnings: tuple[str, ...] = ()) -> int:
    """Move a take to where the user wants it and print what it is; returns the exit code."""
    try:
        save_take(take, path)
    finally:
        take.path.unlink(missing_ok=True)
    fields = {
        "path": str(path),
        "seconds": take.seconds,
        "sample_rate": take.sample_rate,
        "rtf": take.rtf,
        "first_sound_seconds": take.first_sound_s,
        "voice_id": take.voice_id,
        "voice": take.voice_name,
        "warnings": list(warnings),
        "notes": list(take.notes),
    }
    context.output.notes(take.notes)
    context.output.result(fields, f"{path}: {take.seconds:.1f} s, spoken by “{take.voice_name}”.")
    return 0


COMMAND = Command("speak", "say a text with a saved voice", _add_arguments, _run)
