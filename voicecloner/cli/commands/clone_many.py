"""``voicecloner clone-many FILE... --name NAME...``: make a voice of each recording."""

import argparse
from pathlib import Path

from voicecloner.api.answers import several_created_fields
from voicecloner.api.batches import CloneTableRequest
from voicecloner.api.voices import CreatedVoices, CreateVoicesRequest
from voicecloner.cli.command import Command, Context, worst_exit_code
from voicecloner.cli.commands.batch import tell_faults
from voicecloner.cli.commands.consent import add_uses
from voicecloner.cli.defaults import MODE_HELP, MODES, add_engine, engine_of, known_language, mode_named
from voicecloner.cli.stretch import channel_number
from voicecloner.cli.text_files import read_text_file
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import BadTable, InvalidRequest


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="one recording for each voice")
    parser.add_argument(
        "--table",
        type=Path,
        metavar="TABLE",
        help="in place of files: CSV, TSV, XLSX or JSONL with the columns file, name, speaker, transcript, tags and "
        "language, of which only file is needed",
    )
    parser.add_argument(
        "--name", action="append", default=[], help="name of a voice; once for each (default: the file’s)"
    )
    parser.add_argument(
        "--consent", required=True, choices=[c.value for c in ConsentKind], help="whose voices they are"
    )
    parser.add_argument(
        "--speaker",
        action="append",
        help="name of the person who speaks; needed for --consent given; once for each, or once for all",
    )
    add_uses(parser)
    parser.add_argument(
        "--transcript-file",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a text file with the words of a recording (UTF-8); once for each, or once for all",
    )
    parser.add_argument("--mode", action="append", choices=MODES, help=f"{MODE_HELP}; once for each, or once for all")
    parser.add_argument("--language", metavar="TAG", action="append", help="once for each, or once for all")
    parser.add_argument(
        "--channel",
        metavar="NUMBER",
        action="append",
        type=channel_number,
        help="channel to use, counted from 1; once for each, or once for all (default: the one with clear speech)",
    )
    add_engine(parser)


def _run(arguments: argparse.Namespace, context: Context) -> int:
    done = _from_table(arguments, context) if arguments.table else _from_files(arguments, context)
    context.output.result(several_created_fields(done), "\n".join(_lines(done)))
    context.output.failures_of((failed.name, failed.error) for failed in done.failed)
    return worst_exit_code(each.error for each in done.failed)


def _from_table(arguments: argparse.Namespace, context: Context) -> CreatedVoices:
    """The voices of a table.

    Raises:
        InvalidRequest: something is said for each voice beside the table, which says it already.
    """
    beside = ("files", "name", "transcript_file", "mode", "channel")
    if any(getattr(arguments, each) for each in beside) or len(arguments.speaker or []) > 1:
        raise InvalidRequest("There is a table, and voices beside it.", "Write all of them into the table.")
    request = CloneTableRequest(
        table=arguments.table,
        consent=ConsentKind(arguments.consent),
        language=_languages(arguments, context)[0],
        speaker=(arguments.speaker or [""])[0],
        engine_id=engine_of(arguments, context),
        stated_via="cli",
        uses=arguments.allow,
    )
    try:
        return context.app.clone_table(request, progress=context.output.progress, cancel=context.cancel)
    except BadTable as bad:
        tell_faults(bad, context)
        raise


def _from_files(arguments: argparse.Namespace, context: Context) -> CreatedVoices:
    if not arguments.files:
        raise InvalidRequest("There is no recording.", "Name files, or a table of them with --table.")
    request = CreateVoicesRequest(
        names=tuple(arguments.name) or tuple(path.stem for path in arguments.files),
        references=tuple(arguments.files),
        consent=ConsentKind(arguments.consent),
        transcripts=tuple(read_text_file(path, context.cancel) for path in arguments.transcript_file),
        modes=tuple(map(mode_named, arguments.mode or ["auto"])),
        languages=_languages(arguments, context),
        channels=tuple(arguments.channel or [None]),
        engine_id=engine_of(arguments, context),
        stated_via="cli",
        speakers=tuple(arguments.speaker or [""]),
        uses=arguments.allow,
    )
    return context.app.create_voices(request, progress=context.output.progress, cancel=context.cancel)


def _languages(arguments: argparse.Namespace, context: Context) -> tuple[str, ...]:
    given = arguments.language or [context.app.settings.default_language]
    return tuple(known_language(tag, context) for tag in given)


def _lines(done: CreatedVoices) -> list[str]:
    made = [f"“{each.voice.name}” is ready, made from {each.voice.mode.words}." for each in done.created]
    return [*made, *(f"“{each.name}” was not made." for each in done.failed)]


COMMAND = Command("clone-many", "make a voice of each of several recordings", _add_arguments, _run)
