"""What is done to a library each time it is opened, and when it is to be repaired."""

from dataclasses import dataclass
from datetime import datetime

from voicecloner.errors import LibraryDamaged, LibraryError, StorageError
from voicecloner.library import voice_table
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.database import Database
from voicecloner.library.database_copy import DatabaseCopy
from voicecloner.library.inspection import RepairReport, all_faults
from voicecloner.library.mending import Mended, mend
from voicecloner.library.migrations import COLUMNS
from voicecloner.library.rows import read_rows
from voicecloner.library.voice_data import VoiceDataLook


@dataclass(frozen=True)
class Upkeep:
    """What was done.

    Attributes:
        mended: see there.
        notes: what the user should know of it, one sentence each.
    """

    mended: Mended
    notes: tuple[str, ...]


def settle(database: Database, assets: AssetStore, now: datetime, mishap: str) -> Upkeep:
    """Mend what can be mended, clean up, count the day, keep a copy: a disk that refuses keeps nobody from opening it.

    Args:
        database: open.
        assets: the voices' folders.
        now: UTC.
        mishap: what had become of the database; see `opening`.

    Raises:
        LibraryDamaged: the database cannot be read after all.
    """
    mended = Mended()
    refused: tuple[str, ...] = ()
    try:
        mended = mend(database, assets)
        assets.clean_staging(now)
        _count_day(database, now.date().isoformat())
    except LibraryDamaged:
        raise
    except (LibraryError, StorageError) as error:
        refused = (error.message,)
    with database.reading() as connection:
        voices = voice_table.count_all(connection)
    return Upkeep(mended, (*_told(mishap, mended, voices), *refused))


def settle_copy(copy: DatabaseCopy, assets: AssetStore) -> Upkeep:
    """Bring a copy in memory to agree with the voices' folders, and let nothing be changed from then on.

    Raises:
        LibraryError
    """
    mended = mend(copy, assets)
    copy.seal()
    reason = copy.refusal.message if copy.refusal else ""
    return Upkeep(mended, (f"{reason} Voices can be seen and heard, but none can be made or changed.",))


def report(database: Database, assets: AssetStore, data: VoiceDataLook, upkeep: Upkeep) -> RepairReport:
    """Look through a library that was just settled, make its search index anew, and tell.

    Raises:
        LibraryError, StorageError
    """
    with database.writing() as connection:
        voice_table.index_anew(connection)
    return inspect(database, assets, data, upkeep)


def inspect(database: Database, assets: AssetStore, data: VoiceDataLook, upkeep: Upkeep) -> RepairReport:
    """Look through a library that was settled when it was opened, and tell; nothing is changed.

    Raises:
        LibraryError, StorageError
    """
    database.require_sound(COLUMNS)
    with database.reading() as connection:
        rows = voice_table.all_rows(connection)
        read = read_rows(connection, rows)
    faults = (
        *(damaged.sentence for damaged in read.damaged),
        *all_faults(tuple(voice for _row, voice in read.voices), assets, data),
        *(f"Nothing tells whose recordings these are: {assets.folder(each)}" for each in upkeep.mended.unknown),
    )
    return RepairReport(len(rows), upkeep.notes, faults, tuple(assets.strangers()))


def _count_day(database: Database, today: str) -> None:
    with database.reading() as connection:
        is_new = voice_table.is_new_day(connection, today)
        has_voices = voice_table.count_all(connection) > 0
    if is_new:
        with database.writing() as connection:
            voice_table.count_day(connection, today)
            voice_table.mend_index(connection)
    if has_voices:
        database.back_up_daily()


def _told(mishap: str, mended: Mended, voices: int) -> tuple[str, ...]:
    back = (*mended.returned, *mended.renewed)
    if mishap:
        unknown = f" Nothing tells whose recordings {len(mended.unknown)} folders hold." if mended.unknown else ""
        return (f"{mishap}; {_are_there(voices)}.{unknown}",)
    if not back:
        return ()
    names = ", ".join(f"“{name}”" for name in back)
    return (f"The library's database knew too little of {names}; it was mended from what lies beside the recordings.",)


def _are_there(voices: int) -> str:
    return "its one voice is there" if voices == 1 else f"all {voices} voices are there" if voices else "it holds none"
