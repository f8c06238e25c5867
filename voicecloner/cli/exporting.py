"""``voicecloner takes export``: takes saved as files, one under a name of the user's, several in a folder."""

import argparse
from pathlib import Path

from voicecloner.api.speaking import (
    KNOWN_SUFFIXES,
    NAME_FIELDS,
    USUAL_PATTERN,
    ExportTakesRequest,
    SoundOptions,
    TakesExport,
    Watch,
    export_options,
    marks_of,
    require_savable,
)
from voicecloner.api.take_answers import exported_take_fields, takes_export_fields
from voicecloner.cli.command import INTERRUPTED, Context, whole_number, worst_exit_code
from voicecloner.cli.sound_options import add_sound, add_tags, save_options, sound_of
from voicecloner.cli.sound_pipes import PIPE, PIPE_FORMATS, pipe_of, require_place
from voicecloner.errors import InvalidRequest
from voicecloner.wording import seconds_words

_FORMATS = tuple(suffix[1:] for suffix in KNOWN_SUFFIXES)


def add_export(parser: argparse.ArgumentParser) -> None:
    """Declare the action's arguments."""
    parser.add_argument("takes", metavar="TAKE_ID", nargs="*", help="ids of takes, or their beginnings")
    parser.add_argument("--last", type=whole_number(1), metavar="N", help="the N takes spoken last, the oldest first")
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="PATH",
        help=f"a folder; or, of one take, a file, or - for standard output; it ends in .{', .'.join(_FORMATS)}",
    )
    parser.add_argument(
        "--format",
        choices=list(dict.fromkeys((*_FORMATS, *PIPE_FORMATS))),
        help=f"of the files in a folder; with --out -: one of {', '.join(PIPE_FORMATS)} (default: wav)",
    )
    parser.add_argument(
        "--pattern",
        help=f"names of the files in a folder, of {', '.join(f'{{{each}}}' for each in NAME_FIELDS)} "
        f"(default: {USUAL_PATTERN})",
    )
    add_sound(parser)
    add_tags(parser)
    parser.add_argument(
        "--overwrite", action="store_true", help="replace files of these names (default: a folder's get a number)"
    )


def export(arguments: argparse.Namespace, context: Context) -> int:
    """Do it; returns the exit code.

    Raises:
        InvalidRequest, StorageError, Cancelled
    """
    ids = _ids(arguments, context)
    if arguments.out == PIPE:
        return _export_through_pipe(ids, arguments, context)
    if len(ids) == 1 and _names_a_file(arguments):
        return _export_as(ids[0], arguments, context)
    return _export_all(ids, arguments, context)


def _ids(arguments: argparse.Namespace, context: Context) -> tuple[str, ...]:
    if bool(arguments.takes) == bool(arguments.last):
        raise InvalidRequest("It is not clear which takes to save.", "Name them, or say --last.")
    if arguments.takes:
        return tuple(arguments.takes)
    found = context.app.manage_takes.list(limit=arguments.last).takes
    if not found:
        raise InvalidRequest("Nothing that was spoken is kept.", "Say something: voicecloner speak --keep.")
    return tuple(kept.id for kept in reversed(found))


def _names_a_file(arguments: argparse.Namespace) -> bool:
    """Whether one take is to get the very name that was given: a folder is there, or has no suffix."""
    chooses_names = arguments.format is not None or arguments.pattern is not None
    return bool(arguments.out.suffix) and not arguments.out.is_dir() and not chooses_names


def _export_through_pipe(ids: tuple[str, ...], arguments: argparse.Namespace, context: Context) -> int:
    if len(ids) > 1:
        raise InvalidRequest("Only one take can go to standard output.", "Name one, or give --out a folder.")
    require_place(arguments, context)
    if sound_of(arguments) != SoundOptions():
        raise InvalidRequest("--loudness, --rate, --bits and --bit-rate are for files.", "Give --out a file.")
    take = context.app.manage_takes.find(ids[0]).take
    pipe = pipe_of(arguments, marks_of(take.voice_name, take.voice_id, take.text), context)
    if pipe:
        pipe.end(take.path)
    return 0


def _export_as(take_id: str, arguments: argparse.Namespace, context: Context) -> int:
    require_savable(arguments.out, overwrites=arguments.overwrite)
    kept = context.app.manage_takes.find(take_id)
    watch = Watch(context.output.progress, context.cancel, f"Saving {arguments.out.name}")
    saved = context.app.manage_takes.save(kept.take, arguments.out, save_options(arguments), watch)
    context.output.notes(saved.notes)
    words = f"{saved.path}: {seconds_words(kept.take.seconds)}, spoken by “{kept.take.voice_name}”."
    context.output.result(exported_take_fields(kept, saved), words)
    return 0


def _export_all(ids: tuple[str, ...], arguments: argparse.Namespace, context: Context) -> int:
    if arguments.out.suffix.lower() in KNOWN_SUFFIXES and not arguments.out.is_dir():
        hint = "Name a folder; --format and --pattern say what is made in it."
        raise InvalidRequest(f"“{arguments.out.name}” is the name of one file.", hint)
    suffix = arguments.format and f".{arguments.format}"
    options = export_options(suffix, save_options(arguments), arguments.pattern)
    request = ExportTakesRequest(ids, arguments.out, options, overwrites=arguments.overwrite)
    done = context.app.export_takes(request, progress=context.output.progress, cancel=context.cancel)
    context.output.notes(done.notes)
    errors = [each.error for each in done.failed if each.error]
    if not context.output.as_json:
        context.output.failures(errors)
    context.output.result(takes_export_fields(done), _in_words(done))
    return INTERRUPTED if done.is_stopped else worst_exit_code(errors)


def _in_words(done: TakesExport) -> str:
    lines = [f"{saved.path}{_level_words(saved.loudness_lufs)}" for saved in done.saved]
    return "\n".join([*lines, done.sentence])


def _level_words(loudness_lufs: float | None) -> str:
    return "" if loudness_lufs is None else f": {loudness_lufs:.1f} LUFS"
