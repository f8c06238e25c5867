"""Reading and changing voices in the database, inside a transaction of the caller."""

import difflib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from voicecloner.domain.voice import Voice
from voicecloner.errors import NameTaken, VoiceNotFound
from voicecloner.library.names import clean_text, name_key
from voicecloner.library.rows import insert_references, time_text, voice_row, voices_from
from voicecloner.library.search import forget_voices, index_voice, matching_numbers

_NEAR_NAMES = 3


@dataclass(frozen=True)
class TrashedVoice:
    """A deleted voice that can still be restored.

    Attributes:
        voice: as it was.
        deleted_at: UTC.
    """

    voice: Voice
    deleted_at: datetime


def insert_voice(connection: sqlite3.Connection, voice: Voice) -> None:
    """Add a voice.

    Raises:
        NameTaken
    """
    row = voice_row(voice)
    columns, places = ", ".join(row), ", ".join(f":{column}" for column in row)
    with _names_explained(voice.name):
        connection.execute(f"INSERT INTO voices ({columns}) VALUES ({places})", row)  # noqa: S608 - constant names
    number = connection.execute("SELECT last_insert_rowid()").fetchone()[0]
    insert_references(connection, number, voice.references)
    index_voice(connection, number, voice)


def change_voice(connection: sqlite3.Connection, voice_id: str, changed: Callable[[Voice], Voice]) -> Voice:
    """Replace a living voice by what `changed` makes of it; its references stay as they are.

    Raises:
        VoiceNotFound, NameTaken
    """
    row = living_row(connection, voice_id)
    return _write(connection, row["number"], changed(voices_from(connection, [row])[0]))


def restore_voice(connection: sqlite3.Connection, voice_id: str, changed: Callable[[Voice], Voice]) -> Voice:
    """Take a voice out of the trash, as what `changed` makes of it.

    Raises:
        VoiceNotFound, NameTaken
    """
    row = connection.execute("SELECT * FROM voices WHERE deleted_at IS NOT NULL AND id = ?", (voice_id,)).fetchone()
    if row is None:
        raise VoiceNotFound("The trash does not hold this voice.", "It may have been erased or restored already.")
    return _write(connection, row["number"], changed(voices_from(connection, [row])[0]))


def _write(connection: sqlite3.Connection, number: int, voice: Voice) -> Voice:
    row = voice_row(voice)
    settings = ", ".join(f"{column} = :{column}" for column in row)
    with _names_explained(voice.name):
        connection.execute(
            f"UPDATE voices SET {settings}, deleted_at = NULL WHERE number = :number",  # noqa: S608 - constant names
            {**row, "number": number},
        )
    index_voice(connection, number, voice)
    return voice


@contextmanager
def _names_explained(name: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            raise
        raise name_taken(name) from error


def name_taken(name: str) -> NameTaken:
    """The error for a name another voice has."""
    return NameTaken(f"Another voice is called “{name}”.")


def living_row(connection: sqlite3.Connection, voice_id: str) -> sqlite3.Row:
    """The row of the voice with this id.

    Raises:
        VoiceNotFound
    """
    row = _find_living(connection, "id", voice_id)
    if row is None:
        raise VoiceNotFound("This voice does not exist any more.", "It may be in the trash.")
    return row


def find_row(connection: sqlite3.Connection, name_or_id: str) -> sqlite3.Row:
    """The row of the voice with this id, or else with this name.

    Raises:
        VoiceNotFound: its hint names voices that are called nearly so.
    """
    wanted = clean_text(name_or_id).strip()
    row = _find_living(connection, "id", wanted) or _find_living(connection, "name_key", name_key(wanted))
    if row is None:
        raise VoiceNotFound(f"There is no voice called “{wanted}”.", _near_names_hint(connection, wanted))
    return row


def has_name(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a living voice has this name."""
    return _find_living(connection, "name_key", name_key(name)) is not None


def _find_living(connection: sqlite3.Connection, column: str, value: str) -> sqlite3.Row | None:
    query = f"SELECT * FROM voices WHERE deleted_at IS NULL AND {column} = ?"  # noqa: S608 - constant names
    row: sqlite3.Row | None = connection.execute(query, (value,)).fetchone()
    return row


def _near_names_hint(connection: sqlite3.Connection, wanted: str) -> str:
    rows = connection.execute("SELECT name_key, name FROM voices WHERE deleted_at IS NULL")
    names = {row["name_key"]: row["name"] for row in rows}
    near = difflib.get_close_matches(name_key(wanted), names, n=_NEAR_NAMES)
    return f"Did you mean {' or '.join(f'“{names[key]}”' for key in near)}?" if near else ""


def count_living(connection: sqlite3.Connection) -> int:
    """How many voices there are, not counting the trash."""
    return int(connection.execute("SELECT count(*) FROM voices WHERE deleted_at IS NULL").fetchone()[0])


def matching_voices(connection: sqlite3.Connection, query: str, order_by: str) -> list[Voice]:
    """The living voices that hold every word of `query`, sorted by an SQL expression."""
    numbers = matching_numbers(connection, query)
    rows = connection.execute(f"SELECT * FROM voices WHERE deleted_at IS NULL ORDER BY {order_by}").fetchall()  # noqa: S608 - constant
    return voices_from(connection, [row for row in rows if numbers is None or row["number"] in numbers])


def trash_by_id(connection: sqlite3.Connection, voice_id: str, deleted_at: datetime) -> None:
    """Put a living voice in the trash.

    Raises:
        VoiceNotFound
    """
    number = living_row(connection, voice_id)["number"]
    connection.execute("UPDATE voices SET deleted_at = ? WHERE number = ?", (time_text(deleted_at), number))


def trash_by_name(connection: sqlite3.Connection, name: str, deleted_at: datetime) -> None:
    """Put the living voice of this name, if there is one, in the trash."""
    connection.execute(
        "UPDATE voices SET deleted_at = ? WHERE deleted_at IS NULL AND name_key = ?",
        (time_text(deleted_at), name_key(name)),
    )


def trashed_voices(connection: sqlite3.Connection) -> tuple[TrashedVoice, ...]:
    """The deleted voices, last deleted first."""
    rows = connection.execute(
        "SELECT * FROM voices WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, number DESC"
    ).fetchall()
    moments = (datetime.fromisoformat(row["deleted_at"]) for row in rows)
    return tuple(map(TrashedVoice, voices_from(connection, rows), moments))


def erase_trashed(connection: sqlite3.Connection, until: datetime) -> Sequence[str]:
    """Remove the rows of voices deleted at `until` or before; returns their ids."""
    rows = connection.execute("SELECT number, id FROM voices WHERE deleted_at <= ?", (time_text(until),)).fetchall()
    forget_voices(connection, [row["number"] for row in rows])
    connection.executemany("DELETE FROM voices WHERE number = ?", [(row["number"],) for row in rows])
    return [row["id"] for row in rows]


def all_ids(connection: sqlite3.Connection) -> set[str]:
    """The ids of all voices, living and deleted."""
    return {row["id"] for row in connection.execute("SELECT id FROM voices")}
