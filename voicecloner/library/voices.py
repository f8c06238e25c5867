"""The library of saved voices: their rows and their files kept together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Literal, Self
from uuid import uuid4

from voicecloner import __version__
from voicecloner.domain.consent import Consent
from voicecloner.domain.quality import Review
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode
from voicecloner.errors import REBUILD_HINT, InvalidRequest, QuotaReached, StorageError
from voicecloner.library import voice_table
from voicecloner.library.asset_store import AssetStore, NewReference, stage_data, stage_reference
from voicecloner.library.database import Database
from voicecloner.library.names import clean_name, clean_tags, clean_text
from voicecloner.library.rows import voices_from
from voicecloner.library.search import search_key
from voicecloner.library.voice_table import TrashedVoice
from voicecloner.settings import Settings

__all__ = ["NewReference", "NewVoice", "TrashedVoice", "VoiceLibrary"]

DATABASE_NAME = "library.db"
TRASH_KEPT = timedelta(days=30)

_ORDER_BY = {
    "recent": "coalesce(last_used_at, created_at) DESC, number DESC",
    "name": "number",  # sorted outside SQL, which does not know that ä comes after a
    "created": "created_at DESC, number DESC",
}


@dataclass(frozen=True, eq=False)
class NewVoice:
    """A voice to be kept. The fields are those of `Voice`.

    Attributes:
        name: what the user calls it; kept without surrounding space.
        language: BCP 47 tag of the reference speech.
        engine_id: the engine that cloned it.
        engine_revision: the revision of that engine's model.
        mode: the mode it was cloned in.
        transcript: the words of the references, or empty.
        references: the recordings, in order; at least one.
        review: the verdict on them.
        consent: whose voice it is.
        voice_data: the engine's VoiceData, a safetensors file.
        tags: free words.
        notes: free text.
        program_version: version of the program that made it.
    """

    name: str
    language: str
    engine_id: str
    engine_revision: str
    mode: VoiceMode
    transcript: str
    references: tuple[NewReference, ...]
    review: Review
    consent: Consent
    voice_data: bytes
    tags: tuple[str, ...] = ()
    notes: str = ""
    program_version: str = __version__


def utc_now() -> datetime:
    """The time by the system's clock, in UTC."""
    return datetime.now(UTC)


class VoiceLibrary:
    """The voices in one folder. Usable from any thread, and by several processes at once; close it when done.

    Every method raises `StorageError` when files cannot be read or written, and `LibraryError` when the database is
    damaged or others keep it busy for too long.

    Args:
        folder: where the library lies; created if it is missing.
        clock: tells the time, in UTC.
        quota: how many voices it holds at most, not counting the trash; may be changed at any time.

    Raises:
        LibraryTooNew: a later version of the program wrote it; nothing was changed.
    """

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime] = utc_now, quota: int = Settings.voice_quota
    ) -> None:
        self.quota = quota
        self._clock = clock
        self._assets = AssetStore(folder)
        self._database = Database(folder / DATABASE_NAME)
        self._remove_orphans()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

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
            InvalidRequest: the name cannot be used, or there is no reference.
            NameTaken: another voice has this name.
            QuotaReached: there is no room.
            StorageError: a file could not be read or written; nothing is left.
        """
        voice = self._voice_of(new)
        self.check_new_name(voice.name, replace_same_name=replace_same_name)  # before anything is copied
        with self._assets.staged() as stage:
            stage_data(stage, voice.engine_id, voice.engine_revision, new.voice_data)
            kept = tuple(stage_reference(stage, place, each) for place, each in enumerate(new.references, start=1))
            voice = replace(voice, references=kept)
            with self._assets.placed(stage, voice.id), self._database.writing() as connection:
                self._check_room(connection, voice.name, replace_same_name=replace_same_name)
                voice_table.trash_by_name(connection, voice.name, voice.created_at)
                voice_table.insert_voice(connection, voice)
        return voice

    def get(self, voice_id: str) -> Voice:
        """The voice with this id.

        Raises:
            VoiceNotFound
        """
        with self._database.reading() as connection:
            return voices_from(connection, [voice_table.living_row(connection, voice_id)])[0]

    def find(self, name_or_id: str) -> Voice:
        """The voice with this id, or else with this name (upper and lower case are one).

        Raises:
            VoiceNotFound: its hint names voices that are called nearly so.
        """
        with self._database.reading() as connection:
            return voices_from(connection, [voice_table.find_row(connection, name_or_id)])[0]

    def list(self, query: str = "", order: str = "recent") -> tuple[Voice, ...]:
        """The voices that hold every word of `query` in name, id, tags, notes or transcript; all if it is empty.

        Args:
            query: any text; no character in it has a meaning of its own.
            order: ``"recent"`` (last used or made first), ``"name"`` or ``"created"`` (newest first).

        Raises:
            InvalidRequest: there is no such order.
        """
        if order not in _ORDER_BY:
            raise InvalidRequest(f"Voices cannot be sorted by “{order}”.", f"Choose one of {', '.join(_ORDER_BY)}.")
        with self._database.reading() as connection:
            voices = voice_table.matching_voices(connection, query, _ORDER_BY[order])
        if order == "name":
            voices.sort(key=lambda voice: (search_key(voice.name), voice.name))
        return tuple(voices)

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

    def update(self, voice_id: str, *, tags: tuple[str, ...] | None = None, notes: str | None = None) -> Voice:
        """Replace the tags, the notes or both; None leaves them as they are.

        Raises:
            VoiceNotFound
        """

        def with_words(voice: Voice) -> Voice:
            return replace(
                voice,
                tags=voice.tags if tags is None else clean_tags(tags),
                notes=voice.notes if notes is None else clean_text(notes),
            )

        return self._change(voice_id, with_words)

    def touch(self, voice_id: str) -> Voice:
        """Note that the voice has just spoken.

        Raises:
            VoiceNotFound
        """
        return self._change(voice_id, lambda voice: replace(voice, last_used_at=self._now()))

    def rebind(self, voice_id: str, engine_id: str, engine_revision: str, mode: VoiceMode, voice_data: bytes) -> Voice:
        """Bind the voice to VoiceData that was rebuilt from its recordings; that of other revisions stays beside it.

        Raises:
            VoiceNotFound
        """

        def bound(voice: Voice) -> Voice:
            return replace(voice, engine_id=engine_id, engine_revision=engine_revision, mode=mode)

        self.get(voice_id)
        self._assets.write_data(voice_id, engine_id, engine_revision, voice_data)
        return self._change(voice_id, bound)

    def delete(self, voice_id: str) -> None:
        """Put the voice in the trash, from where it can be restored.

        Raises:
            VoiceNotFound
        """
        with self._database.writing() as connection:
            voice_table.trash_by_id(connection, voice_id, self._now())

    def trash(self) -> tuple[TrashedVoice, ...]:
        """The deleted voices, last deleted first."""
        with self._database.reading() as connection:
            return voice_table.trashed_voices(connection)

    def restore(self, voice_id: str, name: str = "") -> Voice:
        """Take a voice out of the trash, under another name if one is given.

        Raises:
            VoiceNotFound: it is not in the trash.
            InvalidRequest: the new name cannot be used.
            NameTaken: another voice was given its name meanwhile; restore it under another one.
            QuotaReached: there is no room.
        """

        def named(voice: Voice) -> Voice:
            return replace(voice, name=clean_name(name) if name else voice.name)

        with self._database.writing() as connection:
            voice = voice_table.restore_voice(connection, voice_id, named)
            self._check_quota(voice_table.count_living(connection))
            return voice

    def purge(self, older_than: timedelta = TRASH_KEPT) -> int:
        """Erase voices that were deleted `older_than` ago or earlier, with their files; returns how many."""
        with self._database.writing() as connection:
            erased = voice_table.erase_trashed(connection, self._now() - older_than)
        self._assets.remove(erased)
        return len(erased)

    def voice_file(self, voice: Voice) -> Path:
        """The VoiceData of the engine and revision the voice is bound to.

        Raises:
            StorageError: it is gone, but can be rebuilt from the recordings.
        """
        path = self._assets.data_file(voice.id, voice.engine_id, voice.engine_revision)
        if not path.is_file():
            raise StorageError(f"The file of the voice “{voice.name}” is gone: {path}.", REBUILD_HINT)
        return path

    def reference_path(
        self, voice: Voice, reference: StoredReference, kind: Literal["prepared", "original"] = "prepared"
    ) -> Path:
        """Where a recording of the voice lies: as it was imported, or as the voice was cloned from it."""
        return self._assets.folder(voice.id) / (reference.prepared if kind == "prepared" else reference.original)

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def _change(self, voice_id: str, changed: Callable[[Voice], Voice]) -> Voice:
        with self._database.writing() as connection:
            return voice_table.change_voice(connection, voice_id, changed)

    def _check_room(self, connection: Connection, name: str, *, replace_same_name: bool) -> None:
        replaces = voice_table.has_name(connection, name)
        if replaces and not replace_same_name:
            raise voice_table.name_taken(name)
        self._check_quota(voice_table.count_living(connection) + (0 if replaces else 1))

    def _check_quota(self, voices: int) -> None:
        if voices > self.quota:
            raise QuotaReached(f"The library holds {voices - 1} voices; its quota is {self.quota}.")

    def _remove_orphans(self) -> None:
        # the rows are read after the folders, so that a voice just committed by another process is among them
        candidates = self._assets.orphan_candidates(self._now())
        with self._database.reading() as connection:
            known = voice_table.all_ids(connection)
        self._assets.remove_orphans(candidates, known)

    def _voice_of(self, new: NewVoice) -> Voice:
        if not new.references:
            raise InvalidRequest("A voice needs at least one recording.", "Record or import one first.")
        return Voice(
            id=uuid4().hex,
            name=clean_name(new.name),
            language=new.language,
            engine_id=new.engine_id,
            engine_revision=new.engine_revision,
            mode=new.mode,
            transcript=clean_text(new.transcript),
            references=(),
            review=new.review,
            consent=replace(new.consent, who=clean_text(new.consent.who)),
            created_at=self._now(),
            tags=clean_tags(new.tags),
            notes=clean_text(new.notes),
            program_version=new.program_version,
        )
