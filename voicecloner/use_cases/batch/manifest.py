"""What a batch has made, line by line: ``manifest.jsonl`` in its folder.

While the batch is at work every outcome is added to its end at once; so a kill loses at most the lines that were being
said. In the end it is written anew in the order of the table.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecloner.atomic import read_file, remove_file, storage_error, write_atomically
from voicecloner.errors import InvalidRequest, VoiceClonerError
from voicecloner.file_lock import is_held, try_hold
from voicecloner.use_cases.batch.batch_line import BatchLine, LineOutcome, SaidLine

NAME = "manifest.jsonl"
_LOCK_NAME = ".voicecloner-batch.lock"


@dataclass(frozen=True)
class Entry:
    """One line of the manifest, as far as the program reads it again.

    Attributes:
        file: which file it is about.
        digest: as of `BatchLine`.
        said: what there is to know of the file; None where it could not be made.
        fields: all that is written down of it.
    """

    file: str
    digest: str
    said: SaidLine | None
    fields: Mapping[str, Any]


class Manifest:
    """The manifest of one folder.

    Args:
        folder: the batch's folder, which exists.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME

    @property
    def is_held(self) -> bool:
        """Whether a program is at work in the folder."""
        try:
            return bool(is_held(self._folder / _LOCK_NAME))
        except OSError:
            return False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other programs from working in the same folder for the time of the block.

        Raises:
            InvalidRequest: one is at work there.
            StorageError: the folder may not be written.
        """
        lock = self._folder / _LOCK_NAME
        try:
            file = lock.open("ab")
        except OSError as error:
            raise storage_error(error, lock) from error
        with file:
            if try_hold(file) is False:
                raise InvalidRequest(f"Another batch is at work in {self._folder}.", "Wait for it, or choose another.")
            try:
                yield
            finally:
                remove_file(lock)

    def entries(self) -> dict[str, Entry]:
        """What was made by earlier batches, by file; of several about a file the last. What cannot be read is left out.

        Raises:
            StorageError: the manifest is there and cannot be read.
        """
        try:
            lines = read_file(self._path).splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise storage_error(error, self._path) from error
        return {entry.file: entry for entry in map(_entry, lines) if entry}

    def write(self, entries: Iterable[Entry]) -> None:
        """Write all of it anew.

        Raises:
            StorageError
        """
        write_atomically(self._path, b"".join(_as_line(entry) for entry in entries))

    def add(self, entry: Entry) -> None:
        """Add what came of a line; it is on the disk afterwards.

        Raises:
            StorageError
        """
        try:
            with self._path.open("ab", buffering=0) as file:
                file.write(_as_line(entry))
                os.fsync(file.fileno())
        except OSError as error:
            raise storage_error(error, self._path) from error


def entry_of(outcome: LineOutcome) -> Entry:
    """What is written down of an outcome."""
    line, said = outcome.line, outcome.said
    fields = {
        "line": line.number,
        "voice_id": line.request.voice,
        "name": line.voice_name,
        "text": line.request.text,
        "language": line.request.language,
        "file": line.file,
        "seconds": round(said.seconds, 3) if said else None,
        "sha256": said.sha256 if said else None,
        "seed": said.seed if said else line.request.seed,
        "notes": list(said.notes) if said else [],
        "error": _error(outcome.error) if outcome.error else None,
        "request": line.digest,
    }
    return Entry(line.file, line.digest, said, fields)


def renumbered(entry: Entry, line: BatchLine) -> Entry:
    """The same entry for a line that may stand elsewhere in the table by now."""
    return Entry(entry.file, entry.digest, entry.said, {**entry.fields, "line": line.number, "name": line.voice_name})


def _error(error: VoiceClonerError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _as_line(entry: Entry) -> bytes:
    return json.dumps(dict(entry.fields), ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _entry(line: bytes) -> Entry | None:
    """None for what was cut off by a kill, or is none of ours."""
    try:
        fields = json.loads(line)
        return Entry(str(fields["file"]), str(fields["request"]), _said(fields), fields)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _said(fields: Mapping[str, Any]) -> SaidLine | None:
    if fields["error"] is not None:
        return None
    return SaidLine(float(fields["seconds"]), str(fields["sha256"]), int(fields["seed"]), tuple(fields["notes"]))
