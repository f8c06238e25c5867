"""Writing the files of a model that is put together, and reading them again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from voicecloner.atomic import atomic_path, make_folder, storage_error
from voicecloner.errors import WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.catalogue import WeightFile
from voicecloner.models.containers import Names, open_container
from voicecloner.models.matching import members_of_archive
from voicecloner.models.part_file import Expected, Fingerprint, Fingerprinter, blocks_of
from voicecloner.models.store import StoredFile
from voicecloner.models.transfer_pace import TransferPace


class StagingFolder:
    """Writes into one folder.

    Args:
        folder: where the model is put together.
        pace: counts what is read and written.
        cancel: stops within a block of 1 MiB.
    """

    def __init__(self, folder: Path, pace: TransferPace, cancel: CancelToken) -> None:
        self.folder = folder
        self.pace = pace
        self._cancel = cancel

    def fingerprint(self, path: Path, expected: Expected | None = None) -> Fingerprint:
        """Read a file.

        Raises:
            StorageError, Cancelled
        """
        printer = _printer(expected)
        with storage_errors(path), path.open("rb") as file:
            for block in self._blocks(file):
                printer.add(block)
        return printer.result()

    def write(self, content: BinaryIO, path: str, expected: Expected) -> StoredFile:
        """Copy a content to `path`, whole or not at all.

        Raises:
            WeightsDamaged: it is not what is expected.
            StorageError, Cancelled
        """
        target = self.folder / path
        self.pace.begin(f"Copying {path}")
        make_folder(target.parent)
        printer = _printer(expected)
        with atomic_path(target) as temporary:
            with temporary.open("wb") as file:
                for block in self._blocks(content):
                    printer.add(block)
                    _require_no_more(printer, expected, path)
                    file.write(block)
            if not expected.is_met_by(printer.result()):
                raise WeightsDamaged(f"{path} is not the file it should be: its checksum is wrong.", "Get it again.")
        return stored(path, printer.result())

    def unpack(self, file: WeightFile) -> list[StoredFile]:
        """Put what is wanted of an archive beside it.

        Raises:
            WeightsDamaged: the archive cannot be read, or something is missing in it.
            StorageError, Cancelled
        """
        found: list[StoredFile] = []
        with open_container(self.folder / file.path) as archive:
            sizes = archive.sizes()
            wanted = members_of_archive(file, sizes)
            self.pace.total_bytes = sum(sizes[names] for names in wanted)

            def take(names: Names, size_bytes: int, content: BinaryIO) -> None:
                found.append(self.write(content, wanted[names], Expected(size_bytes)))

            archive.hand_out(wanted, take)
        return found

    def _blocks(self, file: BinaryIO) -> Iterator[bytes]:
        for block in blocks_of(file):
            self._cancel.raise_if_cancelled()
            yield block
            self.pace.add(len(block))


def stored(path: str, found: Fingerprint) -> StoredFile:
    """What is noted of a file."""
    return StoredFile(path, found.size_bytes, found.sha256)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the system's errors in the block into ours.

    Raises:
        StorageError
    """
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def _printer(expected: Expected | None) -> Fingerprinter:
    return Fingerprinter(expected.size_bytes if expected and expected.git_sha1 else None)


def _require_no_more(printer: Fingerprinter, expected: Expected, path: str) -> None:
    """An archive may hold more than it says: stop at the first byte too many."""
    if expected.size_bytes is not None and printer.seen_bytes > expected.size_bytes:
        raise WeightsDamaged(f"{path} is longer than it should be.", "Get it again.")
