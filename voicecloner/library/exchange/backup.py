"""Backups of a whole library in a folder of their own, of which each writes only what is new.

    voicecloner-backup.json                     says what the folder is; locked while a backup is written
    backups/backup-<number>-<day>.jsonl         one backup: a line about itself, which holds the list of pronunciations,
                                                one for each voice, one that ends it
    objects/<two digits>/<SHA-256>              each file of a voice once, whatever it was called, in all backups

A file that was there at the last backup with the same length and date is not read again. A backup is there as soon as
its list is, which is written last; what a broken-off one has copied is used by the next. The newest `KEPT` stay, and
go with the objects that none of them names any more.
"""

import json
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from voicecloner import __version__
from voicecloner.atomic import (
    atomic_path,
    make_folder,
    read_file,
    remove_file,
    storage_error,
    sync_file,
    sync_folder,
    write_atomically,
)
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.errors import BundleRefused, BundleTooNew, InvalidRequest, LibraryError
from voicecloner.file_lock import try_hold
from voicecloner.library.exchange.copying import Copied, copy_hashed
from voicecloner.library.exchange.portable import PortableFile, PortableVoice, as_json, loads, portable_from
from voicecloner.library.pronunciations import entry_from, line_of
from voicecloner.library.rows import UNREADABLE, Unreadable, time_text
from voicecloner.library.voice_record import RecordTooNew, VoiceRecord

FORMAT, SCHEMA = "voicecloner-backup", 1
MARK_NAME = "voicecloner-backup.json"
KEPT = 10
_NAME = re.compile(r"backup-(?P<number>\d{6,})-(?P<day>\d{4}-\d\d-\d\d)\.jsonl")
_OBJECT = re.compile(r"[0-9a-f]{64}")
_TEMPORARY = re.compile(r"\.voicecloner-[0-9a-f]{16}")
_MAX_LINE_BYTES = 32 << 20
_OTHER_BACKUP = "Restore from another copy of the backup, if there is one."

Step = Callable[[int], None]
# Length, date and hash of a file at the last backup, by its voice's id and its place there.
_Known = dict[tuple[str, str], tuple[int, int, str]]


@dataclass(frozen=True)
class Leaving:
    """A voice that is backed up.

    Attributes:
        record: what is known of it, the trash included.
        files: its files and where they lie; their lengths and hashes are not known yet.
    """

    record: VoiceRecord
    files: tuple[tuple[PortableFile, Path], ...]


@dataclass
class Written:
    """What a backup came to.

    Attributes:
        voices: how many voices it holds, with those in the trash.
        new_files: how many files were copied; the others were there.
        new_bytes: how long those are together.
        missing: files that could not be backed up because they are gone.
    """

    voices: int = 0
    new_files: int = 0
    new_bytes: int = 0
    missing: list[Path] = field(default_factory=list)


class BackupFolder:
    """A folder of backups that is in use; get it from `opened_for_writing` or `opened`.

    Args:
        folder: the folder, which bears the mark.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._objects = folder / "objects"
        self._lists = folder / "backups"

    def known(self) -> _Known:
        """What the last backup knows of its files; nothing where there is none that can be read."""
        found: _Known = {}
        with suppress(BundleRefused):
            for stored in self._newest_lines():
                for file in stored["files"]:
                    place = str(_file_of(file).place)
                    found[stored["record"]["id"], place] = (file["bytes"], file["modified_ns"], file["sha256"])
        return found

    def new_bytes(self, voices: Iterable[Leaving], known: _Known) -> int:
        """How long the files are together that a backup would have to read.

        Raises:
            StorageError
        """
        total_bytes = 0
        for voice in voices:
            for file, path in voice.files:
                with suppress(FileNotFoundError):
                    status = path.stat()
                    is_known = self._known_object(known.get((voice.record.voice.id, str(file.place))), status)
                    total_bytes += 0 if is_known else status.st_size
        return total_bytes

    def write(
        self,
        voices: Iterable[Leaving],
        made_at: datetime,
        known: _Known,
        step: Step,
        words: Iterable[Pronunciation] = (),
    ) -> Written:
        """Write one more backup.

        Args:
            voices: what it holds.
            made_at: the time.
            known: as `known` tells.
            step: called with the length of each piece that is copied.
            words: the user's list of pronunciations.

        Raises:
            StorageError: something cannot be read or written; the earlier backups are untouched.
        """
        written, touched = Written(), set[Path]()
        numbered = self._paths()
        number = _number(numbered[0]) + 1 if numbered else 1
        make_folder(self._lists)
        head = {"format": FORMAT, "schema": SCHEMA, "program_version": __version__, "made_at": time_text(made_at)}
        head |= {"pronunciations": [*map(line_of, words)]}
        path = self._lists / f"backup-{number:06}-{made_at.date().isoformat()}.jsonl"
        with atomic_path(path) as temporary, temporary.open("x", encoding="utf-8", newline="\n") as lines:
            _write_line(lines, head)
            for voice in voices:
                _write_line(lines, self._kept(voice, known, written, touched, step))
                written.voices += 1
            _write_line(lines, {"voices": written.voices})
            for folder in touched:
                sync_folder(folder)
            lines.flush()
        self._forget_old()
        return written

    def read(self) -> tuple[PortableVoice, ...]:
        """The voices of the newest backup.

        Raises:
            BundleTooNew, BundleRefused: its list cannot be read.
            StorageError
        """
        with _explained(self._folder):
            return tuple(map(portable_from, self._newest_lines()))

    def words(self) -> tuple[Pronunciation, ...]:
        """The pronunciations of the newest backup, as far as they can be read; earlier versions wrote none.

        Raises:
            BundleRefused: there is no backup.
            StorageError
        """
        path = self._newest()
        with _explained(path), path.open("rb") as file:
            stored = _line(file.readline(_MAX_LINE_BYTES)).get("pronunciations", [])
        return tuple(_readable(stored))

    def fetch(self, file: PortableFile, target: Path, step: Step) -> None:
        """Write a file of a backup to `target`, where there is none yet.

        Raises:
            BundleRefused: it is gone or damaged.
            OSError: it cannot be written.
        """
        source = self._object(file.sha256)
        try:
            if not stat.S_ISREG(source.stat().st_mode):
                raise BundleRefused(f"The backup is damaged: {source} is not a file.")
            reader = source.open("rb")
        except OSError as error:
            raise BundleRefused(f"The backup is damaged: {source} is gone.", _OTHER_BACKUP) from error
        with reader, target.open("xb") as sink:
            copied = copy_hashed(reader, sink, step)
        if copied != Copied(file.size_bytes, file.sha256):
            raise BundleRefused(f"The backup is damaged: {source} is not what was saved.", _OTHER_BACKUP)

    def _kept(self, voice: Leaving, known: _Known, written: Written, touched: set[Path], step: Step) -> dict[str, Any]:
        """Make sure that the files of a voice are among the objects; returns its line."""
        files, dates = [], []
        for file, path in voice.files:
            try:
                status = path.stat()
                copied = self._known_object(known.get((voice.record.voice.id, str(file.place))), status)
                if copied is None:
                    copied = self._store(path, touched, step)
                    written.new_files += 1
                    written.new_bytes += copied.size_bytes
            except FileNotFoundError:  # it was lost long ago, or the voice has just been erased
                written.missing.append(path)
                continue
            except OSError as error:  # one of reading names its file, one of writing may name none
                raise storage_error(error, self._objects) from error
            files.append(_measured(file, copied))
            dates.append(status.st_mtime_ns)
        stored = as_json(PortableVoice(voice.record, tuple(files)))
        for each, date in zip(stored["files"], dates, strict=True):
            each["modified_ns"] = date
        return stored

    def _known_object(self, known: tuple[int, int, str] | None, status: os.stat_result) -> Copied | None:
        """What a file was at the last backup, if it has not changed since and its object is there."""
        if known is None or known[:2] != (status.st_size, status.st_mtime_ns):
            return None
        size_bytes, _modified_ns, sha256 = known
        return Copied(size_bytes, sha256) if self._has(sha256, size_bytes) else None

    def _has(self, sha256: str, size_bytes: int) -> bool:
        try:
            return self._object(sha256).stat().st_size == size_bytes
        except FileNotFoundError:
            return False

    def _store(self, path: Path, touched: set[Path], step: Step) -> Copied:
        make_folder(self._objects)
        temporary = self._objects / f".voicecloner-{secrets.token_hex(8)}"
        with ExitStack() as undo:
            source = undo.enter_context(path.open("rb"))
            undo.callback(remove_file, temporary)
            with temporary.open("xb") as sink:
                copied = copy_hashed(source, sink, step)
            if not self._has(copied.sha256, copied.size_bytes):
                sync_file(temporary)
                target = self._object(copied.sha256)
                make_folder(target.parent)
                temporary.replace(target)
                touched.update((target.parent, self._objects))
        return copied

    def _object(self, sha256: str) -> Path:
        return self._objects / sha256[:2] / sha256

    def _paths(self) -> list[Path]:
        """The lists of the backups, the newest first."""
        found = self._lists.iterdir() if self._lists.is_dir() else ()
        return sorted((path for path in found if _NAME.fullmatch(path.name)), key=_number, reverse=True)

    def _newest_lines(self) -> Iterator[dict[str, Any]]:
        return _lines_of(self._newest())

    def _newest(self) -> Path:
        paths = self._paths()
        if not paths:
            raise BundleRefused(f"There is no backup in {self._folder} yet.", "Choose the folder that holds one.")
        return paths[0]

    def _forget_old(self) -> None:
        """Remove the backups that are too many, and the objects that none of the others names."""
        paths = self._paths()
        for path in paths[KEPT:]:
            remove_file(path)
        if len(paths) <= KEPT:
            return
        try:
            named = {file["sha256"] for path in paths[:KEPT] for voice in _lines_of(path) for file in voice["files"]}
        except BundleRefused:  # nobody can tell what it needs
            return
        for path in self._objects.rglob("*"):
            is_old = _OBJECT.fullmatch(path.name) and path.name not in named
            if is_old or _TEMPORARY.fullmatch(path.name):
                remove_file(path)


@contextmanager
def opened_for_writing(folder: Path) -> Iterator[BackupFolder]:
    """A folder for backups, made where it is missing, and nobody else's until the block ends.

    Raises:
        InvalidRequest: it holds something else.
        BundleTooNew: a later version of the program uses it.
        LibraryError: another program is writing a backup there.
        StorageError: it cannot be written.
    """
    make_folder(folder)
    mark = folder / MARK_NAME
    try:
        if not mark.exists():
            if any(not _TEMPORARY.match(path.name) for path in folder.iterdir()):
                raise InvalidRequest(f"{folder} holds other files.", "Choose an empty folder, or one with backups.")
            write_atomically(mark, json.dumps({"format": FORMAT, "schema": SCHEMA}).encode())
        _require_mark(mark)
        with mark.open("rb") as file:
            if try_hold(file) is False:
                raise LibraryError(f"Another VoiceCloner is writing a backup in {folder}.", "Wait until it is done.")
            yield BackupFolder(folder)
    except OSError as error:
        raise storage_error(error, folder) from error


def opened(folder: Path) -> BackupFolder:
    """A folder with backups, to be read.

    Raises:
        BundleRefused: it holds none.
        BundleTooNew: a later version of the program uses it.
        StorageError: it cannot be read.
    """
    try:
        _require_mark(folder / MARK_NAME)
    except OSError as error:
        raise storage_error(error, folder) from error
    return BackupFolder(folder)


def _require_mark(mark: Path) -> None:
    try:
        stored = loads(read_file(mark, _MAX_LINE_BYTES))
        is_ours = stored["format"] == FORMAT and type(stored["schema"]) is int
    except (FileNotFoundError, NotADirectoryError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _no_backup(mark.parent) from error
    if not is_ours:
        raise _no_backup(mark.parent)
    if stored["schema"] > SCHEMA:
        raise BundleTooNew(f"The backups in {mark.parent} were written by a later version of VoiceCloner.")


def _no_backup(folder: Path) -> BundleRefused:
    return BundleRefused(f"There is no backup in {folder}.", "Choose the folder that a backup was written to.")


def _lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a backup that are about voices.

    Raises:
        BundleRefused: it is not whole.
        BundleTooNew
        StorageError
    """
    with _explained(path), path.open("rb") as file:
        head = _line(file.readline(_MAX_LINE_BYTES))
        if head["format"] != FORMAT or type(head["schema"]) is not int:
            raise ValueError("no backup of ours")
        if head["schema"] > SCHEMA:
            raise BundleTooNew(f"{path} was written by a later version of VoiceCloner.")
        count = 0
        while "voices" not in (stored := _line(file.readline(_MAX_LINE_BYTES))):
            count += 1
            yield stored
        if stored["voices"] != count:
            raise ValueError("some of it is missing")


def _readable(stored: Iterable[Any]) -> Iterator[Pronunciation]:
    for line in stored:
        with suppress(*UNREADABLE, InvalidRequest):
            yield entry_from(line)


def _line(content: bytes) -> dict[str, Any]:
    stored = loads(content)
    if not isinstance(stored, dict):
        raise TypeError("no object")
    return stored


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except RecordTooNew as error:
        raise BundleTooNew(f"{path} was written by a later version of VoiceCloner.") from error
    except (Unreadable, ValueError, LookupError, TypeError, RecursionError) as error:
        raise BundleRefused(f"The backup is damaged: {path} cannot be read.", _OTHER_BACKUP) from error
    except OSError as error:
        raise storage_error(error, path) from error


def _file_of(file: dict[str, Any]) -> PortableFile:
    """A file of a line, which this computer has written itself: only what its place follows from is needed."""
    whose = (file.get("engine", ""), file.get("engine_revision", ""))
    return PortableFile(file["kind"], file["number"], file["suffix"], file["bytes"], file["sha256"], *whose)


def _measured(file: PortableFile, copied: Copied) -> PortableFile:
    whose = (file.engine_id, file.engine_revision)
    return PortableFile(file.kind, file.number, file.suffix, copied.size_bytes, copied.sha256, *whose)


def _write_line(lines: TextIO, stored: dict[str, Any]) -> None:
    lines.write(json.dumps(stored) + "\n")


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match["number"]) if match else 0
