"""One SQLite file: opening it, bringing its schema up to date, transactions, and what its errors mean.

Threads share one connection behind a lock. Other processes may use the same file at the same time (WAL); a writer
waits up to `BUSY_TIMEOUT_S` for them.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from voicecloner.atomic import disk_full, full_disk, make_folder, remove_file
from voicecloner.errors import LibraryDamaged, LibraryError, LibraryTooNew, StorageError, VoiceClonerError
from voicecloner.library.backups import Backups, faults
from voicecloner.library.migrations import MIGRATIONS, Migration
from voicecloner.library.soundness import is_as_it_was, note_sound

BACKUPS_NAME = "backups"
MEMORY = ":memory:"
BUSY_TIMEOUT_S = 10.0
_RETRY_EVERY_S = 0.02
# As SQLite does by itself: a thousand pages.
_LONGEST_LOG_BYTES = 4 << 20

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_REFUSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}


class Database:
    """An open library database. Usable from any thread; close it when done.

    Args:
        path: the database file; created, with its folder, if it is missing.
        migrations: the steps that make up the schema, oldest first.
        today: the day that copies of it are named after, ISO 8601.

    Raises:
        LibraryTooNew: a later version of the program wrote it; nothing was changed.
        LibraryDamaged: it cannot be read, and was left as it is.
        StorageError: it cannot be opened or written.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration] = MIGRATIONS, today: str = "0000-00-00") -> None:
        self._path = path
        self._today = today
        self._backups = Backups(path.parent / BACKUPS_NAME)
        self._lock = threading.RLock()
        with self._errors_explained():
            self._connection = self._open()
            try:
                self._migrate(migrations)
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._set_up_connection()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Close the file. Using the database afterwards is an error."""
        with self._lock:
            self._connection.close()

    def require_sound(self, columns: Mapping[str, Sequence[str]]) -> None:
        """Look through the whole file.

        Args:
            columns: what each table must have.

        Raises:
            LibraryDamaged
        """
        with self._lock, self._errors_explained():
            try:
                is_sound = all(set(names) <= self._columns(table) for table, names in columns.items())
                is_sound = is_sound and not faults(self._connection)
            except sqlite3.OperationalError as error:
                if _primary_code(error) != sqlite3.SQLITE_ERROR:
                    raise
                is_sound = False  # the schema is no SQL any more
            if not is_sound:
                raise _damaged(self._path)

    def _columns(self, table: str) -> set[str]:
        return {row["name"] for row in self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}

    @property
    def refusal(self) -> StorageError | None:
        """Why nothing can be changed; None if it can."""
        return None

    def back_up_daily(self) -> None:
        """Keep a copy of the database, if today there was none.

        Raises:
            StorageError
        """
        if not self._backups.has_one_of(self._today):
            with self._errors_explained():
                self._backups.make(self._copy, self._today)

    def erase_traces(self, erase: Callable[[sqlite3.Connection], None]) -> None:
        """Erase what was just erased here also from the copies, and from what SQLite has not written back yet.

        A copy that cannot be changed, because it is damaged, of an earlier version, or on a full disk, is removed.
        """
        with self._lock, self._errors_explained():
            self._write_back()
        for copy in self._backups.paths():
            try:
                _erase_in(copy, erase)
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                remove_file(copy)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries that see one state of the database, held until the block ends."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection in a write transaction: committed when the block ends, rolled back when it raises.

        No other thread or process writes meanwhile, so what the block reads stays true until it ends.

        Raises:
            LibraryError, StorageError: see the class; also when others keep the library busy for too long.
            sqlite3.IntegrityError: a rule of the schema was broken.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection
        if self._log_bytes() > _LONGEST_LOG_BYTES:
            with self._lock, suppress(sqlite3.Error):  # what was written is safe in the log
                self._write_back()

    def _log_bytes(self) -> int:
        try:
            return self._path.with_name(self._path.name + "-wal").stat().st_size
        except OSError:
            return 0

    def _write_back(self) -> None:
        """Bring what was written to the file itself, which stays as sound as it was."""
        was_sound = is_as_it_was(self._path, self._today)
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if was_sound:
            note_sound(self._path, self._today)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors_explained():
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # SQLite itself rolls back on some errors, e.g. a full disk
            self._connection.execute("ROLLBACK")

    def _open(self) -> sqlite3.Connection:
        make_folder(self._path.parent)
        return connect(self._path)

    def _set_up_connection(self) -> None:
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        self._connection.execute("PRAGMA wal_autocheckpoint = 0")  # `_write_back` notes what it changes
        deadline_s = time.monotonic() + BUSY_TIMEOUT_S
        while not self._switch_to_wal() and time.monotonic() < deadline_s:
            time.sleep(_RETRY_EVERY_S)

    def _switch_to_wal(self) -> bool:
        # two processes creating a library at once can meet here, where SQLite does not wait by itself
        try:
            return bool(self._connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal")
        except sqlite3.OperationalError as error:
            if _primary_code(error) in _BUSY:
                return False
            raise

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        newest = len(migrations)
        found = self._schema_version()
        if found > newest:
            raise LibraryTooNew(f"The library {self._path} was written by a later version of VoiceCloner.")
        if not found and self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise _damaged(self._path)  # the tables of another program
        # the tables of a new file are made all at once: for each transaction the disk is waited for several times
        steps = 1 if found else max(newest, 1)
        for _transaction in range(found, newest, steps):
            with self._transaction("BEGIN IMMEDIATE") as connection:
                for _step in range(steps):
                    self._take_one_step(connection, migrations, found)

    def _take_one_step(self, connection: sqlite3.Connection, migrations: Sequence[Migration], found: int) -> None:
        version = self._schema_version()  # again, now that no other process can change it
        if version >= len(migrations):
            return
        if version == found > 0:
            self._keep_as_it_was(f"-before-version-{version + 1}")
        migrations[version](connection)
        connection.execute(f"PRAGMA user_version = {version + 1}")

    def _keep_as_it_was(self, why: str) -> None:
        self._backups.make(self._copy, self._today, why)

    def _schema_version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _copy(self, target: Path) -> None:
        # a second connection: the first one holds the write lock, which readers do not mind
        with closing(connect(self._path)) as source, closing(connect(target)) as sink:
            source.backup(sink)
            sink.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except UnicodeDecodeError as error:  # SQLite complains of a name that is no text any more
            raise _damaged(self._path) from error
        except sqlite3.DatabaseError as error:
            if (explained := _explain(error, self._path)) is None:
                raise
            raise explained from error


def _erase_in(copy: Path, erase: Callable[[sqlite3.Connection], None]) -> None:
    with closing(connect(copy)) as connection:
        if faults(connection):  # what cannot be read whole cannot be erased whole
            raise sqlite3.DatabaseError
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        erase(connection)
        connection.execute("COMMIT")


def connect(path: Path | str) -> sqlite3.Connection:
    """A connection as the library uses them: to a file, or to `MEMORY`."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.text_factory = _text  # a text that is no UTF-8 must not keep all others from being read
    return connection


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _damaged(path: Path) -> LibraryDamaged:
    return LibraryDamaged(f"The library's database {path} is damaged.")


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the higher bits only refine it


def _explain(error: sqlite3.DatabaseError, path: Path) -> VoiceClonerError | None:
    """The error for the user, or None for what is a defect of the program."""
    code = _primary_code(error)
    if code in _DAMAGED:
        return _damaged(path)
    if code in _BUSY:
        return LibraryError(
            "The library is in use by another VoiceCloner.", "Wait until that has finished, then try again."
        )
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if code in _REFUSED:
        # SQLite does not always say why
        return full_disk(path) or StorageError(f"The library's database {path} cannot be opened or written.")
    return None
