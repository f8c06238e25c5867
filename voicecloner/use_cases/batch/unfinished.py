"""Batches that were begun and not seen to their end, whatever ended them; each can be gone on with as it was begun."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voicecloner.domain.requests import require_types
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.library.batches import BatchRecord, BatchRecords
from voicecloner.use_cases.batch.batch_request import BatchRequest
from voicecloner.use_cases.batch.manifest import Manifest
from voicecloner.use_cases.batch.planning import LineDefaults


@dataclass(frozen=True)
class UnfinishedBatch:
    """A batch that is not done.

    Attributes:
        folder: where its files go; it is known by this.
        table: the file whose lines are said.
        started_at: when it was begun last, UTC, ISO 8601.
        lines: how many the table had then.
        said: of how many lines there is a file.
        is_at_work: whether a program says them just now.
    """

    folder: Path
    table: Path
    started_at: str
    lines: int
    said: int
    is_at_work: bool

    @property
    def fraction(self) -> float:
        """How much is said, 0..1."""
        return min(1.0, self.said / self.lines) if self.lines else 0.0


class UnfinishedBatches:
    """What can be done with them.

    Args:
        records: where it is kept which were begun.
    """

    def __init__(self, records: BatchRecords) -> None:
        self._records = records

    def list(self) -> tuple[UnfinishedBatch, ...]:
        """All of them, the one begun first at the beginning.

        Raises:
            StorageError
        """
        return tuple(map(_unfinished, self._records.list()))

    def request(self, folder: Path) -> BatchRequest:
        """What was asked for of the batch in this folder.

        Raises:
            InvalidRequest: none was begun there, or by a version that writes it in another way.
            StorageError
        """
        record = next((each for each in self._records.list() if each.folder == str(folder)), None)
        if record is None:
            raise InvalidRequest(f"No batch is unfinished in {folder}.", "Begin it anew.")
        return _request_of(record.asked)

    def begin(self, request: BatchRequest, lines: int, started_at: str) -> None:
        """It is begun.

        Raises:
            StorageError
        """
        asked = _asked(request)
        self._records.begin(BatchRecord(asked["folder"], asked["table"], started_at, lines, asked))

    def forget(self, folder: Path) -> None:
        """It is done, or nobody wants it any more; the files that were made stay.

        Raises:
            StorageError
        """
        self._records.end(str(folder.expanduser().absolute()))


def _unfinished(record: BatchRecord) -> UnfinishedBatch:
    folder = Path(record.folder)
    manifest = Manifest(folder)
    try:
        said = sum(entry.said is not None for entry in manifest.entries().values())
    except StorageError:  # the disk it is on may be away just now
        said = 0
    return UnfinishedBatch(folder, Path(record.table), record.started_at, record.lines, said, manifest.is_held)


def _asked(request: BatchRequest) -> dict[str, Any]:
    paths = {name: str(getattr(request, name).expanduser().absolute()) for name in ("table", "folder")}
    return asdict(request) | paths


def _request_of(asked: Mapping[str, Any]) -> BatchRequest:
    try:
        paths = {name: Path(asked[name]) for name in ("table", "folder")}
        request = BatchRequest(**{**asked, **paths, "defaults": LineDefaults(**asked["defaults"])})
        require_types(request)
    except (KeyError, TypeError, InvalidRequest) as error:
        hint = "Choose the same table and folder: it goes on where it left off."
        raise InvalidRequest("It is not known how this batch was begun.", hint) from error
    return request
