"""Which batches were begun and not seen to their end: one small file each, beside nothing of what they made."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from voicecloner.atomic import make_folder, read_file, remove_file, storage_error, write_atomically

_VERSION = 1


@dataclass(frozen=True)
class BatchRecord:
    """A batch that was begun.

    Attributes:
        folder: where its files go; there is one batch for each folder.
        table: path of the table.
        started_at: when it was begun last, UTC, ISO 8601.
        lines: how many it has.
        asked: all that was asked for.
    """

    folder: str
    table: str
    started_at: str
    lines: int
    asked: Mapping[str, Any]


class BatchRecords:
    """Those that are not finished.

    Args:
        folder: made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> tuple[BatchRecord, ...]:
        """All of them, the oldest first; what cannot be read is left alone.

        Raises:
            StorageError: the folder may not be read.
        """
        try:
            paths = sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []
        except OSError as error:
            raise storage_error(error, self._folder) from error
        found = [record for path in paths if (record := _read(path))]
        return tuple(sorted(found, key=lambda record: record.started_at))

    def begin(self, record: BatchRecord) -> None:
        """Keep in mind that it is begun, in place of what was begun in the same folder before.

        Raises:
            StorageError
        """
        make_folder(self._folder)
        write_atomically(self._path(record.folder), json.dumps({"version": _VERSION, **asdict(record)}).encode())

    def end(self, folder: str) -> None:
        """The batch of this folder is done, or nobody wants it any more.

        Raises:
            StorageError
        """
        path = self._path(folder)
        try:
            remove_file(path)
        except OSError as error:
            raise storage_error(error, path) from error

    def _path(self, folder: str) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]}.json"


def _read(path: Path) -> BatchRecord | None:
    try:
        fields = json.loads(read_file(path))
        if fields.pop("version") != _VERSION:
            return None
        datetime.fromisoformat(fields["started_at"])
        return BatchRecord(**fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
