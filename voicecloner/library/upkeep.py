"""What is done to a library each time it is opened, and when it is to be repaired."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicecloner.errors import LibraryDamaged, LibraryError, StorageError
from voicecloner.library import indexing, voice_table
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
        done: what the user should know of it, one sentence each.
        refused: what keeps the library from being looked after, or changed at all; the same.
    """

    mended: Mended
    done: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """All the user should know."""
        return (*self.done, *self.refused)


@dataclass(frozen=True)
class _Presence:
    """How many of the voices that the database names have their recordings, and how many have not."""

    there: int
    gone: int

    @classmethod
    def of(cls, voice_ids: Sequence[str], assets: AssetStore) -> "_Presence":
        """Look for the folders of these voices."""
        there = sum(map(assets.has, voice_ids))
        return cls(there, len(voice_ids) - there)

    @property
    def words(self) -> str:
        """As the end of a sentence."""
        some = f"all {self.there} voices are there" if self.there > 1 else "its one voice is there"
        there = some if self.there else "it holds no voices"
        gone = f"of {self.gone} more, which may have been erased, only the descriptions remain"
        return f"{there}; {gone}" if self.gone else there


def settle(database: Database, assets: AssetStore, now: datetime, mishap: str, *, looks_at_all: bool = True) -> Upkeep:
    """Mend what can be mended, clean up, count the day, keep a copy: a disk that refuses does not keep it closed.

    Args:
        database: open.
        assets: the voices' folders.
        now: UTC.
        mishap: what had become of the database; see `opening`.
        looks_at_all: see `mend`.

    Raises:
        LibraryDamaged: the database cannot be read after all.
    """
    mended = Mended()
    refused: tuple[str, ...] = ()
    try:
        _index_missing(database)
        mended = mend(database, assets, looks_at_all=looks_at_all)
        assets.clean_staging(now)
        _count_day(database, now.date().isoformat())
    except LibraryDamaged:
        raise
    except (LibraryError, StorageError) as error:
        refused = (error.message,)
    return Upkeep(mended, _told(mishap, mended, lambda: _presence(database, assets)), refused)


def _index_missing(database: Database) -> None:
    """After an update of the program, and where the database is a copy from before it."""
    with database.reading() as connection:
        is_missing = indexing.lacks_index(connection)
    if is_missing:
        with database.writing() as connection:
            indexing.index_missing(connection)


def _presence(database: Database, assets: AssetStore) -> _Presence:
    with database.reading() as connection:
        return _Presence.of(voice_table.all_ids(connection), assets)


def settle_copy(copy: DatabaseCopy, assets: AssetStore) -> Upkeep:
    """Bring a copy in memory to agree with the voices' folders, and let nothing be changed from then on.

    Raises:
        LibraryError
    """
    _index_missing(copy)
    mended = mend(copy, assets)
    copy.seal()
    reason = copy.refusal.message if copy.refusal else ""
    return Upkeep(mended, refused=(f"{reason} Voices can be seen and heard, but none can be made or changed.",))


def report(database: Database, assets: AssetStore, data: VoiceDataLook, upkeep: Upkeep) -> RepairReport:
    """Look through a library that was just settled, make its search index anew, and tell.

    Raises:
        LibraryError, StorageError
    """
    with database.writing() as connection:
        indexing.index_anew(connection)
    return inspect(database, assets, data, upkeep)


def inspect(database: Database, assets: AssetStore, data: VoiceDataLook, upkeep: Upkeep) -> RepairReport:
    """Look through a library that was settled when it was opened, and tell; nothing is changed.

    Raises:
        LibraryError, StorageError
    """
    database.require_sound(COLUMNS)
    voices = 0
    unreadable: list[str] = []
    faulty: list[str] = []
    with database.reading() as connection:
        for rows in voice_table.row_batches(connection):
            read = read_rows(connection, rows)
            voices += len(rows)
            unreadable += [damaged.sentence for damaged in read.damaged]
            faulty += all_faults(tuple(voice for _row, voice in read.voices), assets, data)
    unknown = [f"Nothing tells whose recordings these are: {assets.folder(each)}" for each in upkeep.mended.unknown]
    faults = (*unreadable, *faulty, *unknown)
    return RepairReport(voices, upkeep.done, faults, tuple(assets.strangers()), upkeep.refused)


def _count_day(database: Database, today: str) -> None:
    with database.reading() as connection:
        is_new = voice_table.is_new_day(connection, today)
        has_voices = voice_table.count_all(connection) > 0
    if is_new:
        with database.writing() as connection:
            voice_table.count_day(connection, today)
            indexing.mend_index(connection)
    if has_voices:
        database.back_up_daily()


def _told(mishap: str, mended: Mended, presence: Callable[[], _Presence]) -> tuple[str, ...]:
    back = (*mended.returned, *mended.renewed)
    if mishap:
        unknown = f" Nothing tells whose recordings {len(mended.unknown)} folders hold." if mended.unknown else ""
        return (f"{mishap}; {presence().words}.{unknown}", *_gave_way(mended))
    if not back:
        return ()
    names = ", ".join(f"“{name}”" for name in back)
    lacked = f"The library's database lacked details of {names}; they were taken from the files beside the recordings."
    return (lacked, *_gave_way(mended))


def _gave_way(mended: Mended) -> tuple[str, ...]:
    return tuple(
        f"An earlier “{former}”, whose recordings are gone, is now called “{name}”: delete it if you had erased it."
        for former, name in mended.gave_way
    )
