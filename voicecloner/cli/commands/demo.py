"""``voicecloner demo``: the main job without a window or a microphone."""

import argparse
import time
from pathlib import Path

from voicecloner.cli.command import Command, Context
from voicecloner.cli.fields import made_fields
from voicecloner.domain.quality import review_as_dict
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.upkeep.demonstrate import REFERENCE_NAME, SPEECH_NAME, DemoRequest, DemoResult
from voicecloner.wording import seconds_words


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the sound files go (default: the cache folder)")
    parser.add_argument("--overwrite", action="store_true", help="replace the sound files of an earlier demonstration")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    folder: Path = arguments.out or context.app.folders.cache / "demo"
    if arguments.out:
        _require_free(folder, overwrites=arguments.overwrite)
    started = time.monotonic()
    result = context.app.demonstrate(DemoRequest(folder), progress=context.output.progress, cancel=context.cancel)
    fields = {
        "reference": str(result.reference),
        "review": review_as_dict(result.review),
        **made_fields(result.voice),
        "path": str(result.spoken),
        "seconds": result.take.seconds,
        "sample_rate": result.take.sample_rate,
        "rtf": result.take.rtf,
        "steps": result.steps_s,
    }
    context.output.result(fields, _as_text(result, time.monotonic() - started))
    return 0


def _require_free(folder: Path, *, overwrites: bool) -> None:
    """Refuse to replace what is in a folder of the user's own.

    Raises:
        InvalidRequest: there are files of the demonstration's names.
    """
    taken = [name for name in (REFERENCE_NAME, SPEECH_NAME) if (folder / name).exists()]
    if taken and not overwrites:
        words = f"“{folder / taken[0]}” is there already."
        raise InvalidRequest(words, "Choose another folder, or replace it with --overwrite.")


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
