"""Opening the library's database, whatever has become of it: nothing is deleted, and what can be is brought back.

A database that cannot be read is set aside under another name. In its place, and in that of one that is missing or
empty, comes the newest sound copy of an earlier day; what that does not know stands in the voices' own folders, see
`mending`.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from voicecloner.atomic import atomic_path, make_folder, storage_error
from voicecloner.errors import LibraryDamaged, StorageError
from voicecloner.file_lock import hold
from voicecloner.library.backups import Backups
from voicecloner.library.database import BACKUPS_NAME, Database
from voicecloner.library.database_copy import DatabaseCopy
from voicecloner.library.migrations import COLUMNS, MIGRATIONS
from voicecloner.library.soundness import is_as_it_was

DATABASE_NAME = "library.db"
_BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a database that is open
_SET_ASIDE = re.compile(r"library\.damaged-\d{4}-\d\d-\d\d-\d+\.db(-wal|-shm)?")


class OpenedDatabase(NamedTuple):
    """A database that can be used.

    Attributes:
        database: open, and found sound.
        mishap: what had become of it, the beginning of a sentence for the user; empty if nothing had.
        is_as_it_was: nobody but this program has written it since it was last looked through.
    """

    database: Database
    mishap: str = ""
    is_as_it_was: bool = False


def open_database(folder: Path, today: str, *, has_voices: bool) -> OpenedDatabase:
    """Open the database of the library in a folder.

    Args:
        folder: the library's folder; made if it is missing.
        today: the day, ISO 8601.
        has_voices: whether there are voices' folders, so that a database that is missing must have been there.

    Raises:
        LibraryTooNew: a later version of the program wrote it; nothing was changed.
        LibraryDamaged: it cannot be read, and neither can what was put in its place.
        StorageError: it cannot be opened or written.
    """
    path = folder / DATABASE_NAME
    backups = Backups(folder / BACKUPS_NAME)
    with _one_at_a_time(folder):
        if _is_lost(path) and (has_voices or backups.paths()):
            mishap = "was empty" if path.exists() else "was missing"
            _set_aside(path, today)
            _put_copy_back(path, backups)
            return OpenedDatabase(_sound(path, today), f"The library's database {mishap}")
        try:
            is_ours = is_as_it_was(path)
            database = Database(path, today=today) if is_as_it_was(path, today) else _sound(path, today)
            return OpenedDatabase(database, is_as_it_was=is_ours)
        except LibraryDamaged:
            kept = _set_aside(path, today)
            _put_copy_back(path, backups)
            return OpenedDatabase(
                _sound(path, today), f"The library's database was damaged and is now kept as {kept.name}"
            )


def set_aside_copies(folder: Path) -> list[Path]:
    """The damaged databases that were set aside in a library's folder, with what SQLite keeps beside them.

    Raises:
        StorageError: the folder cannot be read.
    """
    try:
        return sorted(path for path in folder.iterdir() if _SET_ASIDE.fullmatch(path.name))
    except OSError as error:
        raise storage_error(error, folder) from error


def open_copy(folder: Path, refusal: StorageError) -> DatabaseCopy:
    """What can be read of the database of a library whose disk refuses to be written; see `DatabaseCopy`.

    Args:
        folder: the library's folder.
        refusal: why the database could not be opened.

    Raises:
        LibraryTooNew: a later version of the program wrote it.
        StorageError: the refusal, where there is no library to be read.
    """
    try:
        if not folder.is_dir():
            raise refusal
        others = Backups(folder / BACKUPS_NAME).paths()
    except OSError as error:
        raise storage_error(error, folder) from error
    return DatabaseCopy(folder / DATABASE_NAME, others, refusal)


def _sound(path: Path, today: str) -> Database:
    database = Database(path, today=today)
    try:
        database.require_sound(COLUMNS)
    except BaseException:
        database.close()
        raise
    return database


def _is_lost(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        raise storage_error(error, path) from error


def _set_aside(path: Path, today: str) -> Path:
    """Give the database, and what SQLite keeps beside it, names under which they are kept and not opened."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.damaged-{today}-{number}{path.suffix}")).exists():
        number += 1
    try:
        for suffix in ("", *_BESIDE):
            if (lost := path.with_name(path.name + suffix)).exists():
                lost.rename(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise storage_error(error, path) from error
    return kept


def _put_copy_back(path: Path, backups: Backups) -> None:
    copy = backups.newest_sound(len(MIGRATIONS))
    if copy is not None:
        with atomic_path(path) as temporary:
            shutil.copyfile(copy, temporary)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other processes from setting aside, at the same time, what this one has just put back."""
    make_folder(folder)
    lock = folder / f"{DATABASE_NAME}.lock"
    try:
        file = lock.open("ab")
    except OSError as error:
        raise storage_error(error, lock) from error
    with file:
        hold(file)
        yield
