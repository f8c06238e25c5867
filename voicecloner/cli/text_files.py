"""Texts that are given as files or through a pipe: UTF-8, never endless, and told apart from the names of files."""

import os
import sys
from pathlib import Path
from typing import IO

from voicecloner.api.review import names_a_file
from voicecloner.cli.output import is_typed, tell
from voicecloner.errors import Cancelled, InvalidRequest, StorageError
from voicecloner.jobs import CancelToken

# Two million characters, which is the longest text that is spoken, of four bytes each.
_LONGEST_BYTES = 8_000_000


def read_text_file(path: Path, cancel: CancelToken) -> str:
    """The text of a file, without the blanks around it.

    Args:
        path: a file, or a pipe that has a name.
        cancel: ends the reading from within the signal handler, so however long nothing comes.

    Raises:
        Cancelled: by Ctrl-C.
        StorageError: there is no such file, it may not be read, or it holds no UTF-8 text.
        InvalidRequest: it is longer than anything that can be said.
    """
    try:
        with cancel.calling(cancel.raise_if_cancelled), path.open("rb") as file:
            return _text(file, f"“{path.name}”")
    except FileNotFoundError:
        raise StorageError(f"There is no file “{path.name}”.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise StorageError(f"“{path.name or path}” is a folder.", "Name a text file in it.") from None
    except OSError as error:
        hint = "Check its permissions and its disk."
        raise StorageError(f"“{path.name}” cannot be read: {error.strerror or error}.", hint) from error


def read_standard_input(cancel: CancelToken) -> str:
    """The text that comes through the pipe, without the blanks around it; `cancel` as of `read_text_file`.

    Raises:
        Cancelled: by Ctrl-C.
        StorageError: it is no UTF-8 text.
        InvalidRequest: it is longer than anything that can be said.
    """
    with cancel.calling(cancel.raise_if_cancelled):
        return _text(sys.stdin.buffer, "What came through the pipe")


def comes_through_a_pipe() -> bool:
    """Whether standard input is there and nobody types it."""
    return sys.stdin is not None and not is_typed(sys.stdin)


def words_of(text: str, option: str, cancel: CancelToken, *, may_ask: bool) -> str:
    """The words that were given; where a file has this very name, the user at the terminal is asked what is meant.

    Args:
        text: what was given.
        option: the option that takes a file.
        cancel: as of `read_text_file`.
        may_ask: False where a machine reads the answers.

    Raises:
        InvalidRequest: there is a file of this name, and nobody can be asked.
        Cancelled: by Ctrl-C, or there was no answer.
        StorageError: as of `read_text_file`.
    """
    name = text.strip()
    if not (names_a_file(name) and os.path.isfile(name)):  # noqa: PTH113 - Path.is_file raises where a name is too long
        return name
    if not (may_ask and is_typed(sys.stdin) and is_typed(sys.stderr)):
        raise InvalidRequest(f"“{Path(name).name}” is a file, not words.", f"Give it with {option} instead.")
    return read_text_file(Path(name), cancel) if _means_the_file(Path(name), cancel) else name


def _means_the_file(path: Path, cancel: CancelToken) -> bool:
    tell(f"“{path.name}” is a file. Take the words in it? [Y/n] ")
    with cancel.calling(cancel.raise_if_cancelled):
        answer = sys.stdin.readline()
    if not answer:
        raise Cancelled
    return answer.strip().lower() in {"", "y", "yes"}


def _text(file: IO[bytes], name: str) -> str:
    content = file.read(_LONGEST_BYTES + 1)
    if len(content) > _LONGEST_BYTES:
        raise InvalidRequest(f"{name} is longer than two million characters.", "Split it into chapters.")
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise StorageError(f"{name} is not UTF-8 text.", "Save it as plain text in UTF-8.") from error
