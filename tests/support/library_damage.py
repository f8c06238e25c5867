"""What can happen to a library's database."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def execute(database: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement, values)
        connection.commit()


def copy_whole(database: Path, target: Path) -> None:
    """With what SQLite has not written back to the file yet."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as sink:
        source.backup(sink)


def move_away(database: Path) -> None:
    database.replace(database.with_name("moved.db"))


def empty(database: Path) -> None:
    database.write_bytes(b"")


def put_older_copy(database: Path) -> None:
    """The one that was put away beside the library's folder."""
    shutil.copy(database.parent.parent / "older.db", database)


def scribble(database: Path) -> None:
    database.write_bytes(b"this is no database, and long enough to be seen as none" * 500)


def cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:6000])


def zero_a_page(database: Path) -> None:
    """The page that the rows of the voices begin with."""
    with closing(sqlite3.connect(database)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'voices'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


def put_another_programs(database: Path) -> None:
    database.unlink()
    execute(database, "CREATE TABLE voices (title TEXT)")


LOSSES = (move_away, empty, put_older_copy, scribble, cut, zero_a_page, put_another_programs)
