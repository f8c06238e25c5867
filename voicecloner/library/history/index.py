"""Finds takes fast: what is listed and searched stands in a small database, made of the records beside the sounds.

    takes.db    may be missing or damaged at any time: the records tell all that is in it, and it is made anew

The records are read again where their file has changed. Whether any has is told by the folder itself: a record is
written by giving a file its name, and that changes the folder.
"""

import logging
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from voicecloner.atomic import remove_file
from voicecloner.library.history.query import numbers_of
from voicecloner.library.search import search_key
from voicecloner.library.take_record import KeptTake, brief_bytes, record_from
from voicecloner.library.trigrams import filled

MEMORY = ":memory:"
_SCHEMA_VERSION = 2
# The number tells the time: what is searched is walked from the last spoken on, and no further than it has to be.
_TABLE = """
    CREATE TABLE takes (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        mark TEXT NOT NULL,
        is_discarded INTEGER NOT NULL,
        brief BLOB NOT NULL
    ) STRICT"""
_SEARCH = "CREATE VIRTUAL TABLE take_search USING fts5 (said, tokenize = 'trigram case_sensitive 1')"
_ORDER = "CREATE INDEX takes_by_time ON takes (is_discarded, number)"
# A folder that was changed so short a time ago may be changed again without its time telling.
_SETTLED_AFTER_NS = 2_000_000_000
_BUSY_TIMEOUT_S = 10.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_OURS = re.compile(r"(?P<record>[0-9a-f]{32})\.json|[0-9a-f]{32}(-[0-9a-f]{16})?\.wav")
_UNFINISHED = re.compile(r"[0-9a-f]{32}\.(part|next)\.(wav|json)")

_log = logging.getLogger(__name__)
ResultT = TypeVar("ResultT")
Read = Callable[[Path], KeptTake | None]


class TakeIndex:
    """What is listed and searched of the takes in one folder. Usable from any thread.

    Args:
        folder: where the takes lie.
        path: of the database; `MEMORY` for one that is gone with the program.
        read: reads what is kept of the take with this sound; None where nothing can be read.

    Attributes:
        size_bytes: how much room the takes took when they were last looked at, with all versions of their sentences.
    """

    def __init__(self, folder: Path, path: Path | str, read: Read) -> None:
        self.size_bytes = 0
        self._folder = folder
        self._path = path
        self._read = read
        self._lock = threading.RLock()
        self._seen_ns = 0
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the database; it is opened again when it is next needed."""
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection, self._seen_ns = None, 0

    @property
    def is_behind(self) -> bool:
        """Whether the folder has changed since it was last looked through, as far as can be told.

        Raises:
            OSError: it cannot be looked into.
        """
        return self._folder.stat().st_mtime_ns != self._seen_ns

    def found(self, query: str, limit: int | None, count_to: int | None = None) -> tuple[int, list[KeptTake]]:
        """The takes that hold every word of `query`, the last spoken first: how many, and the first `limit` of them.

        Those that were deleted are not among them. What they say in detail, their words and sentences, stands in their
        records alone.

        Args:
            query: the words.
            limit: no more than so many takes; None: all.
            count_to: where the counting ends, which takes most of the time where a word is common; None: nowhere.

        Raises:
            OSError: the folder cannot be looked into.
        """
        wanted = (query, _limit_of(limit), _limit_of(count_to))
        with self._lock:
            return self._whatever_happens(lambda connection: self._look(connection, *wanted))

    def forget(self, take_id: str) -> None:
        """Leave nothing of a take that was erased."""
        with self._lock:
            if self._connection or (self._path != MEMORY and Path(self._path).exists()):
                self._whatever_happens(lambda connection: _forget(connection, [take_id]))

    def _whatever_happens(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        """Do it with the database; with a new one where it is damaged, and in memory where the disk has no place."""
        try:
            return self._with_database(work)
        except sqlite3.OperationalError as error:
            _log.info("the index of takes is of no use: %s", error)
            self._path = MEMORY
        except sqlite3.DatabaseError as error:
            _log.info("the index of takes is damaged: %s", error)
            remove_file(Path(self._path))
        self.close()
        return self._with_database(work)

    def _with_database(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        connection = self._connection = self._connection or _opened(self._path)
        with connection:
            return work(connection)

    def _look(
        self, connection: sqlite3.Connection, query: str, limit: int, count_to: int
    ) -> tuple[int, list[KeptTake]]:
        if self.is_behind:
            self._bring_up_to_date(connection)
        numbers, terms = numbers_of(connection, query)
        count = connection.execute(f"SELECT count(*) FROM ({numbers} LIMIT ?)", (*terms, count_to)).fetchone()[0]  # noqa: S608
        rows = connection.execute(
            f"SELECT id, brief FROM takes WHERE number IN ({numbers} LIMIT ?) ORDER BY number DESC",  # noqa: S608
            (*terms, limit),
        )
        return count, [record_from(brief, self._folder / f"{take_id}.wav") for take_id, brief in rows]

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        changed_ns = self._folder.stat().st_mtime_ns
        folder = _looked_through(self._folder)
        known = dict(connection.execute("SELECT id, mark FROM takes").fetchall())
        changed = [take_id for take_id, mark in folder.marks.items() if known.get(take_id) != mark]
        _forget(connection, known.keys() - folder.marks.keys() | {*changed})
        found = [kept for take_id in changed if (kept := self._read_whole(take_id))]
        for kept in sorted(found, key=lambda kept: (kept.take.created_at, kept.id)):  # ten times as fast in this order
            _note(connection, kept, folder.marks[kept.id])
        is_settled = folder.is_whole and time.time_ns() - changed_ns > _SETTLED_AFTER_NS
        self._seen_ns, self.size_bytes = changed_ns if is_settled else 0, folder.size_bytes

    def _read_whole(self, take_id: str) -> KeptTake | None:
        sound = self._folder / f"{take_id}.wav"
        kept = self._read(sound)
        return kept if sound.exists() else None


def sought_in(kept: KeptTake) -> str:
    """What the words of a query are looked for in."""
    take = kept.take
    return search_key(f"{take.text}\n{take.voice_name}\n{take.voice_id}\n{kept.id}")


def _limit_of(count: int | None) -> int:
    """As SQL has it."""
    return -1 if count is None else count


def _note(connection: sqlite3.Connection, kept: KeptTake, mark: str) -> None:
    number = _free_number(connection, kept.take.created_at)
    row = (number, kept.id, mark, kept.is_discarded, brief_bytes(kept))
    connection.execute("INSERT INTO takes (number, id, mark, is_discarded, brief) VALUES (?, ?, ?, ?, ?)", row)
    if not kept.is_discarded:
        connection.execute("INSERT INTO take_search (rowid, said) VALUES (?, ?)", (number, filled(sought_in(kept))))


def _free_number(connection: sqlite3.Connection, moment: datetime) -> int:
    """The milliseconds since 1970, or the next number that no other take has."""
    number = (moment - _EPOCH) // _MILLISECOND
    while connection.execute("SELECT 1 FROM takes WHERE number = ?", (number,)).fetchone():
        number += 1
    return number


def _forget(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    for take_id in ids:
        row: Sequence[int] | None = connection.execute("SELECT number FROM takes WHERE id = ?", (take_id,)).fetchone()
        if row:
            connection.execute("DELETE FROM take_search WHERE rowid = ?", row)
            connection.execute("DELETE FROM takes WHERE number = ?", row)


@dataclass(frozen=True)
class _Folder:
    """What was found in the folder.

    Attributes:
        marks: by the ids of takes, what changes whenever their record does.
        size_bytes: of all sounds.
        is_whole: whether nothing is being made there, and nothing was broken off.
    """

    marks: Mapping[str, str]
    size_bytes: int
    is_whole: bool


def _looked_through(folder: Path) -> _Folder:
    marks, size_bytes, is_whole = dict[str, str](), 0, True
    with os.scandir(folder) as entries:
        for entry in entries:
            if not (found := _OURS.fullmatch(entry.name)):
                is_whole = is_whole and not _UNFINISHED.fullmatch(entry.name)
                continue
            with suppress(FileNotFoundError):  # erased this moment
                facts = entry.stat()
                if found["record"]:
                    marks[found["record"]] = f"{facts.st_mtime_ns}-{facts.st_size}-{entry.inode()}"
                else:
                    size_bytes += facts.st_size
    return _Folder(marks, size_bytes, is_whole)


def _opened(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, check_same_thread=False)
    try:
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA_VERSION:
            _make_anew(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_anew(connection: sqlite3.Connection) -> None:
    with connection:
        for table in ("takes", "take_search"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for step in (_TABLE, _SEARCH, _ORDER, f"PRAGMA user_version = {_SCHEMA_VERSION}"):
            connection.execute(step)
        with suppress(sqlite3.OperationalError):  # SQLite before 3.42 has no such thing
            connection.execute("INSERT INTO take_search (take_search, rank) VALUES ('secure-delete', 1)")
