"""The library's database where its disk is full or may not be written: a copy in memory, only to be read."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from voicecloner.errors import StorageError
from voicecloner.library.backups import faults
from voicecloner.library.database import MEMORY, Database, connect
from voicecloner.library.migrations import MIGRATIONS


class DatabaseCopy(Database):
    """What can be read of a database, without a single file being written.

    Args:
        path: the database.
        others: copies of it, the best first, for when it cannot be read whole.
        refusal: why it cannot be opened in the usual way; raised by every change, once `seal` was called.

    Raises:
        LibraryTooNew: a later version of the program wrote it.
    """

    def __init__(self, path: Path, others: Sequence[Path], refusal: StorageError) -> None:
        self._sources = (path, *others)
        self._refusal = refusal
        self._is_sealed = False
        super().__init__(path, MIGRATIONS)

    @property
    def refusal(self) -> StorageError | None:
        """Why nothing can be changed."""
        return self._refusal

    def seal(self) -> None:
        """Refuse every change from now on: nobody would ever see it."""
        self._is_sealed = True

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """As of `Database`, until it is sealed.

        Raises:
            StorageError: the refusal.
        """
        if self._is_sealed:
            raise StorageError(self._refusal.message, self._refusal.hint)
        with super().writing() as connection:
            yield connection

    def _open(self) -> sqlite3.Connection:
        database, *others = self._sources
        tries = [(_with_its_journal, database), (_as_it_lies, database), *((_as_it_lies, other) for other in others)]
        for way, source in tries:
            with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
                return _copied(way, source, may_be_later=source is database)
        return connect(MEMORY)

    def _set_up_connection(self) -> None:
        """A copy in memory needs nothing of what keeps a file safe."""

    def _keep_as_it_was(self, why: str) -> None:
        """The file itself stays as it is."""


def _copied(way: Callable[[Path], sqlite3.Connection], source: Path, *, may_be_later: bool) -> sqlite3.Connection:
    copy = connect(MEMORY)
    try:
        with closing(way(source)) as original:
            original.backup(copy)
        version = copy.execute("PRAGMA user_version").fetchone()[0]
        if faults(copy) or not version or (version > len(MIGRATIONS) and not may_be_later):
            raise sqlite3.DatabaseError("it is damaged, or not ours")
    except BaseException:
        copy.close()
        raise
    return copy


def _with_its_journal(path: Path) -> sqlite3.Connection:
    """The database with what was not written back to it yet; for a while nobody else can use it.

    Locked for this connection alone, SQLite needs no memory that is shared through a file.
    """
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=0.0, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _as_it_lies(path: Path) -> sqlite3.Connection:
    """The file alone; what was not written back to it yet is in the voices' own folders."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None)
