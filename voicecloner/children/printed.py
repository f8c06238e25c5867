"""What a child process prints: its last words are kept for the error, all of it in a log where one is wanted.

Both are bounded: a child that prints without end fills neither memory nor disk.
"""

import io
import threading
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from voicecloner.atomic import make_folder
from voicecloner.errors import StorageError

LIMIT_BYTES = 1_000_000
_LAST_BYTES = 2000
_AT_ONCE_BYTES = 65536


class BoundedFile:
    """A file that is appended to. Once it is full it becomes ``<name>.old`` and starts anew.

    Nothing is raised: a full disk must not stop a child because of its log.

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


class Printed:
    """A thread that takes what a process prints until the process ends.

    Args:
        stream: the process's output; closed at its end.
        log: a file everything is appended to.
    """

    def __init__(self, stream: io.BufferedReader, log: Path | None = None) -> None:
        self._stream = stream
        self._file = BoundedFile(log) if log else None
        self._last = b""
        self._thread = threading.Thread(target=self._take, name="child-prints", daemon=True)
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait until everything printed has arrived.

        It may take longer than `timeout_s` if the child started processes of its own that still hold the stream.
        """
        self._thread.join(timeout_s)

    def last_words(self) -> str:
        """What was printed last, at most some lines."""
        return self._last.decode(errors="replace").strip()

    def _take(self) -> None:
        with self._stream:
            while content := self._stream.read1(_AT_ONCE_BYTES):
                self._last = (self._last + content)[-_LAST_BYTES:]
                if self._file:
                    self._file.write(content)
        if self._file:
            self._file.close()
