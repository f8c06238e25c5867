"""``voicecloner batch FILE --out FOLDER``: say the lines of a table into numbered files."""

import argparse
from pathlib import Path

from voicecloner.api.batch_answers import batch_fields
from voicecloner.api.batches import MOST_ATTEMPTS, USUAL_PATTERN, BatchRequest, BatchResult, LineDefaults
from voicecloner.api.speaking import KNOWN_SUFFIXES
from voicecloner.cli.command import INTERRUPTED, NOT_GOOD_ENOUGH, Command, Context, number_between
from voicecloner.cli.defaults import known_language
from voicecloner.cli.sound_options import add_loudness
from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.errors import BadTable
from voicecloner.wording import counted, seconds_words, time_words

_FORMATS = tuple(suffix[1:] for suffix in KNOWN_SUFFIXES)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "table",
        metavar="FILE",
        type=Path,
        help="CSV, TSV, XLSX or JSONL with the columns text, voice, file, language, speed, seed and option.KEY, of "
        "which only text is needed; or TXT, a text a line",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="where the files go")
    parser.add_argument("--voice", default="", metavar="NAME_OR_ID", help="the voice of lines that name none")
    parser.add_argument("--language", metavar="TAG", help="language of lines that name none (default: the voice's own)")
    parser.add_argument(
        "--speed",
        type=number_between(*SPEED_RANGE),
        help="0.5 to 2.0, for lines that say none (default: the setting speaking_speed)",
    )
    parser.add_argument("--seed", type=int, default=0, help="for engines that draw random numbers (default: 0)")
    parser.add_argument(
        "--format", choices=_FORMATS, default="wav", help="format of files without suffix (default: wav)"
    )
    parser.add_argument(
        "--pattern",
        default="",
        help="names of the files, of {number}, {voice} and {name} (default: the table's column file, else "
        f"{USUAL_PATTERN})",
    )
    add_loudness(parser)
    add_best_of(parser)
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="engines side by side (default: as cores and memory allow)"
    )
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="a Dask cluster that does the work, such as tcp://10.0.0.5:8786; needs voicecloner[cluster]",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace files of these names that no batch in FOLDER has made"
    )


def add_best_of(parser: argparse.ArgumentParser) -> None:
    """Declare ``--best-of``."""
    parser.add_argument(
        "--best-of",
        type=int,
        default=1,
        metavar="N",
        help=f"say it N times with different seeds and keep the best, up to {MOST_ATTEMPTS} (default: 1)",
    )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    defaults = LineDefaults(
        voice=arguments.voice,
        language=known_language(arguments.language, context) if arguments.language else None,
        speed=arguments.speed or context.app.settings.speaking_speed,
        seed=arguments.seed,
        attempts=arguments.best_of,
    )
    request = BatchRequest(
        table=arguments.table,
        folder=arguments.out,
        defaults=defaults,
        suffix=f".{arguments.format}",
        pattern=arguments.pattern,
        overwrites=arguments.overwrite,
        loudness_lufs=arguments.loudness,
        processes=arguments.jobs,
        scheduler=arguments.scheduler,
    )
    try:
        done = context.app.speak_lines(request, progress=context.output.progress, cancel=context.cancel)
    except BadTable as bad:
        tell_faults(bad, context)
        raise
    return _told(done, context)


def tell_faults(bad: BadTable, context: Context) -> None:
    """Name each line of a table that cannot be done; JSON has them in its error."""
    if not context.output.as_json:
        context.output.warn(bad.faults)


def _told(done: BatchResult, context: Context) -> int:
    context.output.notes(done.notes)
    if not context.output.as_json:
        context.output.warn(
            f"Line {each.line.number}: {each.error.message}" for each in done.failed if each.error is not None
        )
    context.output.result(batch_fields(done), "\n".join(_lines(done)))
    if done.is_stopped:
        return INTERRUPTED
    return NOT_GOOD_ENOUGH if done.failed else 0


def _lines(done: BatchResult) -> list[str]:
    there = len(done.said) + done.kept
    kept = f", {done.kept} of them from before" if done.kept else ""
    length, worked = seconds_words(done.seconds), time_words(done.work_s)
    lines = [f"{done.folder}: {there} of {counted(done.lines, 'line')}{kept}; {length} of speech, made in {worked}."]
    if done.failed:
        lines.append(f"{counted(len(done.failed), 'line')} failed; {done.manifest} says why.")
    if done.is_stopped:
        lines.append("It was stopped: the same command goes on with the rest.")
    return lines


COMMAND = Command("batch", "say the lines of a table into numbered files", _add_arguments, _run)
