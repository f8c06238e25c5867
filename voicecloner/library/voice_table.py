"""Reading and changing voices in the database, inside a transaction of the caller."""

import difflib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from voicecloner.domain.voice import DamagedVoice, Voice
from voicecloner.errors import NameTaken, VoiceNotFound, either
from voicecloner.library import listing
from voicecloner.library.listing import VoiceQuery
from voicecloner.library.names import clean_text, name_key
from voicecloner.library.rows import (
    ReadRows,
    insert_references,
    read_rows,
    time_text,
    voice_from,
    voice_row,
)
from voicecloner.library.search import forget_voices, index_voice
from voicecloner.library.voice_record import VoiceRecord

_NEAR_NAMES = 3
_NAMES_COMPARED = 2000
ROWS_AT_ONCE = 500
"""So many rows are read at a time where all are looked through: a hundred thousand reviews would fill the memory."""


@dataclass(frozen=True)
class TrashedVoice:
    """A deleted voice that can still be restored.

    Attributes:
        voice: as it was.
        deleted_at: UTC.
        days: on how many days the program was run since.
    """

    voice: Voice
    deleted_at: datetime
    days: int = 0


@dataclass(frozen=True)
class FoundVoices:
    """What a search found.

    Attributes:
        voices: those that can be read.
        damaged: those of which something cannot be read.
    """

    voices: tuple[Voice, ...]
    damaged: tuple[DamagedVoice, ...] = ()


@dataclass(frozen=True)
class NewRow:
    """What a new row holds.

    Attributes:
        voice: the voice.
        deleted_at: when it was put in the trash, UTC; None while it is not there.
        outline: see `NewVoice`; None if nobody has drawn it yet.
        record_mark: see `mark_of`.
    """

    voice: Voice
    deleted_at: datetime | None = None
    outline: bytes | None = None
    record_mark: str = ""


@dataclass(frozen=True)
class FoundTrash:
    """What lies in the trash; see `FoundVoices`."""

    voices: tuple[TrashedVoice, ...]
    damaged: tuple[DamagedVoice, ...] = ()


def insert_voice(connection: sqlite3.Connection, voice: Voice, deleted_at: datetime | None = None) -> None:
    """Add a voice, to the trash if it was deleted.

    Raises:
        NameTaken
    """
    insert_row(connection, NewRow(voice, deleted_at))


def insert_row(connection: sqlite3.Connection, new: NewRow) -> None:
    """Add a voice with what is known beside it.

    Raises:
        NameTaken
    """
    voice, deleted_at = new.voice, time_text(new.deleted_at) if new.deleted_at else None
    row = {**voice_row(voice), "deleted_at": deleted_at, "outline": new.outline, "record_mark": new.record_mark}
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
    return _write(connection, row["number"], changed(voice_from(connection, row)))


def overwrite_voice(connection: sqlite3.Connection, record: VoiceRecord) -> None:
    """Make the row of a voice, which may be missing, what a record of it says.

    Raises:
        NameTaken
    """
    voice, found = record.voice, rows_of(connection, [record.voice.id])
    if found:
        insert_references(connection, found[0]["number"], voice.references)
        _write(connection, found[0]["number"], voice, record.deleted_at)
    else:
        insert_voice(connection, voice, record.deleted_at)
    connection.execute("UPDATE voices SET revision = ? WHERE id = ?", (record.revision, voice.id))


def touch_voice(connection: sqlite3.Connection, voice_id: str, now: datetime) -> Voice:
    """Note that a living voice has just spoken, which is no change of it.

    Raises:
        VoiceNotFound, VoiceDamaged
    """
    number = living_row(connection, voice_id)["number"]
    change = "UPDATE voices SET last_used_at = :now, recent_at = :now WHERE number = :number"
    connection.execute(change, {"now": time_text(now), "number": number})
    return voice_from(connection, living_row(connection, voice_id))


def records_of(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[VoiceRecord]:
    """What the folders of these rows' voices should say, for those that can be read."""
    return [_record(row, voice) for row, voice in read_rows(connection, rows).voices]


def _record(row: sqlite3.Row, voice: Voice) -> VoiceRecord:
    return VoiceRecord(voice, max(1, int(row["revision"])), _moment(row["deleted_at"]))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def rows_of(connection: sqlite3.Connection, voice_ids: Sequence[str]) -> list[sqlite3.Row]:
    """The rows of the voices with these ids, living and deleted."""
    query = "SELECT * FROM voices WHERE id IN (SELECT value FROM json_each(?))"
    return connection.execute(query, (json.dumps(voice_ids),)).fetchall()


def row_batches(connection: sqlite3.Connection) -> Iterator[list[sqlite3.Row]]:
    """The rows of all voices, living and deleted, some hundred at a time."""
    last = 0
    query = f"SELECT * FROM voices WHERE number > ? ORDER BY number LIMIT {ROWS_AT_ONCE}"  # noqa: S608 - constant
    while rows := connection.execute(query, (last,)).fetchall():
        yield rows
        last = rows[-1]["number"]


def damaged_voices(connection: sqlite3.Connection) -> tuple[DamagedVoice, ...]:
    """The voices, living and deleted, of which something cannot be read."""
    return tuple(each for rows in row_batches(connection) for each in read_rows(connection, rows).damaged)


def record_marks(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """By the ids of all voices, living and deleted: their revision, and what is noted in `set_record_marks`."""
    rows = connection.execute("SELECT id, revision, record_mark FROM voices INDEXED BY voices_by_id")
    return {row[0]: (row[1], row[2]) for row in rows}


def set_record_marks(connection: sqlite3.Connection, marks: Mapping[str, str]) -> None:
    """Note, by the ids of voices, of which file `mark_of` says that it agrees with the row."""
    connection.executemany("UPDATE voices SET record_mark = ? WHERE id = ?", [(m, i) for i, m in marks.items()])


def all_ids(connection: sqlite3.Connection) -> list[str]:
    """The ids of all voices, living and deleted."""
    return [row["id"] for row in connection.execute("SELECT id FROM voices")]


def living_rows(connection: sqlite3.Connection, name_keys: Collection[str]) -> list[sqlite3.Row]:
    """The rows of the living voices whose names have these keys, see `name_key`; the oldest first."""
    query = (
        "SELECT * FROM voices WHERE deleted_at IS NULL AND name_key IN (SELECT value FROM json_each(?)) ORDER BY number"
    )
    return connection.execute(query, (json.dumps(list(name_keys)),)).fetchall()


def rename_row(connection: sqlite3.Connection, row: sqlite3.Row, name: str) -> None:
    """Give a voice, be it damaged, another name, which nobody has.

    Raises:
        NameTaken
    """
    change = "UPDATE voices SET name = ?, name_key = ?, revision = revision + 1 WHERE number = ?"
    with _names_explained(name):
        connection.execute(change, (name, name_key(name), row["number"]))
    for renamed, voice in read_rows(connection, rows_of(connection, [row["id"]])).voices:
        index_voice(connection, renamed["number"], voice)


def restore_voice(connection: sqlite3.Connection, voice_id: str, changed: Callable[[Voice], Voice]) -> Voice:
    """Take a voice out of the trash, as what `changed` makes of it.

    Raises:
        VoiceNotFound, NameTaken
    """
    row = connection.execute("SELECT * FROM voices WHERE deleted_at IS NOT NULL AND id = ?", (voice_id,)).fetchone()
    if row is None:
        raise VoiceNotFound("The trash does not hold this voice.", "It may have been erased or restored already.")
    return _write(connection, row["number"], changed(voice_from(connection, row)))


def _write(connection: sqlite3.Connection, number: int, voice: Voice, deleted_at: datetime | None = None) -> Voice:
    row = {**voice_row(voice), "deleted_at": time_text(deleted_at) if deleted_at else None}
    settings = ", ".join(f"{column} = :{column}" for column in row)
    with _names_explained(voice.name):
        connection.execute(
            f"UPDATE voices SET {settings}, revision = revision + 1 WHERE number = :number",  # noqa: S608 - constant names
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
    # the voices used last: comparing the names of a hundred thousand would take seconds
    rows = connection.execute(
        "SELECT name_key, name FROM voices INDEXED BY voices_by_recent WHERE deleted_at IS NULL"
        " ORDER BY recent_at DESC, number DESC LIMIT ?",
        (_NAMES_COMPARED,),
    )
    names = {row["name_key"]: row["name"] for row in rows}
    near = difflib.get_close_matches(name_key(wanted), names, n=_NEAR_NAMES)
    return f"Did you mean {' or '.join(f'“{names[key]}”' for key in near)}?" if near else ""


def count_living(connection: sqlite3.Connection) -> int:
    """How many voices there are, not counting the trash."""
    return int(connection.execute("SELECT count(*) FROM voices WHERE deleted_at IS NULL").fetchone()[0])


def count_all(connection: sqlite3.Connection) -> int:
    """How many voices there are, with those in the trash."""
    return int(connection.execute("SELECT count(*) FROM voices").fetchone()[0])


def voices_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> ReadRows:
    """The living voices in rows with these numbers, in their order; what is gone meanwhile is left out."""
    query = "SELECT * FROM voices WHERE number IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
    found = {row["number"]: row for row in connection.execute(query, (json.dumps(list(numbers)),))}
    return read_rows(connection, [found[number] for number in numbers if number in found])


def matching_voices(connection: sqlite3.Connection, query: VoiceQuery, limit: int | None = None) -> ReadRows:
    """The living voices that are wanted, the first `limit` of them."""
    if limit is None:
        return voices_of(connection, listing.find_all(connection, query))
    found = listing.find(connection, query)
    numbers = list(found.numbers)
    while found.rest and len(numbers) < limit:
        found = listing.find(connection, query, found.rest)
        numbers += found.numbers
    return voices_of(connection, numbers[:limit])


def trash_by_id(connection: sqlite3.Connection, voice_id: str, deleted_at: datetime) -> None:
    """Put a living voice in the trash.

    Raises:
        VoiceNotFound
    """
    _trash(connection, living_row(connection, voice_id)["number"], deleted_at)


def trash_by_name(connection: sqlite3.Connection, name: str, deleted_at: datetime) -> Sequence[str]:
    """Put the living voice of this name, if there is one, in the trash; returns its id."""
    row = _find_living(connection, "name_key", name_key(name))
    if row is None:
        return ()
    _trash(connection, row["number"], deleted_at)
    return (row["id"],)


def _trash(connection: sqlite3.Connection, number: int, deleted_at: datetime) -> None:
    connection.execute(
        "UPDATE voices SET deleted_at = ?, days_in_trash = 0, revision = revision + 1 WHERE number = ?",
        (time_text(deleted_at), number),
    )


def trashed_voices(connection: sqlite3.Connection) -> FoundTrash:
    """The deleted voices, last deleted first."""
    rows = connection.execute(
        "SELECT * FROM voices WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, number DESC"
    ).fetchall()
    read = read_rows(connection, rows)
    voices = [
        TrashedVoice(voice, datetime.fromisoformat(row["deleted_at"]), row["days_in_trash"])
        for row, voice in read.voices
    ]
    return FoundTrash(tuple(voices), read.damaged)


def find_trashed(connection: sqlite3.Connection, name_or_id: str) -> sqlite3.Row:
    """The row of the deleted voice with this id, or else of the one of this name that was deleted last.

    Raises:
        VoiceNotFound
    """
    wanted = clean_text(name_or_id).strip()
    for column, value in (("id", wanted), ("name_key", name_key(wanted))):
        row: sqlite3.Row | None = connection.execute(
            f"SELECT * FROM voices WHERE deleted_at IS NOT NULL AND {column} = ?"  # noqa: S608 - constant names
            " ORDER BY deleted_at DESC, number DESC",
            (value,),
        ).fetchone()
        if row is not None:
            return row
    raise VoiceNotFound(
        f"The trash holds no voice called “{wanted}”.",
        either("See what it holds on the page “Voices”", "voices trash list"),
    )


def trashed_ids(connection: sqlite3.Connection, days: int) -> list[str]:
    """The ids of the voices that lie in the trash for this many days or more."""
    query = "SELECT id FROM voices WHERE deleted_at IS NOT NULL AND days_in_trash >= ? ORDER BY number"
    return [row["id"] for row in connection.execute(query, (days,))]


def erase_trashed(connection: sqlite3.Connection, voice_ids: Sequence[str]) -> Sequence[str]:
    """Remove the rows of those of the voices that are in the trash; returns their ids."""
    rows = [row for row in rows_of(connection, voice_ids) if row["deleted_at"] is not None]
    forget_voices(connection, [row["number"] for row in rows])
    for table, column in (("voice_references", "voice_number"), ("voices", "number")):
        connection.executemany(
            f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 - constant names
            [(row["number"],) for row in rows],
        )
    connection.execute("INSERT INTO voice_search (voice_search) VALUES ('optimize')")  # what was forgotten goes now
    return [row["id"] for row in rows]


def erase_known(connection: sqlite3.Connection, voice_ids: Sequence[str]) -> None:
    """Remove the rows of voices wherever they are, out of a copy of the database."""
    free_names(connection, voice_ids)
    erase_trashed(connection, voice_ids)


def count_day(connection: sqlite3.Connection, day: str) -> None:
    """Note that the program runs on this day (ISO 8601); if it is another than the last, what lies in the trash ages.

    A clock that jumps, forwards or back, makes one day of it, however far it jumps.
    """
    if not is_new_day(connection, day):
        return
    connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES ('last_day', ?)", (day,))
    connection.execute("UPDATE voices SET days_in_trash = days_in_trash + 1 WHERE deleted_at IS NOT NULL")


def is_new_day(connection: sqlite3.Connection, day: str) -> bool:
    """Whether `count_day` has not seen this day last."""
    last = connection.execute("SELECT value FROM facts WHERE name = 'last_day'").fetchone()
    return last is None or last["value"] != day


def free_names(connection: sqlite3.Connection, voice_ids: Sequence[str]) -> None:
    """Let go of the names of voices that are about to be overwritten, which may give their names to each other."""
    connection.execute(
        "UPDATE voices SET deleted_at = coalesce(deleted_at, created_at) WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(voice_ids),),
    )
