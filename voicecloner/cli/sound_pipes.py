"""Sound through pipes: ``-`` in place of a recording reads standard input, ``--out -`` writes to standard output."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from voicecloner.cli.output import is_read, is_typed, write_bytes
from voicecloner.errors import InvalidRequest, StorageError

if TYPE_CHECKING:
    from voicecloner.api.speaking import SoundStream
    from voicecloner.cli.command import Context
    from voicecloner.domain.audio import AudioChunk, AudioClip
    from voicecloner.jobs import CancelToken

PIPE = Path("-")
PIPE_FORMATS = ("wav", "flac", "mp3", "opus", "aac", "pcm")
"""As `STREAM_FORMATS` has them, which is not imported before it is used."""
_NAME = "standard input"
_BLOCK_BYTES = 1 << 20


@contextmanager
def recordings_of(given: Sequence[Path], context: "Context") -> Iterator[tuple[Path, ...]]:
    """The recordings that were named; what comes through the pipe for ``-`` lies in a file for the time of the block.

    Raises:
        InvalidRequest: it is asked for twice, nobody sends anything, or it is empty.
        StorageError: there is no room for it.
        Cancelled: by Ctrl-C while it comes.
    """
    if PIPE not in given:
        yield tuple(given)
        return
    from voicecloner.api.upkeep import scratch_folder

    if list(given).count(PIPE) > 1:
        raise InvalidRequest("Only one recording can come through the pipe.", "Name files for the others.")
    with scratch_folder() as folder:
        received = _received(folder / _NAME, context.cancel)
        yield tuple(received if path == PIPE else path for path in given)


@contextmanager
def single_recording(given: Path, context: "Context") -> Iterator[Path]:
    """The same of a single one."""
    with recordings_of((given,), context) as (path,):
        yield path


def _received(path: Path, cancel: "CancelToken") -> Path:
    from voicecloner.api.upkeep import temporary_error

    if sys.stdin is None or is_typed(sys.stdin):
        raise InvalidRequest("No recording comes through the pipe.", "Send one, or name a file in place of “-”.")
    with cancel.calling(cancel.raise_if_cancelled):
        try:
            size_bytes = _copied(sys.stdin.buffer, path)
        except OSError as error:
            raise temporary_error(error) from error
    if not size_bytes:
        raise InvalidRequest("Nothing came through the pipe.", "Send a recording.")
    return path


def _copied(source: BinaryIO, path: Path) -> int:
    with path.open("xb") as file:
        while block := source.read(_BLOCK_BYTES):
            file.write(block)
        return file.tell()


def add_pipe_format(parser: argparse.ArgumentParser) -> None:
    """Declare ``--format``."""
    parser.add_argument(
        "--format",
        choices=PIPE_FORMATS,
        help="with --out -: what is written to standard output (default: wav; pcm: 16 bits, mono, 24 kHz, no header)",
    )


def require_place(arguments: argparse.Namespace, context: "Context", sources: Sequence[Path] = ()) -> None:
    """Refuse before all the work what cannot be written where ``--out`` says.

    Args:
        arguments: what was asked for.
        context: what the command works with.
        sources: the recordings it is made of, which are never replaced.

    Raises:
        InvalidRequest: nobody reads sound there, or a file cannot be called so.
        StorageError: nothing may be written in the folder.
    """
    if arguments.out is None:
        if not arguments.play:
            raise InvalidRequest("It is not said where the sound goes.", "Say --out FILE, --out - or --play.")
    elif arguments.out != PIPE:
        from voicecloner.api.speaking import require_savable

        if arguments.format:
            raise InvalidRequest("--format is for --out -.", "The suffix of a file says its format.")
        require_savable(arguments.out, overwrites=arguments.overwrite, sources=sources)
    else:
        require_reader(context)


def require_reader(context: "Context") -> None:
    """Refuse before all the work to write sound to standard output where nobody can read it.

    Raises:
        InvalidRequest: it is a terminal, or JSON goes there.
    """
    if context.output.as_json:
        raise InvalidRequest("Sound and JSON cannot both go to standard output.", "Give --out a file.")
    if not is_read(sys.stdout):
        raise InvalidRequest("A terminal cannot play sound.", "Send it on, as in: --out - | PROGRAM, or > FILE")


def send_file(path: Path) -> None:
    """Write a file to standard output as it is.

    Raises:
        StorageError: it cannot be read, or the disk it goes to is full.
        BrokenPipeError: nobody reads it any more.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise StorageError(f"The recording cannot be read ({error.strerror}).") from error
    with file:
        while block := file.read(_BLOCK_BYTES):
            write_bytes(block)


class SoundPipe:
    """Sound that goes to standard output while it is made.

    Where the reader goes away, the work is stopped and nothing is said of it; `end` tells.

    Args:
        format_name: one of `PIPE_FORMATS`.
        tags: what the sound says of itself.
        cancel: stops the work.
    """

    def __init__(self, format_name: str, tags: dict[str, str], cancel: "CancelToken") -> None:
        self._format_name = format_name
        self._tags = tags
        self._cancel = cancel
        self._stream: SoundStream | None = None
        self._broken: BrokenPipeError | None = None

    def push(self, chunk: "AudioChunk | AudioClip") -> None:
        """The next piece.

        Raises:
            StorageError: the disk it goes to is full.
        """
        if self._stream is None:
            from voicecloner.api.speaking import SoundStream

            self._stream = SoundStream(self._format_name, chunk.sample_rate, self._tags)
        self._write(self._stream.push(chunk.samples))

    def end(self, made: Path) -> None:
        """The rest; all of it, where nothing was pushed.

        Args:
            made: the file of the whole.

        Raises:
            StorageError: as of `push`.
            BrokenPipeError: nobody reads it any more.
        """
        if self._stream is None:
            from voicecloner.api.speaking import read_audio

            self.push(read_audio(made))
        if self._stream and not self._broken:
            self._write(self._stream.end())
        if self._broken:
            raise self._broken

    def _write(self, content: bytes) -> None:
        if self._broken:
            return
        try:
            write_bytes(content)
        except BrokenPipeError as error:
            self._broken = error
            self._cancel.cancel()


def pipe_of(arguments: argparse.Namespace, tags: dict[str, str], context: "Context") -> SoundPipe | None:
    """Where the sound goes that ``--out -`` asks for; None where it is to be a file."""
    if arguments.out != PIPE:
        return None
    return SoundPipe(arguments.format or PIPE_FORMATS[0], tags, context.cancel)
