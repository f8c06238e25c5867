"""The ways in which a script may give a recording, and how several are matched with what is said of each."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

from voicecloner.errors import InvalidRequest
from voicecloner.scratch import scratch_folder, temporary_error

_DATA_URI = re.compile(r"data:[^,]*;base64,(?P<content>.*)", re.DOTALL)
_BLOCK_BYTES = 1 << 20


@runtime_checkable
class BinaryFile(Protocol):
    """Anything that is read like an open file of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, no more than `size`; none at the end."""
        ...


Source = str | PathLike[str]
"""The path of a file."""
Sound = Source | bytes | bytearray | memoryview | BinaryFile | tuple[Any, int]
"""A recording: the path of a file; its bytes; an open file; a data URI in base64; or samples, of the shape (frames,) or
(frames, channels), and their rate in Hz."""


def several(given: Sound | Sequence[Sound]) -> tuple[Sound, ...]:
    """All of them, where one or several may be given.

    Raises:
        InvalidRequest: samples without a rate.
    """
    if isinstance(given, list) or (isinstance(given, tuple) and not _are_samples(given)):
        return tuple(cast("Sequence[Sound]", given))
    return (cast(Sound, given),)


@contextmanager
def as_files(given: Sequence[Sound]) -> Iterator[tuple[Path, ...]]:
    """The recordings as files, in order; those that are none yet are written for the time of the block.

    Raises:
        InvalidRequest: one is no recording.
        StorageError: there is no room for them.
    """
    if all(_is_path(each) for each in given):
        yield tuple(Path(cast(Source, each)) for each in given)
        return
    with scratch_folder() as folder:
        yield tuple(_as_file(each, folder / f"recording-{number}") for number, each in enumerate(given, 1))


def matched(of: int, values: Any, what: str) -> tuple[Any, ...]:
    """One value for each: that many were given, or one for all.

    Args:
        of: how many there are.
        values: a list of as many, or of one; or a single value that is no list.
        what: they are, for the error.

    Raises:
        InvalidRequest: there are more or fewer.
    """
    listed = tuple(values) if isinstance(values, list | tuple) else (values,)
    if len(listed) not in {1, of}:
        raise InvalidRequest(f"There are {len(listed)} {what} for {of}.", "Give one for all, or one for each.")
    return listed * of if len(listed) == 1 else listed


def _is_path(given: Sound) -> bool:
    return isinstance(given, PathLike) or (isinstance(given, str) and not given.startswith("data:"))


def _are_samples(given: tuple[Any, ...]) -> bool:
    return len(given) == 2 and not isinstance(given[0], str | bytes | PathLike) and isinstance(given[1], int)


def _as_file(given: Sound, path: Path) -> Path:
    if _is_path(given):
        return Path(cast(Source, given))
    if isinstance(given, tuple):
        from voicecloner.audio.files.samples_file import write_samples

        write_samples(path, *given)
    elif isinstance(given, bytes | bytearray | memoryview):
        _write(path, iter((bytes(given),)))
    elif isinstance(given, str):
        _write(path, iter((_content_of(given),)))
    elif isinstance(given, BinaryFile):
        _write(path, iter(lambda: given.read(_BLOCK_BYTES), b""))
    else:
        hint = "Give a path, bytes, an open file, a data URI, or samples and their rate in Hz."
        raise InvalidRequest(f"A {type(given).__name__} is no recording.", hint)
    return path


def _content_of(uri: str) -> bytes:
    found = _DATA_URI.fullmatch(uri)
    if found is None:
        raise InvalidRequest("The data URI is not in base64.", "It begins like data:audio/wav;base64,")
    try:
        return base64.b64decode(found["content"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest("The data URI is not base64.", "Encode the file with base64.b64encode.") from error


def _write(path: Path, blocks: Iterator[bytes]) -> None:
    try:
        with path.open("xb") as file:
            for block in blocks:
                if not isinstance(block, bytes):
                    raise InvalidRequest("The recording was opened as text.", 'Open it with "rb".')
                file.write(block)
    except OSError as error:
        raise temporary_error(error) from error
