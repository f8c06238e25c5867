"""Copies of the library's database from earlier days.

    backups/library-<number>-<day>.db
    backups/library-<number>-<day>-before-version-<n>.db

The numbers count the copies, so that a clock that jumped does not make an old copy the newest.
"""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from voicecloner.atomic import atomic_path, make_folder, remove_file

KEPT = 10
_NAME = re.compile(r"library-(?P<number>\d{6,})-(?P<day>\d{4}-\d\d-\d\d)(-before-version-\d+)?\.db")


class Backups:
    """The copies in one folder.

    Args:
        folder: where they lie; made with the first one. Other files in it are left alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def paths(self) -> list[Path]:
        """The copies, newest first."""
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return sorted((path for path in found if _NAME.fullmatch(path.name)), key=_number, reverse=True)

    def has_one_of(self, day: str) -> bool:
        """Whether the newest copy is from this day (ISO 8601)."""
        return any(_name_part(path, "day") == day for path in self.paths()[:1])

    def make(self, copy: Callable[[Path], None], day: str, suffix: str = "") -> None:
        """Keep one more copy, and at most `KEPT` in all.

        Args:
            copy: writes a sound database to the path it is given.
            day: ISO 8601.
            suffix: further words for its name.

        Raises:
            StorageError: the disk is full or refuses; the older copies are untouched.
        """
        make_folder(self._folder)
        paths = self.paths()
        number = _number(paths[0]) + 1 if paths else 1
        with atomic_path(self._folder / f"library-{number:06}-{day}{suffix}.db") as temporary:
            copy(temporary)
        for old in self.paths()[KEPT:]:
            remove_file(old)

    def newest_sound(self, newest_version: int) -> Path | None:
        """The newest copy that can be read whole and is of no later schema; None if there is none."""
        return next((path for path in self.paths() if is_sound(path, newest_version)), None)


def is_sound(path: Path, newest_version: int) -> bool:
    """Whether a database that nobody has open can be read whole and is of no later schema."""
    try:
        # read as it is: opened in the usual way, SQLite would lay files of its own beside it
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            return 0 < version <= newest_version and not faults(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # the latter where SQLite's complaint names what is no text
        return False


def faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with a database, nothing if it is sound.

    Raises:
        sqlite3.DatabaseError: it cannot even be looked through.
    """
    told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    return [] if told == ["ok"] else told


def _number(path: Path) -> int:
    return int(_name_part(path, "number"))


def _name_part(path: Path, part: str) -> str:
    match = _NAME.fullmatch(path.name)
    return match[part] if match else ""
