"""A file that is being fetched: what has arrived, beside a journal that says of which file it is a part.

    model.safetensors.part        the bytes so far
    model.safetensors.part.json   size, checksum and the server's own mark (entity tag) of the whole file

A part is gone on with only if the journal fits what the server has now. A program that is killed leaves both.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from voicecloner.atomic import remove_file, write_atomically

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Expected:
    """What a whole file must be, as far as it is known.

    Attributes:
        size_bytes: its size.
        sha256: hex digest of its content.
        git_sha1: the name git gives its content, which the Hub declares for small files.
    """

    size_bytes: int | None = None
    sha256: str | None = None
    git_sha1: str | None = None

    def is_met_by(self, found: "Fingerprint") -> bool:
        """Whether a file with this fingerprint is the expected one, as far as that can be told."""
        pairs = ((self.size_bytes, found.size_bytes), (self.sha256, found.sha256), (self.git_sha1, found.git_sha1))
        return all(wanted is None or wanted == got for wanted, got in pairs)


@dataclass(frozen=True)
class Fingerprint:
    """What a file on the disk is."""

    size_bytes: int
    sha256: str
    git_sha1: str | None = None


class Fingerprinter:
    """Computes the fingerprint of a content while it is read.

    Args:
        size_bytes: of the whole, which git's name of a content begins with; None: no such name is taken.
    """

    def __init__(self, size_bytes: int | None = None) -> None:
        self._sha256 = hashlib.sha256()
        self._git = None
        if size_bytes is not None:
            # git names contents by SHA-1; it is compared here, nothing is signed with it
            self._git = hashlib.sha1(f"blob {size_bytes}\0".encode(), usedforsecurity=False)
        self.seen_bytes = 0

    def add(self, block: bytes) -> None:
        """Count a block in."""
        self._sha256.update(block)
        if self._git:
            self._git.update(block)
        self.seen_bytes += len(block)

    def result(self) -> Fingerprint:
        """Of everything added so far."""
        return Fingerprint(self.seen_bytes, self._sha256.hexdigest(), self._git.hexdigest() if self._git else None)


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """A file's content from where it stands, in blocks of 1 MiB."""
    while block := file.read(_BLOCK_BYTES):
        yield block


@dataclass(frozen=True)
class Journal:
    """Which file a part is a part of.

    Attributes:
        size_bytes: of the whole; None if the server did not say.
        tag: the server's strong entity tag or its date of the last change; empty: it gave none.
        expected_sha256: what the whole must hash to, if that was known.
    """

    size_bytes: int | None
    tag: str
    expected_sha256: str | None


class PartFile:
    """The part of one file. Used by one thread.

    Args:
        whole: where the file will lie when it is complete.
    """

    def __init__(self, whole: Path) -> None:
        self._whole = whole
        self._path = whole.with_name(whole.name + ".part")
        self._journal_path = whole.with_name(whole.name + ".part.json")
        self._file: BinaryIO | None = None
        self.journal: Journal | None = None
        self.size_bytes = 0

    def open(self) -> Self:
        """Open it, with what an earlier attempt left if its journal can be read; otherwise empty."""
        self.journal = self._read_journal()
        self._file = self._path.open("ab+")
        self.size_bytes = self._file.seek(0, os.SEEK_END)
        if self.journal is None and self.size_bytes:
            self.restart(None)
        return self

    def restart(self, journal: Journal | None) -> None:
        """Forget what has arrived; from now on it is a part of what `journal` says."""
        self._opened.truncate(0)
        self.size_bytes = 0
        self.journal = journal
        if journal is None:
            remove_file(self._journal_path)
        else:
            write_atomically(self._journal_path, json.dumps(asdict(journal)).encode())

    def append(self, block: bytes) -> None:
        """Add what has arrived."""
        self._opened.write(block)
        self.size_bytes += len(block)

    def content(self) -> Iterator[bytes]:
        """What has arrived so far, in blocks."""
        self._opened.flush()
        with self._path.open("rb") as file:
            yield from blocks_of(file)

    def finish(self) -> None:
        """It is complete: bring it to the disk and give it its name."""
        self._opened.flush()
        os.fsync(self._opened.fileno())
        self.close()
        self._path.replace(self._whole)
        remove_file(self._journal_path)

    def close(self) -> None:
        """Close it; what has arrived stays."""
        if self._file:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("the part is not open")
        return self._file

    def _read_journal(self) -> Journal | None:
        try:
            return Journal(**json.loads(self._journal_path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
