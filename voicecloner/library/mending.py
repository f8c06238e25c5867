"""Rows and folders brought to agree: a voice is there if its folder says so, whatever the database knows.

- A folder with a record and without a row gets its row: the database was lost, or the program ended between the two.
- A row that is older than its folder's record, or cannot be read, becomes what the record says: the database is a copy
  from an earlier day, or was damaged.
- A record that is missing, cannot be read or is older than its row is written anew.
- A folder without a record and without a row is left as it is.
- A living row without a folder is what a copy from an earlier day still knows of a voice that was erased since. If
  another voice's folder says that it has this name, the row gives it up and gets a number behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from sqlite3 import Connection

from voicecloner.domain.voice import DamagedVoice
from voicecloner.errors import StorageError
from voicecloner.library import voice_table
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.database import Database
from voicecloner.library.names import MAX_NAME_CHARACTERS, name_key
from voicecloner.library.rows import Unreadable, read_rows
from voicecloner.library.voice_record import RecordTooNew, VoiceRecord, mark_of

_LONGEST_NUMBER = 8


@dataclass(frozen=True)
class Mended:
    """What was changed so that rows and folders agree.

    Attributes:
        returned: names of the voices that had no row and have one now.
        renewed: names of those whose row was older than their folder, or could not be read.
        damaged: those that still cannot be read.
        unknown: folders of recordings, by their names, of which neither the database nor the folder tells anything.
        gave_way: former and present names of voices without a folder whose name another voice has.
    """

    returned: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    damaged: tuple[DamagedVoice, ...] = ()
    unknown: tuple[str, ...] = ()
    gave_way: tuple[tuple[str, str], ...] = ()

    @property
    def is_incomplete(self) -> bool:
        """Whether there is something that a former database may still tell of."""
        return bool(self.damaged or self.unknown)


@dataclass(frozen=True)
class _Changed:
    """What became of names: the ids of voices that have another one than their records say, and `Mended.gave_way`."""

    renamed: tuple[str, ...] = ()
    gave_way: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Plan:
    returning: tuple[VoiceRecord, ...]
    renewing: tuple[VoiceRecord, ...]
    unrecorded: tuple[str, ...]
    half_erased: tuple[str, ...]
    agreed: Mapping[str, str]

    @property
    def records(self) -> list[VoiceRecord]:
        """Those that become rows, the oldest voice first: it keeps its name where two have the same."""
        return sorted((*self.returning, *self.renewing), key=_made_at)

    @property
    def changes_rows(self) -> bool:
        return bool(self.returning or self.renewing or self.half_erased)


def mend(database: Database, assets: AssetStore, *, looks_at_all: bool = True) -> Mended:
    """Bring rows and folders to agree.

    Where the database is a copy in memory, the folders stay as they are.

    Args:
        database: open.
        assets: the voices' folders.
        looks_at_all: whether rows may be damaged, so that each has to be read.

    Raises:
        LibraryError, StorageError: the database or a record cannot be written; what was done until then stays.
    """
    with database.reading() as connection:
        damaged = voice_table.damaged_voices(connection) if looks_at_all else ()
        plan = _plan(connection, assets, damaged)
    changed = _Changed()
    if plan.changes_rows:
        # once more: nobody places or removes a folder while this holds the database
        with database.writing() as connection:
            plan = _plan(connection, assets, damaged)
            changed = _apply(connection, plan, assets)
    if not database.refusal:
        keep_records(database, assets, (*plan.unrecorded, *changed.renamed))
        _note_agreed(database, plan.agreed)
    with database.reading() as connection:
        rows = voice_table.rows_of(connection, [each.id for each in damaged])
        damaged = read_rows(connection, rows).damaged
        known = {row["id"] for row in voice_table.rows_of(connection, plan.unrecorded)}
    unknown = tuple(voice_id for voice_id in plan.unrecorded if voice_id not in known)
    return Mended(_names(plan.returning), _names(plan.renewing), damaged, unknown, changed.gave_way)


def _note_agreed(database: Database, agreed: Mapping[str, str]) -> None:
    """So that these folders need not be read the next time."""
    if agreed:
        with database.writing() as connection:
            voice_table.set_record_marks(connection, agreed)


def keep_records(database: Database, assets: AssetStore, voice_ids: Sequence[str]) -> None:
    """Make the records in the folders of these voices say what their rows do.

    Raises:
        StorageError: one cannot be written; it is written the next time the library is opened.
    """
    if not voice_ids:
        return
    with database.reading() as connection:
        records = voice_table.records_of(connection, voice_table.rows_of(connection, voice_ids))
    for record in records:
        assets.write_record(record)


def _names(records: Sequence[VoiceRecord]) -> tuple[str, ...]:
    return tuple(record.voice.name for record in sorted(records, key=_made_at))


def _made_at(record: VoiceRecord) -> datetime:
    return record.voice.created_at


def _plan(connection: Connection, assets: AssetStore, found_damaged: Sequence[DamagedVoice]) -> _Plan:
    damaged = {voice.id for voice in found_damaged}
    known_marks = voice_table.record_marks(connection)
    agreed: dict[str, str] = {}
    returning: list[VoiceRecord] = []
    renewing: list[VoiceRecord] = []
    unrecorded: list[str] = []
    for voice_id in assets.voice_ids():
        known, noted = known_marks.get(voice_id, (None, ""))
        mark = mark_of(known or 0, assets.record_stamp(voice_id))
        if mark == noted and voice_id not in damaged:
            continue  # as it was when it was last read
        known = None if voice_id in damaged else known
        try:
            record = assets.read_record(voice_id)
        except (RecordTooNew, StorageError):
            continue
        except Unreadable:
            unrecorded.append(voice_id)
            continue
        if known is None:
            (renewing if voice_id in damaged else returning).append(record)
        elif known < record.revision:
            renewing.append(record)
        elif known > record.revision:
            unrecorded.append(voice_id)
        else:
            agreed[voice_id] = mark
    half_erased = (each for each in assets.half_erased() if not assets.has(each))
    return _Plan(tuple(returning), tuple(renewing), tuple(unrecorded), tuple(half_erased), agreed)


def _apply(connection: Connection, plan: _Plan, assets: AssetStore) -> _Changed:
    voice_table.erase_trashed(connection, plan.half_erased)
    voice_table.free_names(connection, [record.voice.id for record in plan.renewing])
    gave_way = _let_give_way(connection, plan.records, assets)
    renamed = []
    for record in plan.records:
        named = _with_free_name(connection, record)
        voice_table.overwrite_voice(connection, named)
        if named is not record:
            renamed.append(record.voice.id)
    return _Changed(tuple(renamed), gave_way)


def _let_give_way(
    connection: Connection, records: Sequence[VoiceRecord], assets: AssetStore
) -> tuple[tuple[str, str], ...]:
    """Take the records' names from voices that have no folder; returns the former and present names of those."""
    wanted = {name_key(record.voice.name) for record in records if not record.deleted_at}
    gave_way = []
    for row in voice_table.living_rows(connection, wanted):
        if not assets.has(row["id"]):
            name = free_name(
                row["name"], lambda name: voice_table.has_name(connection, name) or name_key(name) in wanted
            )
            voice_table.rename_row(connection, row, name)
            gave_way.append((row["name"], name))
    return tuple(gave_way)


def _with_free_name(connection: Connection, record: VoiceRecord) -> VoiceRecord:
    name = record.voice.name
    if record.deleted_at or not voice_table.has_name(connection, name):
        return record
    free = free_name(name, lambda name: voice_table.has_name(connection, name))
    return replace(record, voice=replace(record.voice, name=free), revision=record.revision + 1)


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """The name with the smallest number behind it that makes it one that nobody has."""
    stem = name[: MAX_NAME_CHARACTERS - _LONGEST_NUMBER]
    return next(numbered for number in count(2) if not is_taken(numbered := f"{stem} ({number})"))
