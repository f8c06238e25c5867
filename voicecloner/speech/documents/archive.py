"""EPUB and DOCX files are zips by strangers: what is read of them is bounded, and nothing is unpacked to the disk."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicecloner.errors import UnreadableDocument

MOST_FILES = 20_000
MOST_BYTES = 400_000_000
"""Of all files in a zip, unpacked; picture books of museums have 300 MB."""
MOST_TEXT_BYTES = 40_000_000
"""Of one file of text, unpacked; the Bible has 5 MB."""
_MOST_RATIO = 400  # text is packed to a tenth; a bomb to a thousandth
_SMALL_BYTES = 5_000_000  # whatever its ratio, this much does no harm


class Archive:
    """The files of one zip, by their names.

    Args:
        opened: the zip.
        name: what the user calls it.
    """

    def __init__(self, opened: zipfile.ZipFile, name: str) -> None:
        self._opened, self._name = opened, name
        infos = [info for info in opened.infolist() if not info.is_dir()]
        self._require_bounded(infos)
        self._files = {info.filename.replace("\\", "/"): info for info in infos}
        self._folded = {posixpath.normpath(name).lower(): info for name, info in self._files.items()}

    def __contains__(self, name: str) -> bool:
        return self._info(name) is not None

    def names(self) -> list[str]:
        """Of all files."""
        return list(self._files)

    def text_bytes(self, name: str) -> bytes:
        """One file that holds text, or a picture.

        Raises:
            UnreadableDocument: it is not there, is too long, damaged or locked with a password.
        """
        info = self._info(name)
        if info is None:
            raise UnreadableDocument(f"“{self._name}” is damaged: “{name}” is missing in it.")
        if info.file_size > MOST_TEXT_BYTES:
            raise UnreadableDocument(f"“{self._name}” holds a text that is longer than any book.")
        if info.flag_bits & 1:
            raise UnreadableDocument(f"“{self._name}” is locked with a password.", "Save it without one.")
        try:
            return self._opened.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise UnreadableDocument(f"“{self._name}” is damaged: “{name}” in it cannot be read.") from error

    def _info(self, name: str) -> zipfile.ZipInfo | None:
        """Also where the makers did not agree on capitals or wrote ``./``; nothing outside of the zip is looked at."""
        return self._files.get(name) or self._folded.get(posixpath.normpath(name).lower())

    def _require_bounded(self, infos: list[zipfile.ZipInfo]) -> None:
        whole_bytes = sum(info.file_size for info in infos)
        packed_bytes = sum(info.compress_size for info in infos)
        is_bomb = whole_bytes > _SMALL_BYTES and whole_bytes > _MOST_RATIO * max(1, packed_bytes)
        if len(infos) > MOST_FILES or whole_bytes > MOST_BYTES or is_bomb:
            raise UnreadableDocument(
                f"“{self._name}” would fill the memory when it is unpacked, as no book does: it was not opened."
            )
        for info in infos:
            if _leaves(info.filename):
                raise UnreadableDocument(
                    f"“{self._name}” holds a file that would lie outside of it: it was not opened."
                )


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """The files of a zip.

    Raises:
        UnreadableDocument: it is none, or one that may not be opened.
        OSError: as the system reports it.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            yield Archive(opened, path.name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise UnreadableDocument(f"“{path.name}” is damaged and cannot be read.") from error


def _leaves(name: str) -> bool:
    plain = posixpath.normpath(name.replace("\\", "/"))
    return plain.startswith(("/", "../")) or plain == ".." or plain[1:2] == ":"
