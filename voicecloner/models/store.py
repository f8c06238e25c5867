"""Where models lie.

    <models>/<id>/                     a model's files, whole and checked
    <models>/<id>/.voicecloner.json    which they are
    <models>/.incoming/<id>/           a model on its way; <id>.import/ while it is copied from elsewhere
    <models>/.incoming/<id>.lock       held while somebody fetches, imports or removes the model

A model's folder appears and goes away as a whole, by renaming.
"""

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voicecloner import file_lock
from voicecloner.atomic import make_folder, remove_file, storage_error, sync_file, sync_folder, write_atomically
from voicecloner.errors import WeightsInUse, WeightsNotFound
from voicecloner.models.catalogue import Model, is_plain_path

RECORD_NAME = ".voicecloner.json"
_RECORD_VERSION = 1
_INCOMING = ".incoming"


@dataclass(frozen=True)
class StoredFile:
    """A file of an installed model."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class InstalledModel:
    """A model on this computer.

    Attributes:
        id: the model's.
        files: all of them.
        licence_id: the licence that was accepted.
        installed_at: when, in UTC, ISO 8601.
        sources: where the catalogue had its files from; other sources now make it another model.
    """

    id: str
    files: tuple[StoredFile, ...]
    licence_id: str
    installed_at: str
    sources: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """What it takes on the disk."""
        return sum(file.size_bytes for file in self.files)


class WeightsStore:
    """The models below one folder.

    Args:
        folder: made on the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / _INCOMING

    def folder(self, model_id: str) -> Path:
        """Where a model lies, whether it is there or not."""
        return self._folder / model_id

    def installed(self, model: Model) -> InstalledModel | None:
        """What is there of a model; None if it is not there, not whole, or of an earlier catalogue."""
        record = self._record(model.id)
        if record is None or record.sources != sources_of(model) or not _has_checksums(record, model):
            return None
        sizes = [(self.folder(model.id) / file.path, file.size_bytes) for file in record.files]
        return record if all(_size_of(path) == size for path, size in sizes) else None

    def staging(self, model_id: str) -> Path:
        """Where a model is put together; made if it is not there. What an interrupted download left lies in it.

        Raises:
            StorageError: it cannot be made.
        """
        folder = self._incoming / model_id
        make_folder(folder)
        return folder

    def waiting_bytes(self, model_id: str) -> int:
        """How much of a model an interrupted download left, to be gone on with."""
        here = (self._incoming / model_id).rglob("*")
        return sum(_size_of(path) or 0 for path in here if not path.name.endswith(".part.json"))

    @contextmanager
    def hold(self, model_id: str) -> Iterator[None]:
        """Nobody else writes this model within the block.

        Raises:
            WeightsInUse: somebody else does.
            StorageError: the folder cannot be written.
        """
        make_folder(self._incoming)
        path = self._incoming / f"{model_id}.lock"
        try:
            lock = _held(path)
        except OSError as error:
            raise storage_error(error, path) from error
        if lock is None:
            raise WeightsInUse(f"“{model_id}” is being fetched or removed by another program just now.")
        try:
            yield
        finally:
            with lock:
                remove_file(path)
            self._tidy(model_id)

    def publish(self, record: InstalledModel, staging: Path) -> None:
        """Give the model that was put together in `staging` its place; what else there is of it goes.

        Hold it meanwhile.

        Raises:
            StorageError: it stays where it was put together.
        """
        place = self.folder(record.id)
        document = {"version": _RECORD_VERSION, **asdict(record)}
        write_atomically(staging / RECORD_NAME, json.dumps(document, indent=2).encode() + b"\n")
        try:
            for file in record.files:
                sync_file(staging / file.path)
            for folder in {staging, *((staging / file.path).parent for file in record.files)}:
                sync_folder(folder)
            with self._set_aside(place):
                staging.rename(place)
            sync_folder(self._folder)
            self.discard(record.id)
        except OSError as error:
            raise storage_error(error, place) from error

    def remove(self, model_id: str) -> None:
        """Take a model away, and what is on its way of it. Hold it meanwhile.

        Raises:
            WeightsNotFound: there is nothing of it.
            StorageError: it cannot be removed.
        """
        if not self.folder(model_id).is_dir() and not self.waiting_bytes(model_id):
            raise WeightsNotFound(f"“{model_id}” is not on this computer.")
        try:
            with self._set_aside(self.folder(model_id)):
                self.discard(model_id)
        except OSError as error:
            raise storage_error(error, self.folder(model_id)) from error

    def discard(self, model_id: str) -> None:
        """Throw away what is on its way of a model. Hold it meanwhile."""
        shutil.rmtree(self._incoming / model_id, ignore_errors=True)

    @contextmanager
    def _set_aside(self, place: Path) -> Iterator[None]:
        """Rename what is at `place` out of the way and delete it after the block; put it back if the block fails."""
        aside = self._incoming / f"{place.name}.{secrets.token_hex(4)}.old"
        is_there = place.exists()
        if is_there:
            place.rename(aside)
        try:
            yield
        except BaseException:
            if is_there:
                aside.rename(place)
            raise
        shutil.rmtree(aside, ignore_errors=True)

    def _record(self, model_id: str) -> InstalledModel | None:
        try:
            document = json.loads((self.folder(model_id) / RECORD_NAME).read_bytes())
            return _read_record(document, model_id)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _tidy(self, model_id: str) -> None:
        """Remove what a crash left of a removal or an import, and folders in which nothing is left."""
        for leftover in (*self._incoming.glob(f"{model_id}.????????.old"), self._incoming / f"{model_id}.import"):
            shutil.rmtree(leftover, ignore_errors=True)
        for folder in (self._incoming, self._folder):
            with contextlib.suppress(OSError):  # something is in it
                folder.rmdir()


def sources_of(model: Model) -> tuple[str, ...]:
    """Where the catalogue has a model's files from."""
    return tuple(f"{file.path} {file.source}" for file in model.files)


def _has_checksums(record: InstalledModel, model: Model) -> bool:
    """Whether the files are those the catalogue means, as far as it says so."""
    found = {file.path: file.sha256 for file in record.files}
    wanted = [(file.path, file.sha256) for file in model.files if file.sha256 and not file.unpack]
    return all(found.get(path) == sha256 for path, sha256 in wanted)


def _read_record(document: dict[str, Any], model_id: str) -> InstalledModel | None:
    files = tuple(StoredFile(**file) for file in document["files"])
    if document["version"] != _RECORD_VERSION or document["id"] != model_id:
        return None
    if not files or not all(is_plain_path(file.path) for file in files):
        return None
    return InstalledModel(model_id, files, document["licence_id"], document["installed_at"], tuple(document["sources"]))


def _held(path: Path) -> "contextlib.AbstractContextManager[object] | None":
    """The lock file, open and locked; None if somebody else holds it."""
    while True:
        file = path.open("ab")
        if file_lock.try_hold(file) is False:
            file.close()
            return None
        if _is_same(file.fileno(), path):
            return file
        file.close()  # its last holder has removed it meanwhile


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None
