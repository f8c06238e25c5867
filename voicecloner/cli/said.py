"""Where what was said goes: a file, standard output, the loudspeaker; and what is told of it."""

import argparse
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from voicecloner.api.speaking import KNOWN_SUFFIXES, SavedSound, SaveOptions, SoundOptions, Watch, require_possible
from voicecloner.api.take_answers import said_take_fields
from voicecloner.cli.command import Context, exit_code
from voicecloner.cli.sound_options import add_sound, sound_of
from voicecloner.cli.sound_pipes import PIPE, add_pipe_format, pipe_of
from voicecloner.errors import Cancelled, InvalidRequest, StorageError, hint_on_command_line
from voicecloner.jobs import NEVER
from voicecloner.wording import seconds_words, ways_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecloner.domain.audio import AudioChunk
    from voicecloner.domain.synthesis import Take


HIGHEST_RATE_HZ = 48_000
"""Of voices there are; with it a file can be all that its format knows."""


class Outlet(Protocol):
    """What takes sound while it is made."""

    def push(self, chunk: "AudioChunk", /) -> None:
        """The next piece."""
        ...

    def end(self, made: Path, /) -> None:
        """The rest; all of it from the file, where nothing was pushed."""
        ...


@dataclass(frozen=True)
class Said:
    """A take, and what is to become of it.

    Attributes:
        take: what was said.
        warnings: what is odd about the text.
        outlets: where its sound goes beside a file, or in place of one.
    """

    take: "Take"
    warnings: tuple[str, ...] = ()
    outlets: tuple[Outlet, ...] = ()


def add_out(parser: argparse.ArgumentParser, *, is_played: bool = False) -> None:
    """Declare ``--out``, ``--format``, ``--overwrite`` and ``--keep``; also ``--play``, if it can be heard at once."""
    suffixes = f"its suffix is the format: {', '.join(KNOWN_SUFFIXES[:-1])} or {KNOWN_SUFFIXES[-1]}"
    help_text = f"where to save it; {suffixes}; - writes it to standard output while it is made"
    parser.add_argument("--out", required=not is_played, type=Path, metavar="FILE", help=help_text)
    add_pipe_format(parser)
    if is_played:
        parser.add_argument("--play", action="store_true", help="play it while it is made; --out may be left out then")
    parser.add_argument("--overwrite", action="store_true", help="replace the file if there is one of this name")
    parser.add_argument("--keep", action="store_true", help="keep it among the takes, too: see voicecloner takes")
    add_sound(parser)


def require_sound(arguments: argparse.Namespace, sample_rate: int = HIGHEST_RATE_HZ) -> None:
    """Refuse before all the work a file as its format cannot be; what is played, or goes through a pipe, is not a file.

    Args:
        arguments: as given.
        sample_rate: Hz, of the voice, as far as it is known.

    Raises:
        InvalidRequest
    """
    wanted = sound_of(arguments)
    if arguments.out not in {None, PIPE}:
        require_possible(arguments.out, wanted, sample_rate)
    elif wanted != SoundOptions():
        raise InvalidRequest("--loudness, --rate, --bits and --bit-rate are for files.", "Give --out a file.")


def outlets_of(arguments: argparse.Namespace, tags: dict[str, str], context: Context) -> tuple[Outlet, ...]:
    """Where the sound goes while it is made."""
    pipe = pipe_of(arguments, tags, context)
    outlets: list[Outlet] = [pipe] if pipe else []
    if arguments.play:
        from voicecloner.cli.playing import Aloud

        outlets.append(Aloud(context))
    return tuple(outlets)


def pushing(outlets: tuple[Outlet, ...]) -> "Callable[[AudioChunk], None] | None":
    """What hands each piece to all of them; None where there is none."""

    def push(chunk: "AudioChunk") -> None:
        for outlet in outlets:
            outlet.push(chunk)

    return push if outlets else None


def save_and_tell(said: Said, arguments: argparse.Namespace, context: Context) -> int:
    """Save a take where the user wants it, keep it here only if they want that, and print what it is.

    Also what was said before it was stopped, or before the engine failed, is saved; the exit code, which is returned,
    tells which.

    Raises:
        StorageError: it could not be saved there; where it is kept, the hint says.
        AudioError: it cannot be played.
        BrokenPipeError: nobody reads it any more.
    """
    if arguments.out in {None, PIPE}:
        return _end_without_file(said, arguments, context)
    saved = _save(said.take, arguments, context)
    context.output.notes((*said.take.notes, *saved.notes))
    _tell(said, saved, context)
    with suppress(Cancelled):  # the file is there all the same
        _end_outlets(said, arguments.out)
    return _code(said, context)


def _end_without_file(said: Said, arguments: argparse.Namespace, context: Context) -> int:
    """Give out what was not given yet; where sound goes to stdout, all words go to stderr."""
    take = said.take
    try:
        with suppress(Cancelled):
            _end_outlets(said, take.path)
    finally:
        if not arguments.keep:
            context.app.manage_takes.let_go(take)
    context.output.notes(take.notes)
    if arguments.out is None:
        _tell(said, None, context)
    else:
        context.output.notes([_in_words(take)])
        context.output.failures([take.broken_by] if take.broken_by else [])
    return _code(said, context)


def _end_outlets(said: Said, made: Path) -> None:
    for outlet in said.outlets:
        outlet.end(made)


def _tell(said: Said, saved: SavedSound | None, context: Context) -> None:
    take, where = said.take, f"{saved.path}: " if saved else ""
    fields = said_take_fields(take, saved, said.warnings)
    if take.broken_by is None:
        context.output.result(fields, f"{where}{_in_words(take)}")
        return
    if not context.output.as_json:
        context.output.failures([take.broken_by])
    context.output.result(fields, f"{where}what was said until then, {_in_words(take)}")


def _in_words(take: "Take") -> str:
    by = ", ".join(filter(None, (f"spoken by “{take.voice_name}”", ways_words(take.ways))))
    return f"{seconds_words(take.seconds)}, {by}."


def _code(said: Said, context: Context) -> int:
    if said.take.broken_by:
        return exit_code(said.take.broken_by)
    return exit_code(Cancelled()) if context.cancel.is_cancelled else 0


def _save(take: "Take", arguments: argparse.Namespace, context: Context) -> SavedSound:
    takes, options = context.app.manage_takes, SaveOptions(sound_of(arguments))
    # the Ctrl-C that ended the speaking does not end the saving of what was said by then
    watch = Watch(context.output.progress, context.cancel if take.is_whole else NEVER)
    try:
        return (takes.save if arguments.keep else takes.hand_over)(take, arguments.out, options, watch)
    except (StorageError, InvalidRequest) as error:
        kept = f"What was said is kept in {take.path}, and on the page “Speak”."
        raise type(error)(error.message, f"{hint_on_command_line(error.hint)} {kept}".strip()) from error
