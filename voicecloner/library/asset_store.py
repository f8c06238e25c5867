"""The files of the voices.

    staging/<random>/                     a voice folder being written
    voices/<id>/original/<n><suffix>      the untouched recordings, n counted from 1
    voices/<id>/prepared/<n>.flac         what the voice was cloned from
    voices/<id>/data/<engine>-<revision>.safetensors

A voice folder is written under ``staging``, brought to the disk, renamed to its place, and only then the voice's row is
committed. Whatever a crash leaves behind has no row and is removed at a later start.
"""

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from voicecloner.atomic import storage_error, sync_file, sync_folder, write_atomically
from voicecloner.domain.quality import Span
from voicecloner.domain.voice import StoredReference
from voicecloner.errors import StorageError
from voicecloner.library.names import clean_text

ORPHAN_AGE = timedelta(hours=1)
"""A folder without a row that is younger may be one that another process is just making."""

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
    """

    name: str
    original: Path
    prepared_flac: bytes | Path
    seconds: float
    sha256: str = ""
    span: Span | None = None


class AssetStore:
    """Voice folders below one folder.

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
        return self.folder(voice_id) / "data" / _data_name(engine_id, engine_revision)

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """An empty folder to write a voice's files in; removed at the end unless it was `placed`.

        Raises:
            StorageError: for any OSError in the block.
        """
        stage = self._staging / secrets.token_hex(16)
        try:
            for name in ("original", "prepared", "data"):
                (stage / name).mkdir(parents=True)
            yield stage
        except OSError as error:
            raise storage_error(error, stage) from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    @contextmanager
    def placed(self, stage: Path, voice_id: str) -> Iterator[None]:
        """Put a staged folder in its place; if the block fails, e.g. to commit the voice's row, it is removed again."""
        _sync_tree(stage)
        self._voices.mkdir(exist_ok=True)
        stage.rename(self.folder(voice_id))
        try:
            sync_folder(self._voices)
            yield
        except BaseException:
            self.remove([voice_id])
            raise

    def write_data(self, voice_id: str, engine_id: str, engine_revision: str, voice_data: bytes) -> None:
        """Keep an engine's VoiceData with an existing voice, replacing what that revision had.

        Raises:
            StorageError
        """
        write_atomically(self.data_file(voice_id, engine_id, engine_revision), voice_data)

    def remove(self, voice_ids: Iterable[str]) -> None:
        """Remove the folders of voices. What cannot be removed now is removed at a later start."""
        for voice_id in voice_ids:
            shutil.rmtree(self.folder(voice_id), ignore_errors=True)

    def orphan_candidates(self, now: datetime) -> list[Path]:
        """Staging and voice folders older than `ORPHAN_AGE`."""
        folders = [*_entries(self._staging), *_entries(self._voices)]
        oldest_s = (now - ORPHAN_AGE).timestamp()
        return [folder for folder in folders if _changed_s(folder) < oldest_s]

    def remove_orphans(self, candidates: Iterable[Path], known_ids: Set[str]) -> None:
        """Remove those of the candidates that belong to no voice."""
        for folder in candidates:
            if folder.parent == self._staging or folder.name not in known_ids:
                shutil.rmtree(folder, ignore_errors=True)


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
    return StoredReference(_without_folders(new.name), original, prepared, float(new.seconds), sha256, new.span)


def stage_data(stage: Path, engine_id: str, engine_revision: str, voice_data: bytes) -> None:
    """Write an engine's VoiceData into a staged folder.

    Raises:
        OSError
    """
    (stage / "data" / _data_name(engine_id, engine_revision)).write_bytes(voice_data)


def _without_folders(name: str) -> str:
    return re.split(r"[/\\]", clean_text(name))[-1]


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while block := reader.read(_BLOCK_BYTES):
            digest.update(block)
            writer.write(block)
    return digest.hexdigest()


def _sync_tree(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            _sync_tree(entry)
        else:
            sync_file(entry)
    sync_folder(folder)


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _changed_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # its maker has just finished or given up
        return float("inf")


def _safe_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SAFE_SUFFIX.fullmatch(suffix) else ""


def _data_name(engine_id: str, engine_revision: str) -> str:
    # hyphens on one side only, or "a-b" with "c" and "a" with "b-c" would be one file
    return f"{_safe_name(engine_id, '-')}-{_safe_name(engine_revision)}.safetensors"


def _safe_name(text: str, also: str = "") -> str:
    """The text if it can be part of a file name; else what can be of it, and a digest so that two texts stay two."""
    safe = re.sub(f"[^a-z0-9._{also}]+", "_", text)[:_MAX_SAFE_NAME_CHARACTERS]
    return safe if safe == text else f"{safe}_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
