"""Files of voices (bundles): a zip whose manifest says what is in it.

    manifest.json                 written last, so that each file is read once; deflated
    1/original-1.wav              files of the first voice, as they are: sound hardly gets smaller
    1/prepared-1.flac
    1/encoded-1.safetensors       what an engine made of it, for the revision that the manifest names
    2/...

A bundle may come from anybody. It is looked through before a byte of it is written: what it unpacks to, how its members
lie in it, that each is one the manifest names and none else, and that all their names are of the few forms above. Where
a member goes follows from the manifest's kind and number, never from a name. The hashes are compared as it is copied.
"""

import errno
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BufferedReader, FileIO
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is an error's name
from types import TracebackType
from typing import Any, Self

from voicecloner import __version__
from voicecloner.atomic import storage_error
from voicecloner.errors import BundleRefused, BundleTooNew, VoiceDamaged
from voicecloner.library.exchange.copying import copy_hashed
from voicecloner.library.exchange.portable import PortableFile, PortableVoice, as_json, loads, portable_from
from voicecloner.library.rows import Unreadable, reading_part, text_from, time_text
from voicecloner.library.voice_record import RecordTooNew, VoiceRecord

SUFFIX = ".voice"
MANIFEST_NAME = "manifest.json"
FORMAT, SCHEMA = "voicecloner-bundle", 1
MOST_VOICES = 500
MAX_MANIFEST_BYTES = 32 << 20

_MEMBER = re.compile(r"[1-9]\d{0,3}/(original|prepared|encoded|consent)-[1-9]\d{0,3}(\.[a-z0-9]{1,11})?")
_MOST_MEMBERS = 20_000
# The directory of a zip is read in one go; this is one of some 70,000 members, and longer than a block of a file.
_LONGEST_READ_BYTES = 4 << 20
# Speech packs to a half, text to a tenth; only what was made to fill disks packs to less than a hundredth.
_MOST_UNPACKED_TO_PACKED = 100
_SMALL_BYTES = 1 << 20
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_DAMAGED = "it is damaged, or not a file of voices at all"
# What `zipfile` raises of a file that is none, in its various ways.
_NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, StructError)


class _Bounded(BufferedReader):
    """A file of which nothing is read that would fill the memory, whatever its own fields claim."""

    def __init__(self, path: Path) -> None:
        super().__init__(FileIO(path))
        self.size_bytes = self.seek(0, 2)
        self.seek(0)

    def read(self, size: int | None = -1, /) -> bytes:
        left = self.size_bytes - self.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted > _LONGEST_READ_BYTES:
            raise zipfile.BadZipFile("a list of files that is too long")
        return super().read(size)


@dataclass(frozen=True)
class _Member:
    """A member of the zip that the manifest has named, and where it stands there."""

    name: str
    file: PortableFile


class Bundle:
    """A bundle that is open for reading, and was found sound as far as that can be told without unpacking it.

    Use it in ``with``.

    Args:
        path: the file.

    Attributes:
        path: the same.
        voices: those it holds.

    Raises:
        BundleTooNew: a later version of the program wrote it.
        BundleRefused: it is no bundle, is damaged, or holds what no bundle holds.
        StorageError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
                raise BundleRefused(f"“{path.name or path}” is not a file of voices.")
            self._file = _Bounded(path)
        except OSError as error:
            raise storage_error(error, path) from error
        try:
            with self._explained():
                self._zip = zipfile.ZipFile(self._file)
                stored = self._manifest()
                self._members = tuple(_members_from(stored["voices"]))
                self.voices = tuple(portable for portable, _members in self._members)
                self._require_only_named()
        except OSError as error:  # a place in the file that no file has, or a disk that fails
            self.close()
            is_no_place = error.errno == errno.EINVAL
            raise self._refusal(_DAMAGED) if is_no_place else storage_error(error, path) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def copy(self, voice: int, file: PortableFile, target: Path, step: Callable[[int], None]) -> None:
        """Write a file of a voice to `target`, where there is none yet.

        Args:
            voice: which of `voices`, from 0.
            file: one of its files.
            target: where to.
            step: called with the length of each piece.

        Raises:
            BundleRefused: it is damaged, or not what the manifest says.
            OSError: it cannot be written.
        """
        name = next(member.name for member in self._members[voice][1] if member.file == file)
        with self._explained(), self._zip.open(name) as source, target.open("xb") as sink:
            copied = copy_hashed(source, sink, step)  # type: ignore[arg-type]  # it reads as any file
        if (copied.size_bytes, copied.sha256) != (file.size_bytes, file.sha256):
            raise self._refusal(f"“{name}” in it has been changed since it was written")

    def _manifest(self) -> dict[str, Any]:
        """The manifest, as soon as it is known that this version of the program can read it."""
        self._require_safe(self._zip.infolist())
        names = self._zip.namelist()
        if MANIFEST_NAME not in names:
            raise self._refusal("it has no manifest")
        if self._zip.getinfo(MANIFEST_NAME).file_size > MAX_MANIFEST_BYTES:
            raise self._refusal("its manifest is too large")
        stored = loads(self._zip.read(MANIFEST_NAME))
        if not isinstance(stored, dict) or stored.get("format") != FORMAT:
            raise self._refusal("its manifest cannot be understood")
        if type(schema := stored.get("schema")) is not int or schema > SCHEMA:
            raise BundleTooNew(f"“{self.path.name}” was written by a later version of VoiceCloner.")
        for name in names:
            if name != MANIFEST_NAME and not _MEMBER.fullmatch(name):
                raise self._refusal("a file in it has a name that no file of voices holds")
        return stored

    def _require_safe(self, members: Sequence[zipfile.ZipInfo]) -> None:
        """See that the zip is one that unpacks to what it seems to hold, member by member."""
        if len(members) > _MOST_MEMBERS:
            raise self._refusal(f"it holds more than {_MOST_MEMBERS} files")
        if len({member.filename for member in members}) < len(members):
            raise self._refusal("two files in it have one name")
        for member in members:
            if member.flag_bits & _ENCRYPTED:
                raise self._refusal("it is locked with a password")
            kind = stat.S_IFMT(member.external_attr >> 16)  # where a Unix system has written the zip
            if member.is_dir() or kind not in {0, stat.S_IFREG}:
                raise self._refusal("it holds a folder or a link")
            if member.file_size > _SMALL_BYTES + _MOST_UNPACKED_TO_PACKED * member.compress_size:
                raise self._refusal("it unpacks to far more than a file of voices holds")
        self._require_apart(sorted(members, key=lambda member: member.header_offset))

    def _require_apart(self, members: Sequence[zipfile.ZipInfo]) -> None:
        """See that no two members share bytes: a small file could unpack to a huge one that way.

        Source: David Fifield, “A better zip bomb”, WOOT 2019; Python 3.11 looks for it in its later releases only.
        """
        end = 0
        for member in members:
            if member.header_offset < end:
                raise self._refusal("files in it overlap")
            end = member.header_offset + _LOCAL_HEADER_BYTES + len(member.filename) + member.compress_size
        if end > self._file.size_bytes:
            raise self._refusal("its end is missing")

    def _require_only_named(self) -> None:
        """See that the zip holds the members the manifest names, as long as it says, and no others."""
        sizes = {info.filename: info.file_size for info in self._zip.infolist() if info.filename != MANIFEST_NAME}
        named = {member.name: member.file.size_bytes for _portable, members in self._members for member in members}
        if sizes != named:
            raise self._refusal("it does not hold what its manifest says")

    def _refusal(self, reason: str) -> BundleRefused:
        return BundleRefused(f"“{self.path.name}” is not a file of voices that can be used: {reason}.")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except RecordTooNew as error:
            raise BundleTooNew(f"“{self.path.name}” was written by a later version of VoiceCloner.") from error
        except Unreadable as error:
            raise self._refusal(f"its {error.part} cannot be read") from error
        except (*_NO_ZIP, MemoryError, LookupError, TypeError, OverflowError) as error:
            raise self._refusal(_DAMAGED) from error


def _members_from(stored: Sequence[Any]) -> Iterator[tuple[PortableVoice, tuple[_Member, ...]]]:
    """The voices of a manifest, each with the members that its files are.

    Raises:
        Unreadable, KeyError, TypeError
    """
    with reading_part("list of voices"):
        if not 1 <= len(stored) <= MOST_VOICES:
            raise ValueError("no voice, or too many")
        names: set[str] = set()
        for voice in stored:
            portable = portable_from(voice)
            portable.require_whole()
            own = [text_from(file["member"]) for file in voice["files"]]
            names.update(own)
            # whether it lies in a trash is said of the library it was in, not of the voice
            alone = replace(portable, record=VoiceRecord(portable.record.voice))
            yield alone, tuple(map(_Member, own, portable.files))
        if len(names) < sum(len(voice["files"]) for voice in stored):
            raise ValueError("two files in one member")


Open = Callable[[PortableVoice, PortableFile], Path]
"""Where a file of a voice lies."""


def write_bundle(
    part: Path, voices: Sequence[PortableVoice], where: Open, made_at: datetime, step: Callable[[int], None]
) -> None:
    """Write a bundle, and wait until it is on the disk.

    Args:
        part: where to; a file there is replaced.
        voices: what it is to hold, with the length and hash of each file.
        where: finds a file.
        made_at: the time.
        step: called with the length of each piece.

    Raises:
        VoiceDamaged: a file is not what was announced, or a voice could not be read again out of the bundle.
        OSError
    """
    listed = []
    with part.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
        for number, portable in enumerate(voices, start=1):
            members = []
            for each in portable.files:
                name = f"{number}/{each.kind}-{each.number}{each.suffix}"
                _write_member(target, name, (where(portable, each), each), step)
                members.append(name)
            listed.append(_listed(portable, members))
        manifest = {
            "format": FORMAT,
            "schema": SCHEMA,
            "program_version": __version__,
            "made_at": time_text(made_at),
            "voices": listed,
        }
        info = _info(MANIFEST_NAME, zipfile.ZIP_DEFLATED)
        target.writestr(info, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _write_member(
    target: zipfile.ZipFile, name: str, source: tuple[Path, PortableFile], step: Callable[[int], None]
) -> None:
    path, expected = source
    info = _info(name, zipfile.ZIP_STORED)
    info.file_size = expected.size_bytes  # tells zipfile whether it needs the long form of its fields
    with path.open("rb") as file, target.open(info, "w") as sink:
        copied = copy_hashed(file, sink, step)  # type: ignore[arg-type]  # it writes as any file
    if (copied.size_bytes, copied.sha256) != (expected.size_bytes, expected.sha256):
        raise VoiceDamaged(f"The recording {path} has been changed.")


def _listed(portable: PortableVoice, members: Sequence[str]) -> dict[str, Any]:
    """A voice as the manifest has it; what could not be read again is not written in the first place."""
    stored = as_json(portable)
    for file, member in zip(stored["files"], members, strict=True):
        file["member"] = member
    try:
        portable_from(loads(json.dumps(stored).encode())).require_whole()
    except Unreadable as error:
        name = portable.record.voice.name
        raise VoiceDamaged(f"The voice “{name}” cannot be exported: its {error.part} cannot be read.") from error
    return stored


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # a member has no date of its own: the same voices make the same bytes
    info.compress_type = method
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info
