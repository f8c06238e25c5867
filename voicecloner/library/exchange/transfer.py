"""Taking voices out of a library and bringing others in, whole or not at all; nothing that is there gives way.

What comes in is written under ``staging`` first; when all of it is on the disk, the rows are committed and the folders
renamed to their places in one transaction. Killed in the middle of that, a voice is there whole, its row made anew from
its folder at the next start, or it is not there.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple
from uuid import uuid4

from voicecloner.atomic import disk_full, storage_error, sync_file
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.voice import Voice
from voicecloner.errors import BundleRefused, QuotaReached
from voicecloner.jobs import CancelToken
from voicecloner.library import voice_table
from voicecloner.library.asset_store import AssetStore, stage_record, sync_tree
from voicecloner.library.exchange.portable import (
    CONSENT,
    ENCODED,
    ORIGINAL,
    PREPARED,
    PortableFile,
    PortableVoice,
    with_places,
)
from voicecloner.library.inspection import sha256_of
from voicecloner.library.mending import free_name
from voicecloner.library.rows import voice_from
from voicecloner.library.voice_record import RECORD_NAME, VoiceRecord

# How many voices are read from the database at a time.
_AT_ONCE = 200

Fetch = Callable[[PortableFile, Path], None]
"""Writes a file that comes in to a path, where there is none yet."""

Connected = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Incoming:
    """A voice that comes in.

    Attributes:
        portable: the voice.
        fetch: brings its files.
        check: looks at its files once they are in the folder it is given; raises what speaks against them.
    """

    portable: PortableVoice
    fetch: Fetch
    check: Callable[[Path], None] = lambda _folder: None


@dataclass(frozen=True)
class Arrived:
    """What became of voices that came in.

    Attributes:
        voices: those that are in the library now, as they are called there.
        renamed: of those that had to be called otherwise, the name they came with and the one they have.
        here_already: names of those that were in the library before; nothing of them was changed.
        left_out: names of those that could not be taken, each with the reason.
        trashed: names of those that are in the library's trash now, as they were in that where they come from.
        notes: what else is worth telling.
        pronunciations: those that came with the voices, each for the id that its voice has here.
    """

    voices: tuple[Voice, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    here_already: tuple[str, ...] = ()
    left_out: tuple[tuple[str, BundleRefused], ...] = ()
    trashed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pronunciations: tuple[Pronunciation, ...] = ()


class _Staged(NamedTuple):
    """A voice whose files are written, and the id it gets where its own is another's here."""

    incoming: Incoming
    stage: Path
    other_id: str


class VoiceTransfer:
    """The way in and out of one library.

    Args:
        assets: the voices' folders.
        reading: as of `Database`.
        writing: as of `Database`.
        quota: how many voices the library holds at most.
    """

    def __init__(self, assets: AssetStore, reading: Connected, writing: Connected, quota: int) -> None:
        self._assets = assets
        self._reading = reading
        self._writing = writing
        self._quota = quota

    def folder(self, voice_id: str) -> Path:
        """The folder with a voice's files."""
        return self._assets.folder(voice_id)

    def has(self, voice_id: str) -> bool:
        """Whether the library knows a voice of this id, if only from its trash."""
        with self._reading() as connection:
            return bool(voice_table.rows_of(connection, [voice_id])) or self._assets.has(voice_id)

    def records(self) -> Iterator[VoiceRecord]:
        """What is known of every voice that can be read, with those in the trash, the oldest first."""
        with self._reading() as connection:
            voice_ids = [row["id"] for row in connection.execute("SELECT id FROM voices ORDER BY number")]
        for first in range(0, len(voice_ids), _AT_ONCE):
            with self._reading() as connection:
                rows = voice_table.rows_of(connection, voice_ids[first : first + _AT_ONCE])
                found = voice_table.records_of(connection, sorted(rows, key=lambda row: int(row["number"])))
            yield from found

    def files(self, voice: Voice) -> tuple[tuple[PortableFile, Path], ...]:
        """The files of a voice and where they lie, whether they are there or not; nothing is read of them."""
        folder = self._assets.folder(voice.id)
        found: list[tuple[PortableFile, Path]] = []
        for number, reference in enumerate(with_places(voice).references, start=1):
            own = voice.references[number - 1]
            for kind, to, path in (
                (ORIGINAL, reference.original, own.original),
                (PREPARED, reference.prepared, own.prepared),
            ):
                found.append((PortableFile(kind, number, to.suffix, 0, ""), folder / path))
        data = self._assets.data_file(voice.id, voice.engine_id, voice.engine_revision)
        whose = (voice.engine_id, voice.engine_revision)
        found.append((PortableFile(ENCODED, 1, data.suffix, 0, "", *whose), data))
        spoken = PortableFile(CONSENT, 1, ".flac", 0, "")
        # few voices have it, and one without it lacks nothing
        return (*found, (spoken, folder / spoken.place)) if (folder / spoken.place).is_file() else tuple(found)

    def portable(self, voice: Voice, *, with_data: bool) -> PortableVoice:
        """A voice ready to leave, its files named with their lengths and hashes.

        Args:
            voice: one of the library's.
            with_data: whether what the voice speaks with goes along; without it, it has to be rebuilt where it arrives.

        Raises:
            StorageError: a file is gone or cannot be read.
        """
        measured = tuple(
            # the hash of an original is known, and it may be long: it is compared as it is written
            replace(
                file,
                size_bytes=size_of(path),
                sha256=voice.references[file.number - 1].sha256 if file.kind == ORIGINAL else sha256_of(path),
            )
            for file, path in self.files(voice)
            if with_data or file.kind != ENCODED
        )
        return PortableVoice(VoiceRecord(voice), measured)

    def file(self, portable: PortableVoice, file: PortableFile) -> Path:
        """Where a file of a voice lies that `portable` named."""
        return next(path for each, path in self.files(portable.record.voice) if each.place == file.place)

    def require_room(self, size_bytes: int) -> None:
        """See whether there is room for so many bytes, before any of them is written.

        Raises:
            StorageError
        """
        folder = self._assets.folder("")
        while not folder.is_dir():
            folder = folder.parent
        if shutil.disk_usage(folder).free < size_bytes:
            raise disk_full(folder / "voices")

    def bring(
        self, voices: Sequence[Incoming], cancel: CancelToken, *, makes_copies: bool, leaves_out: bool = False
    ) -> Arrived:
        """Bring voices in, all of them or, if anything fails, none.

        Args:
            voices: in the order in which they become rows.
            cancel: heeded for the last time when all is written and nothing is part of the library yet.
            makes_copies: whether a voice whose id is another's here comes in under a new id; otherwise, and where the
                very same is here, it is passed over.
            leaves_out: whether one that is damaged is left out; otherwise it keeps all others out as well.

        Raises:
            BundleRefused: one is damaged.
            QuotaReached: there are more than the library may hold.
            StorageError: they could not be written.
            Cancelled
        """
        other_ids = [uuid4().hex for _voice in voices]
        wanted, here = self._wanted(voices, other_ids, makes_copies=makes_copies)
        with self._assets.staged_several(len(wanted)) as stages:
            staged: list[_Staged] = []
            left_out: list[tuple[str, BundleRefused]] = []
            for stage, (incoming, other_id) in zip(stages, wanted, strict=True):
                try:
                    _stage(incoming, stage)
                except BundleRefused as error:
                    if not leaves_out:
                        raise
                    left_out.append((_name(incoming), error))
                else:
                    staged.append(_Staged(incoming, stage, other_id))
            cancel.raise_if_cancelled()
            return self._commit(
                staged, Arrived(here_already=tuple(here), left_out=tuple(left_out)), makes_copies=makes_copies
            )

    def _wanted(
        self, voices: Sequence[Incoming], other_ids: Sequence[str], *, makes_copies: bool
    ) -> tuple[list[tuple[Incoming, str]], list[str]]:
        """Those that are to come in, each with its other id, and the names of those that are here."""
        wanted, here = [], []
        with self._reading() as connection:
            for incoming, other_id in zip(voices, other_ids, strict=True):
                if self._voice_id(connection, incoming, other_id, makes_copies=makes_copies):
                    wanted.append((incoming, other_id))
                else:
                    here.append(_name(incoming))
            living = sum(not incoming.portable.record.deleted_at for incoming, _other_id in wanted)
            self._require_quota(connection, living)
        return wanted, here

    def _voice_id(self, connection: Connection, incoming: Incoming, other_id: str, *, makes_copies: bool) -> str:
        """The id under which a voice comes in; empty: it does not."""
        voice = incoming.portable.record.voice
        rows = voice_table.rows_of(connection, [voice.id])
        if not rows and not self._assets.has(voice.id):
            return voice.id
        is_living = bool(rows) and rows[0]["deleted_at"] is None
        if not makes_copies or (is_living and _sounds_as(voice_from(connection, rows[0]), voice)):
            return ""
        return other_id

    def _require_quota(self, connection: Connection, more: int) -> None:
        count = voice_table.count_living(connection)
        if more and count + more > self._quota:
            raise QuotaReached(
                f"With {more} more the library would hold {count + more} voices; its quota is {self._quota}."
            )

    def _commit(self, staged: Sequence[_Staged], told: Arrived, *, makes_copies: bool) -> Arrived:
        """Give the staged voices ids and names that are free, write that down, and make them part of the library."""
        placed: list[tuple[Path, str]] = []
        arrived, trashed, renamed, here = [], [], [], list(told.here_already)
        words: list[Pronunciation] = []
        try:
            with self._writing() as connection:
                # looked at once more, now that nobody else can change it: another program may have been quicker
                living = sum(not each.incoming.portable.record.deleted_at for each in staged)
                self._require_quota(connection, living)
                for each in staged:
                    voice_id = self._voice_id(connection, each.incoming, each.other_id, makes_copies=makes_copies)
                    if not voice_id:
                        here.append(_name(each.incoming))
                        continue
                    voice = self._place(connection, each, voice_id, placed)
                    words += [replace(entry, voice_id=voice_id) for entry in each.incoming.portable.pronunciations]
                    if each.incoming.portable.record.deleted_at:
                        trashed.append(voice.name)
                    else:
                        arrived.append(voice)
                    if voice.name != _name(each.incoming):
                        renamed.append((_name(each.incoming), voice.name))
        except BaseException:
            for stage, voice_id in placed:
                self._assets.take_back(stage, voice_id)
            raise
        return replace(
            told,
            voices=tuple(arrived),
            trashed=tuple(trashed),
            renamed=tuple(renamed),
            here_already=tuple(here),
            pronunciations=tuple(words),
        )

    def _place(self, connection: Connection, staged: _Staged, voice_id: str, placed: list[tuple[Path, str]]) -> Voice:
        record = staged.incoming.portable.record
        name = record.voice.name
        if not record.deleted_at and voice_table.has_name(connection, name):  # the trash may hold several of one name
            name = free_name(name, lambda name: voice_table.has_name(connection, name))
        voice = replace(record.voice, id=voice_id, name=name)
        if voice != record.voice:
            record = VoiceRecord(voice, record.revision + 1, record.deleted_at)
            stage_record(staged.stage, record)
            sync_file(staged.stage / RECORD_NAME)
        voice_table.overwrite_voice(connection, record)
        placed.append((staged.stage, voice_id))
        self._assets.place(staged.stage, voice_id)
        return voice


def size_of(path: Path) -> int:
    """How long a file is.

    Raises:
        StorageError: it is gone, or may not be looked at.
    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise storage_error(error, path) from error


def _name(incoming: Incoming) -> str:
    return incoming.portable.record.voice.name


def _stage(incoming: Incoming, stage: Path) -> None:
    for file in incoming.portable.files:
        (stage / file.place).parent.mkdir(exist_ok=True)
        incoming.fetch(file, stage / file.place)
    incoming.check(stage)
    stage_record(stage, incoming.portable.record)
    sync_tree(stage)


def _sounds_as(here: Voice, other: Voice) -> bool:
    """Whether two voices are the same but for the words about them, and when they were used."""
    return _sound_of(here) == _sound_of(other)


def _sound_of(voice: Voice) -> object:
    recordings = [(each.sha256, each.span, each.channel) for each in voice.references]
    return (recordings, voice.transcript, voice.mode, voice.engine_id, voice.engine_revision)
