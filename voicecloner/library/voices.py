"""The library of saved voices: their rows and their files kept together."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from threading import Lock
from types import TracebackType
from typing import Self

from voicecloner.atomic import full_disk, remove_file
from voicecloner.domain.consent import Consent
from voicecloner.domain.quality import Review
from voicecloner.domain.scorecard import Scorecard
from voicecloner.domain.voice import Voice, VoiceMode
from voicecloner.errors import QuotaReached, StorageError
from voicecloner.library import voice_table
from voicecloner.library.asset_store import (
    AssetStore,
    NewReference,
    stage_consent,
    stage_data,
    stage_record,
    stage_reference,
    stamp_of,
    sync_tree,
)
from voicecloner.library.exchange.transfer import VoiceTransfer
from voicecloner.library.inspection import RepairReport
from voicecloner.library.listing import EVERY_VOICE, VoiceQuery
from voicecloner.library.mending import keep_records
from voicecloner.library.names import clean_name, clean_tags, clean_text
from voicecloner.library.new_voice import NewVoice, checked_consent, voice_of
from voicecloner.library.opening import (
    DATABASE_NAME,
    open_copy,
    open_database,
    set_aside_copies,
)
from voicecloner.library.rows import voice_from
from voicecloner.library.soundness import is_as_it_was, note_sound
from voicecloner.library.upkeep import Upkeep, inspect, report, settle, settle_copy
from voicecloner.library.voice_data import VoiceDataLook
from voicecloner.library.voice_files import VoiceFiles
from voicecloner.library.voice_lists import VoiceLists
from voicecloner.library.voice_record import RECORD_NAME, VoiceRecord, mark_of
from voicecloner.library.voice_table import FoundTrash, FoundVoices, NewRow, TrashedVoice
from voicecloner.settings import Settings

__all__ = ["DATABASE_NAME", "FoundVoices", "NewReference", "NewVoice", "TrashedVoice", "VoiceLibrary"]

TRASH_DAYS = 30
"""On how many days the program is run before a deleted voice is erased."""

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time by the system's clock, in UTC."""
    return datetime.now(UTC)


class VoiceLibrary(VoiceFiles):
    """The voices in one folder. Usable from any thread, and by several processes at once; close it when done.

    Opening it brings back what was lost, see `opening` and `mending`, tells of it in `notes`, and keeps a copy of the
    database once a day. No voice's folder is ever removed but by `erase` and `purge`.

    Every method raises `StorageError` when files cannot be read or written, and `LibraryError` when the database is
    damaged or others keep it busy for too long.

    Args:
        folder: where the library lies; created if it is missing.
        clock: tells the time, in UTC.
        quota: how many voices it holds at most, not counting the trash; may be changed at any time.
        is_damaged: whether the VoiceData in a file is damaged; see `VoiceDataLook`.

    Attributes:
        notes: what had become of the library when it was opened and what was done about it, for the user.
        lists: long lists of the voices, a portion at a time.

    Raises:
        LibraryTooNew: a later version of the program wrote it; nothing was changed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        quota: int = Settings.voice_quota,
        is_damaged: Callable[[Path], bool] = lambda _path: False,
    ) -> None:
        self.quota = quota
        self._clock = clock
        self._folder = folder
        assets = AssetStore(folder)
        super().__init__(assets, VoiceDataLook(assets, is_damaged))
        self._reopening = Lock()
        self.notes: tuple[str, ...] = ()
        self.lists = VoiceLists(self._reading, self._writing)
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        trusts = not self._database.refusal and is_as_it_was(self._folder / DATABASE_NAME, self._today())
        self._database.close()  # what was written is brought to the file now, if nobody else has it open
        if trusts:
            note_sound(self._folder / DATABASE_NAME, self._today())

    def repair(self) -> RepairReport:
        """Look through everything, mend what can be mended, and tell.

        Raises:
            LibraryDamaged: not even what was put in the database's place can be read.
        """
        before = [note for note in self.notes if note not in self._upkeep.refused]  # those may be over
        self._database.close()
        upkeep = self._open()
        done = tuple(dict.fromkeys((*before, *upkeep.done)))
        self.notes = ()  # they are told now
        return report(self._database, self._assets, self._data, replace(upkeep, done=done))

    def inspect(self) -> RepairReport:
        """Look through everything, and tell; nothing is changed.

        Raises:
            LibraryDamaged: the database was damaged since it was opened.
        """
        return inspect(self._database, self._assets, self._data, self._upkeep)

    def _open_for_changes(self) -> Upkeep:
        has_voices = self._assets.has_any()
        self._database, mishap, is_as_it_was = open_database(self._folder, self._today(), has_voices=has_voices)
        try:
            upkeep = settle(self._database, self._assets, self._now(), mishap, looks_at_all=not is_as_it_was)
            note_sound(self._folder / DATABASE_NAME, self._today())
            return upkeep
        except BaseException:
            self._database.close()
            raise

    def _open(self) -> Upkeep:
        """Where the disk refuses to be written, the library can be read all the same."""
        try:
            upkeep = self._open_for_changes()
        except StorageError as refusal:
            copy = open_copy(self._folder, refusal)
            self._database = copy
            upkeep = settle_copy(copy, self._assets)
        self.notes, self._upkeep = upkeep.notes, upkeep
        return upkeep

    @property
    def transfer(self) -> VoiceTransfer:
        """What takes voices out of the library, and brings others in."""
        return VoiceTransfer(self._assets, self._database.reading, self._writing, self.quota)

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._database.reading()

    def _writing(self) -> AbstractContextManager[Connection]:
        """As of `Database`; a disk that refused to be written may have room again."""
        with self._reopening:
            before = self._database
            if before.refusal:
                self._open()
                before.close()
            return self._database.writing()

    def check_new_name(self, name: str, *, replace_same_name: bool = False) -> None:
        """See whether a voice of this name could be made now, before time is spent on cloning it.

        Raises:
            InvalidRequest, NameTaken, QuotaReached: as `create` would.
        """
        with self._database.reading() as connection:
            self._check_room(connection, clean_name(name), replace_same_name=replace_same_name)

    def create(self, new: NewVoice, *, replace_same_name: bool = False) -> Voice:
        """Keep a voice: its files first, then its row, so that it is there whole or not at all.

        Args:
            new: what to keep.
            replace_same_name: put a voice that has this name in the trash in the same step.

        Raises:
            InvalidRequest: the name cannot be used, there is no reference, or no valid consent.
            NameTaken: another voice has this name.
            QuotaReached: there is no room.
            StorageError: a file could not be read or written; nothing is left.
        """
        voice = voice_of(new, self._now())
        self.check_new_name(voice.name, replace_same_name=replace_same_name)  # before anything is copied
        with self._assets.staged() as stage:
            stage_data(stage, voice.engine_id, voice.engine_revision, new.voice_data)
            kept = tuple(stage_reference(stage, place, each) for place, each in enumerate(new.references, start=1))
            voice = replace(voice, references=kept)
            stage_consent(stage, new.consent_flac)
            stage_record(stage, VoiceRecord(voice))
            sync_tree(stage)
            mark = mark_of(1, stamp_of(stage / RECORD_NAME))
            row = NewRow(voice, outline=new.outline or None, record_mark=mark)
            replaced = self._commit(row, stage, replace_same_name=replace_same_name)
        self._keep_records(replaced)
        return voice

    def _commit(self, row: NewRow, stage: Path, *, replace_same_name: bool) -> Sequence[str]:
        """Returns the ids of the voices it took the place of."""
        voice = row.voice
        try:
            with self._writing() as connection:
                self._check_room(connection, voice.name, replace_same_name=replace_same_name)
                replaced = voice_table.trash_by_name(connection, voice.name, voice.created_at)
                voice_table.insert_row(connection, row)
                # while the database is held: a folder without a row is one whose maker has ended
                self._assets.place(stage, voice.id)
                return replaced
        except BaseException:
            self._assets.take_back(stage, voice.id)
            raise

    def get(self, voice_id: str) -> Voice:
        """The voice with this id.

        Raises:
            VoiceNotFound
            VoiceDamaged: something of it cannot be read.
        """
        with self._database.reading() as connection:
            return voice_from(connection, voice_table.living_row(connection, voice_id))

    def find(self, name_or_id: str) -> Voice:
        """The voice with this id, or else with this name (upper and lower case are one).

        Raises:
            VoiceNotFound: its hint names voices that are called nearly so.
            VoiceDamaged: something of it cannot be read.
        """
        with self._database.reading() as connection:
            return voice_from(connection, voice_table.find_row(connection, name_or_id))

    def identify(self, name_or_id: str) -> tuple[str, str]:
        """The id and the name of the voice with this id or name, be it damaged.

        Raises:
            VoiceNotFound: its hint names voices that are called nearly so.
        """
        with self._database.reading() as connection:
            row = voice_table.find_row(connection, name_or_id)
            return row["id"], row["name"]

    def list(self, query: str = "", order: str = "recent") -> tuple[Voice, ...]:
        """The voices that hold every word of `query` in name, id, tags, notes or transcript; all if it is empty.

        Args:
            query: any text; no character in it has a meaning of its own.
            order: ``"recent"`` (last used or made first), ``"name"`` or ``"created"`` (newest first).

        Raises:
            InvalidRequest: there is no such order.
        """
        return self.look(VoiceQuery(query, order)).voices

    def look(self, query: VoiceQuery = EVERY_VOICE, limit: int | None = None) -> FoundVoices:
        """The voices that are wanted, and which of them cannot be read.

        Args:
            query: which voices, in which order.
            limit: how many at most, of the first; None: all, which takes long and much memory where there are many.

        Raises:
            InvalidRequest: there is no such order.
        """
        with self._database.reading() as connection:
            found = voice_table.matching_voices(connection, query, limit)
        return FoundVoices(tuple(voice for _row, voice in found.voices), found.damaged)

    def count(self) -> int:
        """How many voices there are, not counting the trash."""
        with self._database.reading() as connection:
            return voice_table.count_living(connection)

    def rename(self, voice_id: str, name: str) -> Voice:
        """Give the voice another name.

        Raises:
            InvalidRequest, NameTaken, VoiceNotFound
        """
        clean = clean_name(name)
        return self._change(voice_id, lambda voice: replace(voice, name=clean))

    def update(
        self,
        voice_id: str,
        *,
        name: str | None = None,
        tags: tuple[str, ...] | None = None,
        notes: str | None = None,
        consent: Consent | None = None,
        consent_flac: bytes | None = None,
    ) -> Voice:
        """Replace name, tags, notes, consent and its recording, all in one step; None leaves each as it is.

        Raises:
            InvalidRequest, ConsentRequired, NameTaken, VoiceNotFound: nothing is changed.
        """

        def with_words(voice: Voice) -> Voice:
            self._assets.write_consent(voice.id, consent_flac)
            return replace(
                voice,
                name=voice.name if name is None else clean_name(name),
                tags=voice.tags if tags is None else clean_tags(tags),
                notes=voice.notes if notes is None else clean_text(notes),
                consent=voice.consent if consent is None else checked_consent(consent),
            )

        return self._change(voice_id, with_words)

    def keep_review(self, voice_id: str, review: Review) -> Voice:
        """Keep another verdict on the voice's recordings.

        Raises:
            VoiceNotFound, VoiceDamaged
        """
        return self._change(voice_id, lambda voice: replace(voice, review=review))

    def touch(self, voice_id: str) -> Voice:
        """Note that the voice has just spoken.

        Raises:
            VoiceNotFound
        """
        with self._writing() as connection:
            return voice_table.touch_voice(connection, voice_id, self._now())

    def rebind(self, voice_id: str, engine_id: str, engine_revision: str, mode: VoiceMode, voice_data: bytes) -> Voice:
        """Bind the voice to VoiceData that was rebuilt from its recordings; that of other revisions stays beside it.

        Raises:
            VoiceNotFound
        """

        def bound(voice: Voice) -> Voice:
            return replace(voice, engine_id=engine_id, engine_revision=engine_revision, mode=mode, scorecard=None)

        self.get(voice_id)
        self._assets.write_data(voice_id, engine_id, engine_revision, voice_data)
        return self._change(voice_id, bound)

    def keep_scorecard(self, voice: Voice, scorecard: Scorecard) -> Voice:
        """Keep how a voice came out, as it was when it was measured; see `Voice.scored`.

        Raises:
            VoiceNotFound
        """
        return self._change(voice.id, lambda now: now.scored(scorecard, voice))

    def delete(self, voice_id: str) -> None:
        """Put the voice in the trash, from where it can be restored.

        Raises:
            VoiceNotFound
        """
        with self._writing() as connection:
            voice_table.trash_by_id(connection, voice_id, self._now())
        self._keep_records([voice_id])

    def trash(self) -> tuple[TrashedVoice, ...]:
        """The deleted voices, last deleted first."""
        return self.look_into_trash().voices

    def look_into_trash(self) -> FoundTrash:
        """The deleted voices, last deleted first, and which of them cannot be read."""
        with self._database.reading() as connection:
            return voice_table.trashed_voices(connection)

    def identify_trashed(self, name_or_id: str) -> tuple[str, str]:
        """The id and the name of the deleted voice with this id, or the one of this name that was deleted last.

        Raises:
            VoiceNotFound
        """
        with self._database.reading() as connection:
            row = voice_table.find_trashed(connection, name_or_id)
            return row["id"], row["name"]

    def restore(self, voice_id: str, name: str = "") -> Voice:
        """Take a voice out of the trash, under another name if one is given.

        Raises:
            VoiceNotFound: it is not in the trash.
            VoiceDamaged: something of it cannot be read.
            InvalidRequest: the new name cannot be used.
            NameTaken: another voice was given its name meanwhile; restore it under another one.
            QuotaReached: there is no room.
        """

        def named(voice: Voice) -> Voice:
            return replace(voice, name=clean_name(name) if name else voice.name)

        with self._writing() as connection:
            voice = voice_table.restore_voice(connection, voice_id, named)
            self._check_quota(voice_table.count_living(connection))
        self._keep_records([voice_id])
        return voice

    def purge(self, days: int = TRASH_DAYS, before: Callable[[Sequence[str]], None] = lambda _voice_ids: None) -> int:
        """Erase, with their files, the voices that lie in the trash for `days` or longer; returns how many.

        Counted are days on which the program was run, so that a clock that jumps erases nothing. `before` gets the ids.

        Raises:
            StorageError: their files cannot be removed; they stay in the trash.
        """
        with self._database.reading() as connection:
            voice_ids = voice_table.trashed_ids(connection, days)
        before(voice_ids)
        return self.erase(voice_ids)

    def erase(self, voice_ids: Sequence[str]) -> int:
        """Erase voices that are in the trash, with their files; returns how many.

        Also on a full disk: what could be made anew of these very voices makes the room that erasing takes.

        Raises:
            StorageError: their files cannot be removed; they stay in the trash.
        """
        try:
            return self._erase(voice_ids) if voice_ids else 0
        except StorageError:
            if not (full_disk(self._folder / DATABASE_NAME) and self._make_room(voice_ids)):
                raise
            return self._erase(voice_ids)

    def _make_room(self, voice_ids: Sequence[str]) -> bool:
        with self._database.reading() as connection:
            trashed = set(voice_table.trashed_ids(connection, 0)) & set(voice_ids)
        return self._assets.make_room(trashed)

    def _erase(self, voice_ids: Sequence[str]) -> int:
        with self._assets.erasing() as erasing:
            with self._writing() as connection:
                erased = voice_table.erase_trashed(connection, voice_ids)
                erasing.set_apart(erased)
            erasing.is_committed = True
        self._database.erase_traces(lambda connection: voice_table.erase_known(connection, erased))
        if erased and not self._upkeep.mended.is_incomplete:
            for copy in set_aside_copies(self._folder):
                remove_file(copy)
        return len(erased)

    def set_aside(self) -> Sequence[Path]:
        """Damaged databases that were set aside: what was erased may still be read in them.

        They go when a voice is erased, unless there are recordings of which they alone may tell.
        """
        return set_aside_copies(self._folder)

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def _today(self) -> str:
        return self._now().date().isoformat()

    def _keep_records(self, voice_ids: Sequence[str]) -> None:
        """Bring the voices' folders up to date; the change itself is saved already."""
        try:
            keep_records(self._database, self._assets, voice_ids)
        except StorageError as error:  # it is done at the next start
            _log.info("the folder of a voice could not be brought up to date: %s", error.message)

    def _change(self, voice_id: str, changed: Callable[[Voice], Voice]) -> Voice:
        with self._writing() as connection:
            voice = voice_table.change_voice(connection, voice_id, changed)
        self._keep_records([voice_id])
        return voice

    def _check_room(self, connection: Connection, name: str, *, replace_same_name: bool) -> None:
        replaces = voice_table.has_name(connection, name)
        if replaces and not replace_same_name:
            raise voice_table.name_taken(name)
        self._check_quota(voice_table.count_living(connection) + (0 if replaces else 1))

    def _check_quota(self, voices: int) -> None:
        if voices > self.quota:
            raise QuotaReached(f"The library holds {voices - 1} voices; its quota is {self.quota}.")
