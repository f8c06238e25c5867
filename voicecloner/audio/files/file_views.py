"""Read-only views of an open file: a part of it, or the whole with other bytes in its header."""

import io
import os
from collections.abc import Mapping
from typing import BinaryIO


class FilePart(io.RawIOBase):
    """A stretch of a file, as if it were a file of its own.

    Args:
        source: the whole file; several views may share it.
        start: where the part begins, in bytes.
        end: where it ends.
        patches: bytes to show in place of others, by their place in the part.
    """

    def __init__(self, source: BinaryIO, start: int, end: int, patches: Mapping[int, bytes] | None = None) -> None:
        super().__init__()
        self._source = source
        self._start = start
        self._size = end - start
        self._patches = dict(patches or {})
        self._position = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Place in the part."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the part.

        Raises:
            OSError: it lies before the beginning.
        """
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(22, "before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        """Read the next bytes, as many as fit and are there."""
        self._source.seek(self._start + self._position)
        wanted = min(len(buffer), max(0, self._size - self._position))
        content = bytearray(self._source.read(wanted))
        for place, patch in self._patches.items():
            _lay_over(content, place - self._position, patch)
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)


def _lay_over(content: bytearray, place: int, patch: bytes) -> None:
    """Replace the part of `content` that lies under `patch`; both may reach beyond each other."""
    first, last = max(0, place), min(len(content), place + len(patch))
    if first < last:
        content[first:last] = patch[first - place : last - place]
