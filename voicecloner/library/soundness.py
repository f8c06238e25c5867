"""The note beside a database file that says on which day the file was looked through, and how it was then.

Looking through a hundred thousand voices takes many seconds: while nobody else writes the file, once a day is enough.
"""

from contextlib import suppress
from pathlib import Path

from voicecloner.atomic import read_file
from voicecloner.library.asset_store import stamp_of

_LONGEST_NOTE = 200


def note_sound(database: Path, today: str) -> None:
    """Note that the database in this file was looked through today, and has been written by nobody else.

    Args:
        database: the file.
        today: the day, ISO 8601.
    """
    noted = f"{today} {stamp_of(database)}"
    with suppress(OSError):  # then it is looked through once more
        if _noted(database) != noted:
            _note_of(database).write_text(noted, "utf-8")


def is_as_it_was(database: Path, day: str = "") -> bool:
    """Whether `note_sound` was told of the database in this file as it is, on a day if one is named."""
    noted_on, _, stamp = _noted(database).partition(" ")
    return bool(stamp) and stamp == stamp_of(database) and day in {"", noted_on}


def _note_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.sound")


def _noted(database: Path) -> str:
    try:
        return read_file(_note_of(database), _LONGEST_NOTE).decode("utf-8", "replace")
    except OSError:
        return ""
