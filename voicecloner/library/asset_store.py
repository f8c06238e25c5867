"""The files of the voices.

    voices/<id>/voice.json                what the library knows of the voice; see `voice_record`
    voices/<id>/original/<n><suffix>      the untouched recordings, n counted from 1
    voices/<id>/prepared/<n>.flac         what the voice was cloned from
    voices/<id>/data/<engine>-<revision>.safetensors
    voices/<id>/consent/1.flac            the speaker's spoken consent, where there is one
    staging/<random>/voice/               a voice's folder that is being written, or erased
    staging/<random>/voicecloner.json     says which of the two, and that it is ours

A voice's folder is written under ``staging``, brought to the disk, and renamed to its place just before its row is
committed. To be erased it goes the other way.

Nothing under ``voices`` is ever removed for want of a row, and under ``staging`` only what the program marked as its
own: what else lies there is the user's.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from voicecloner.atomic import (
    NoFile,
    make_folder,
    read_file,
    remove_file,
    storage_error,
    sync_file,
    sync_folder,
    write_atomically,
)
from voicecloner.domain.audio import UNKNOWN_ORIGIN, RecordingOrigin
from voicecloner.domain.quality import Span
from voicecloner.domain.voice import StoredReference
from voicecloner.errors import StorageError
from voicecloner.file_lock import hold, is_held
from voicecloner.library.names import clean_text
from voicecloner.library.rows import CONSENT_RECORDING, Unreadable
from voicecloner.library.voice_record import MAX_RECORD_BYTES, RECORD_NAME, VoiceRecord, record_bytes, record_from

UNFINISHED_AGE = timedelta(hours=1)
"""What lies under ``staging`` and is younger may be what another process is just making, where there are no locks."""

MARK_NAME = "voicecloner.json"
_VOICE = "voice"
_MAKING, _ERASING = "making", "erasing"
_OWN_NAME = re.compile(r"[0-9a-f]{32}")
_SAFE_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_BLOCK_BYTES = 1 << 20
_MAX_SAFE_NAME_CHARACTERS = 60


@dataclass(frozen=True, eq=False)
class NewReference:
    """A recording to be kept with a new voice.

    Attributes:
        name: the file's name when it was imported, or ``"recording"``; shown, never used as a path.
        original: the file to copy, untouched.
        prepared_flac: the mono FLAC the voice was cloned from: its content, or the file to copy.
        seconds: duration of the prepared sound.
        sha256: hex digest of the original, checked against the copy; empty: taken from the copy.
        span: the stretch of the original that is used; None for all of it.
        channel: as of `StoredReference`.
        origin: as of `StoredReference`.
    """

    name: str
    original: Path
    prepared_flac: bytes | Path
    seconds: float
    sha256: str = ""
    span: Span | None = None
    channel: int | None = None
    origin: RecordingOrigin = UNKNOWN_ORIGIN


class AssetStore:
    """The folders of voices, below one folder.

    Args:
        folder: the library's folder; created on the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._voices = folder / "voices"
        self._staging = folder / "staging"

    def folder(self, voice_id: str) -> Path:
        """The folder of a voice, whether it exists or not."""
        return self._voices / voice_id

    def data_file(self, voice_id: str, engine_id: str, engine_revision: str) -> Path:
        """Where the VoiceData of an engine's revision lies, whether it exists or not."""
        return self.folder(voice_id) / "data" / data_name(engine_id, engine_revision)

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """An empty folder to write a voice's files in; removed at the end unless it was given to `place`.

        Raises:
            StorageError: for any OSError in the block.
        """
        with self.staged_several(1) as stages:
            yield stages[0]

    @contextmanager
    def staged_several(self, count: int) -> Iterator[tuple[Path, ...]]:
        """As `staged`, for several voices that come together: one mark, and so one open file, for all of them.

        Raises:
            StorageError: for any OSError in the block.
        """
        with self.marked(_MAKING) as place:
            stages = tuple(place / str(number) for number in range(1, count + 1))
            for stage in stages:
                for name in ("original", "prepared", "data"):
                    (stage / name).mkdir(parents=True)
            yield stages

    def place(self, stage: Path, voice_id: str) -> None:
        """Put a staged folder, which `sync_tree` has brought to the disk, in its place."""
        self._voices.mkdir(exist_ok=True)
        stage.rename(self.folder(voice_id))
        sync_folder(self._voices)

    def take_back(self, stage: Path, voice_id: str) -> None:
        """Undo `place`."""
        with suppress(FileNotFoundError):
            self.folder(voice_id).rename(stage)

    @contextmanager
    def erasing(self) -> Iterator["Erasing"]:
        """Take the folders of voices away and erase them at the end; they come back if that was not committed.

        Raises:
            StorageError: a folder cannot be moved.
        """
        with ExitStack() as places:
            erasing = Erasing(self, places)
            try:
                yield erasing
            finally:
                if not erasing.is_committed:
                    erasing.undo()

    @contextmanager
    def marked(self, purpose: str, voice_id: str = "") -> Iterator[Path]:
        """Where a voice's folder may lie while it is made or erased; nothing of it is left at the end."""
        place = self._staging / secrets.token_hex(16)
        try:
            place.mkdir(parents=True)
            with (place / MARK_NAME).open("xb") as mark:
                hold(mark)
                mark.write(json.dumps({"program": "VoiceCloner", "purpose": purpose, "voice": voice_id}).encode())
                mark.flush()
                yield place / _VOICE
        except OSError as error:
            raise storage_error(error, place) from error
        finally:
            _remove(place)

    def make_room(self, voice_ids: Iterable[str]) -> bool:
        """Remove what can be made anew from the untouched recordings of these voices; returns whether there was any."""
        derived = [
            path
            for voice_id in filter(self.has, voice_ids)
            for name in ("prepared", "data")
            for path in _entries(self.folder(voice_id) / name)
        ]
        for path in derived:
            remove_file(path)
        return bool(derived)

    def has(self, voice_id: str) -> bool:
        """Whether a voice of this id has a folder."""
        return _OWN_NAME.fullmatch(voice_id) is not None and self.folder(voice_id).is_dir()

    def voice_ids(self) -> list[str]:
        """The names of all folders that can be those of voices, in order."""
        return sorted(self._own_names())

    def has_any(self) -> bool:
        """Whether there is a folder that can be a voice's."""
        return next(self._own_names(), None) is not None

    def _own_names(self) -> Iterator[str]:
        # by names: a hundred thousand paths take seconds to make and to sort
        try:
            with os.scandir(self._voices) as entries:
                yield from (each.name for each in entries if _OWN_NAME.fullmatch(each.name) and each.is_dir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise storage_error(error, self._voices) from error

    def read_record(self, voice_id: str) -> VoiceRecord:
        """What a voice's folder says about it.

        Raises:
            Unreadable: there is no record in it, or not a whole one, or that of another voice.
            StorageError: the disk refuses to be read.
        """
        path = self.folder(voice_id) / RECORD_NAME
        try:
            content = read_file(path, MAX_RECORD_BYTES)
        except FileNotFoundError as error:
            raise Unreadable("file voice.json, which is missing,") from error
        except OSError as error:
            if isinstance(error, NoFile) and not path.is_dir():  # a folder cannot be written over
                raise Unreadable("file voice.json, which is not a file,") from error
            raise storage_error(error, path) from error
        record = record_from(content)
        if record.voice.id != voice_id:
            raise Unreadable("file voice.json, which is another voice's,")
        return record

    def record_stamp(self, voice_id: str) -> str:
        """When and how long the file was written that `read_record` reads; empty if there is none."""
        return stamp_of(f"{self._voices}{os.sep}{voice_id}{os.sep}{RECORD_NAME}")

    def write_record(self, record: VoiceRecord) -> None:
        """Write what a voice's folder says about it, if there is such a folder.

        Raises:
            StorageError
        """
        if self.has(record.voice.id):
            write_atomically(self.folder(record.voice.id) / RECORD_NAME, record_bytes(record))

    def write_consent(self, voice_id: str, flac: bytes | None) -> None:
        """Keep the recording of spoken consent with an existing voice, where there is one.

        Raises:
            StorageError
        """
        if flac is not None:
            path = self.folder(voice_id) / CONSENT_RECORDING
            make_folder(path.parent)
            write_atomically(path, flac)

    def strangers(self) -> list[Path]:
        """What lies among the voices' folders and does not come from the program."""
        ours = set(self.voice_ids())
        others = [path for path in _entries(self._voices) if path.name not in ours]
        return others + [path for path in _entries(self._staging) if _mark(path) is None]

    def half_erased(self) -> list[str]:
        """The ids of voices whose erasing was broken off."""
        marks = [mark for path in _entries(self._staging) if (mark := _mark(path)) and not _is_at_work(path)]
        return [mark["voice"] for mark in marks if mark["purpose"] == _ERASING]

    def clean_staging(self, now: datetime) -> None:
        """Remove what the program was making when it was broken off, and what was left of voices being erased.

        Removed is only what bears the program's mark, is held by no process, and is older than `UNFINISHED_AGE`.
        """
        oldest_s = (now - UNFINISHED_AGE).timestamp()
        for place in _entries(self._staging):
            if _mark(place) and not _is_at_work(place) and _changed_s(place / MARK_NAME) < oldest_s:
                _remove(place)

    def write_data(self, voice_id: str, engine_id: str, engine_revision: str, voice_data: bytes) -> None:
        """Keep an engine's VoiceData with an existing voice, replacing what that revision had.

        Raises:
            StorageError
        """
        path = self.data_file(voice_id, engine_id, engine_revision)
        _move_aside(path.parent, is_wrong=not path.parent.is_dir())
        _move_aside(path, is_wrong=path.is_dir())
        make_folder(path.parent)
        write_atomically(path, voice_data)


class Erasing:
    """The folders that are being erased.

    Attributes:
        is_committed: set this when nothing leads to the voices any more.
    """

    def __init__(self, assets: AssetStore, places: ExitStack) -> None:
        self.is_committed = False
        self._assets = assets
        self._places = places
        self._moved: list[tuple[Path, Path]] = []

    def set_apart(self, voice_ids: Iterable[str]) -> None:
        """Take these voices' folders away; those that are not there, or have none of our names, are passed over.

        Raises:
            StorageError: a folder cannot be moved.
        """
        for voice_id in filter(self._assets.has, voice_ids):
            folder = self._assets.folder(voice_id)
            stage = self._places.enter_context(self._assets.marked(_ERASING, voice_id))
            try:
                folder.rename(stage)
            except OSError as error:
                raise storage_error(error, folder) from error
            self._moved.append((stage, folder))

    def undo(self) -> None:
        """Put them back."""
        for stage, folder in self._moved:
            stage.rename(folder)


def stage_reference(stage: Path, position: int, new: NewReference) -> StoredReference:
    """Write a reference's files into a staged folder.

    Args:
        stage: the staged folder.
        position: the place among the references, from 1.
        new: what to keep.

    Raises:
        StorageError: the original is no longer what it was.
        OSError
    """
    original = PurePosixPath("original", f"{position}{_safe_suffix(new.original)}")
    prepared = PurePosixPath("prepared", f"{position}.flac")
    sha256 = _copy(new.original, stage / original)
    if new.sha256 and sha256 != new.sha256.lower():
        raise StorageError(f"{new.original.name} changed while the voice was made.", "Import it again.")
    if isinstance(new.prepared_flac, Path):
        _copy(new.prepared_flac, stage / prepared)
    else:
        (stage / prepared).write_bytes(new.prepared_flac)
    return StoredReference(
        _without_folders(new.name),
        original,
        prepared,
        float(new.seconds),
        sha256,
        new.span,
        new.channel,
        replace(new.origin, microphone=clean_text(new.origin.microphone)),
    )


def stamp_of(path: str | Path) -> str:
    """When a file was last written and how long it is, to see whether it is still the same; empty if there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a hundred thousand of them, half a second sooner
    except OSError:
        return ""
    return f"{status.st_mtime_ns}:{status.st_size}"


def stage_data(stage: Path, engine_id: str, engine_revision: str, voice_data: bytes) -> None:
    """Write an engine's VoiceData into a staged folder.

    Raises:
        OSError
    """
    (stage / "data" / data_name(engine_id, engine_revision)).write_bytes(voice_data)


def stage_consent(stage: Path, flac: bytes | None) -> None:
    """Write the recording of spoken consent into a staged folder, where there is one.

    Raises:
        OSError
    """
    if flac is not None:
        (stage / CONSENT_RECORDING).parent.mkdir()
        (stage / CONSENT_RECORDING).write_bytes(flac)


def stage_record(stage: Path, record: VoiceRecord) -> None:
    """Write what a staged folder says about its voice.

    Raises:
        OSError
    """
    (stage / RECORD_NAME).write_bytes(record_bytes(record))


def _without_folders(name: str) -> str:
    return re.split(r"[/\\]", clean_text(name))[-1]


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while block := reader.read(_BLOCK_BYTES):
            digest.update(block)
            writer.write(block)
    return digest.hexdigest()


def sync_tree(folder: Path) -> None:
    """Wait until a folder and all that is in it are on the disk.

    Raises:
        OSError
    """
    for entry in folder.iterdir():
        if entry.is_dir():
            sync_tree(entry)
        else:
            sync_file(entry)
    sync_folder(folder)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise storage_error(error, folder) from error


def _remove(place: Path) -> None:
    # the mark last: what is broken off here is finished at a later start
    shutil.rmtree(place / _VOICE, ignore_errors=True)
    if not (place / _VOICE).exists():
        shutil.rmtree(place, ignore_errors=True)


def _mark(place: Path) -> dict[str, str] | None:
    """What the program wrote in a folder under ``staging`` when it made it; None where it did not make it."""
    if place.is_symlink() or not _OWN_NAME.fullmatch(place.name):
        return None
    try:
        mark = json.loads(read_file(place / MARK_NAME))
        if mark["program"] != "VoiceCloner" or {entry.name for entry in place.iterdir()} - {MARK_NAME, _VOICE}:
            return None
        return {"purpose": str(mark["purpose"]), "voice": str(mark["voice"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_at_work(place: Path) -> bool:
    """Whether the process that made the folder still runs; False as well where there are no locks to tell."""
    try:
        return bool(is_held(place / MARK_NAME))
    except OSError:  # it has just finished
        return True


def _move_aside(path: Path, *, is_wrong: bool) -> None:
    """Make room for what belongs there; what is in its place may be somebody's and is kept under another name."""
    if not is_wrong or not os.path.lexists(path):
        return
    try:
        path.rename(path.with_name(f"{path.name}.aside-{secrets.token_hex(4)}"))
    except OSError as error:
        raise storage_error(error, path) from error


def _changed_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # its maker has just finished or given up
        return float("inf")


def _safe_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SAFE_SUFFIX.fullmatch(suffix) else ""


def data_name(engine_id: str, engine_revision: str) -> str:
    """What the file with the VoiceData of an engine's revision is called."""
    # hyphens on one side only, or "a-b" with "c" and "a" with "b-c" would be one file
    return f"{_safe_name(engine_id, '-')}-{_safe_name(engine_revision)}.safetensors"


def _safe_name(text: str, also: str = "") -> str:
    """The text if it can be part of a file name; else what can be of it, and a digest so that two texts stay two."""
    safe = re.sub(f"[^a-z0-9._{also}]+", "_", text)[:_MAX_SAFE_NAME_CHARACTERS]
    return safe if safe == text else f"{safe}_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
