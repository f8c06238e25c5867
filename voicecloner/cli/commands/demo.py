"""``voicecloner demo``: the main job without a window or a microphone."""

import argparse
import time
from pathlib import Path

from voicecloner.api.program_answers import demonstration_fields
from voicecloner.api.upkeep import DemoRequest, DemoResult
from voicecloner.cli.command import Command, Context
from voicecloner.wording import seconds_words


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the sound files go (default: the cache folder)")
    parser.add_argument("--overwrite", action="store_true", help="replace the sound files of an earlier demonstration")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    folder: Path = arguments.out or context.app.folders.cache / "demo"
    overwrites = arguments.overwrite or not arguments.out  # the cache is nobody's own folder
    started = time.monotonic()
    request = DemoRequest(folder, overwrites=overwrites)
    result = context.app.demonstrate(request, progress=context.output.progress, cancel=context.cancel)
    context.output.result(demonstration_fields(result), _as_text(result, time.monotonic() - started))
    return 0


def _as_text(result: DemoResult, total_s: float) -> str:
    speech = seconds_words(result.review.speech_seconds)
    steps = [f"  {name:<10} {seconds:6.2f} s" for name, seconds in result.steps_s.items()]
    return "\n".join(
        [
            f"A reference was made:  {result.reference}",
            f"Its review:            {result.review.verdict.value}, {speech} of speech",
            f"The voice:             “{result.voice.name}”, made from {result.voice.mode.words}",
            f"What it said:          {result.spoken} ({seconds_words(result.take.seconds)}, “{result.take.text}”)",
            f"Time for each step ({seconds_words(total_s)} in all):",
            *steps,
        ]
    )


COMMAND = Command("demo", "make a voice and speak with it, without a window or a microphone", _add_arguments, _run)
