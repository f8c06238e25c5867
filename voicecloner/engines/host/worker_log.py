"""The log of the engine's process: everything it and its libraries print, in a file that cannot grow without bound."""

import io
import threading
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from voicecloner.atomic import make_folder
from voicecloner.errors import StorageError

LIMIT_BYTES = 1_000_000


class BoundedFile:
    """A file that is appended to. Once it is full it becomes ``<name>.old`` and starts anew.

    Nothing is raised: a full disk must not stop an engine because of its log.

    Args:
        path: the file; its folder is made.
        limit_bytes: size from which on it is full.
    """

    def __init__(self, path: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        self._path = path
        self._limit_bytes = limit_bytes
        self._file: BinaryIO | None = None

    def write(self, content: bytes) -> None:
        """Append `content`; lost if the file cannot be written."""
        with suppress(OSError, StorageError):
            file = self._open()
            file.write(content)
            file.flush()
            if file.tell() >= self._limit_bytes:
                self._start_anew()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        if self._file is None:
            make_folder(self._path.parent)
            self._file = self._path.open("ab")
        return self._file

    def _start_anew(self) -> None:
        self.close()
        try:
            self._path.replace(self._path.with_name(self._path.name + ".old"))
        except OSError:  # Windows does not rename what another instance of the program has open
            self._path.write_bytes(b"")


class LogDrain:
    """A thread that copies what a process prints into a file until the process ends.

    Args:
        stream: the process's output; closed at its end.
        path: the log file.
    """

    def __init__(self, stream: io.BufferedReader, path: Path) -> None:
        self._stream = stream
        self._file = BoundedFile(path)
        self._thread = threading.Thread(target=self._copy, name="engine-log", daemon=True)
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait until everything printed is in the file.

        It may take longer than `timeout_s` if the engine started processes of its own that still hold the stream.
        """
        self._thread.join(timeout_s)

    def _copy(self) -> None:
        while content := self._stream.read1(65536):
            self._file.write(content)
        self._file.close()
        self._stream.close()
