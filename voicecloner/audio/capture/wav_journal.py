"""A WAV file that grows while it is recorded and survives the end of the program at any moment.

The sound goes to ``NAME.part``, a complete float32 WAV file whose header is set right at each flush; after a crash
anything that reads WAV reads it up to the last flush. Closing renames it to ``NAME``. soundfile rewrites the header of
a growing file only through a private call, so the header is written here: Microsoft's WAVE_FORMAT_IEEE_FLOAT with the
``fact`` chunk it asks for, and a ``LIST`` of the type ``INFO`` (Multimedia Programming Interface and Data
Specifications 1.0, 1991) that says when and with which microphone it was recorded. So the file itself tells.

A lock says that a recording is still being made. Where there are no locks (some network disks), a file that changed
in the last two seconds counts as being made.
"""

import errno
import os
import struct
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np

from voicecloner import file_lock
from voicecloner.atomic import sync_folder
from voicecloner.domain.audio import UNKNOWN_ORIGIN, RecordingOrigin, Samples
from voicecloner.errors import StorageError, UnreadableAudio

PART_SUFFIX = ".part"
LONGEST_S = 3600
"""A recording ends by itself after an hour, long before a WAV file's limit of 4 GiB."""

_FORM = struct.Struct("<4sI4s4sIHHIIHHH4sII")
_CHUNK = struct.Struct("<4sI")
# Of one size, because it is written anew while the sound behind it grows. Earlier versions wrote none.
_INFO = struct.Struct("<4sI4s4sI32s4sI256s")
_HEADER_BYTES = _FORM.size + _INFO.size + _CHUNK.size
_FOREIGN = "This is not a recording made by VoiceCloner."
_SAMPLE_BYTES = 4
_SHORTEST_FORM, _LONGEST_CHUNK = 16, 1 << 16
_FLUSH_S = 0.5
_LIVE_S = 2.0  # a file being recorded changes every half second, also while the recording waits


@dataclass(frozen=True)
class Recorded:
    """What a recording's file tells of itself.

    Attributes:
        seconds: how much sound it holds.
        sample_rate: Hz.
        origin: with which microphone and when it was made.
    """

    seconds: float = 0.0
    sample_rate: int = 0
    origin: RecordingOrigin = UNKNOWN_ORIGIN


@dataclass(frozen=True)
class _Header:
    """What stands before the sound.

    Attributes:
        sample_rate: Hz.
        origin: with which microphone and when it was made.
        begins_at: where the sound begins, bytes from the start of the file.
        count_at: where its samples are counted; None if they are not.
    """

    sample_rate: int
    origin: RecordingOrigin
    begins_at: int
    count_at: int | None


class WavJournal:
    """One recording on its way to the disk, mono float32.

    Attributes:
        origin: what the file says of where it comes from, from the next `flush` on.

    Raises (every method): OSError as the disk reports it; the recorder words it.
    """

    def __init__(self, path: Path, sample_rate: int, origin: RecordingOrigin = UNKNOWN_ORIGIN) -> None:
        self.path = path
        self.origin = origin
        self.part_path = part_path(path)
        self.frames = 0
        self._sample_rate = sample_rate
        self._flushed_frames = 0
        # Unbuffered: what was appended outlives this process, and a full disk leaves nothing to be written later.
        self._file = self.part_path.open("wb", buffering=0)
        try:
            file_lock.hold(self._file)
            self.flush()
            sync_folder(path.parent)
        except OSError:
            self.discard()
            raise

    def append(self, samples: Samples) -> None:
        """Add samples, shape (frames,); they are safe on the disk half a second later at the latest."""
        self._write(np.ascontiguousarray(samples, "<f4").tobytes())
        self.frames += len(samples)
        if self.frames - self._flushed_frames >= _FLUSH_S * self._sample_rate:
            self.flush()

    def flush(self) -> None:
        """Bring everything to the disk, the sound before the header that speaks of it."""
        os.fsync(self._file.fileno())
        self._file.seek(0)
        self._write(_header(self.frames, self._sample_rate, self.origin))
        os.fsync(self._file.fileno())
        self._file.seek(0, os.SEEK_END)
        self._flushed_frames = self.frames

    def keep_alive(self) -> None:
        """Show that the recording is still being made although nothing is added."""
        os.utime(self.part_path)

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._cut_torn_sample()
        self.flush()
        self._file.close()
        self.part_path.replace(self.path)

    def discard(self) -> None:
        """Remove what was recorded."""
        self._file.close()
        self.part_path.unlink(missing_ok=True)

    def _cut_torn_sample(self) -> None:
        """After a full disk the file may end within a sample, or hold samples that were never counted."""
        self._file.truncate(_HEADER_BYTES + self.frames * _SAMPLE_BYTES)

    def _write(self, content: bytes) -> None:
        if self._file.write(content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def part_path(path: Path) -> Path:
    """Where the recording that will be `path` grows."""
    return path.with_name(path.name + PART_SUFFIX)


def unfinished(folder: Path) -> tuple[Path, ...]:
    """Recordings in `folder` that a crash left behind, oldest first; those being made right now are left out.

    Raises:
        StorageError: the folder or a recording in it cannot be read.
    """
    try:
        changes = [(_left_at_s(part), part) for part in folder.glob(f"*{PART_SUFFIX}")]
    except OSError as error:
        raise StorageError(f"The recordings in {folder} cannot be looked at ({error.strerror}).") from error
    return tuple(part for _, part in sorted((left_s, part) for left_s, part in changes if left_s is not None))


def recorded(path: Path) -> Recorded:
    """What there is in a recording, finished or left behind by a crash.

    Its seconds and sample rate are 0 if the crash came before the first of it.

    Raises:
        UnreadableAudio: it is no recording of this program.
        StorageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            header = _read_header(file)
            frames = _frames_behind(file, header) if header else 0
    except OSError as error:
        raise StorageError(f"The recording {path.name} cannot be read ({error.strerror}).") from error
    return Recorded(frames / header.sample_rate, header.sample_rate, header.origin) if header else Recorded()


def recover(part: Path) -> Path:
    """Finish a recording that a crash left behind and return the path it has now.

    Everything in the file counts, also what arrived after its header was last set right.

    Raises:
        UnreadableAudio: it is no recording of this program.
        StorageError: the disk refuses, or it is still being made.
    """
    try:
        with part.open("r+b") as file:
            if file_lock.try_hold(file) is False:
                raise StorageError(f"The recording {part.name} is still being made.", "Stop it first.")
            _complete(file)
            os.fsync(file.fileno())
        return part.replace(part.with_name(part.name.removesuffix(PART_SUFFIX)))
    except OSError as error:
        raise StorageError(f"The recording {part.name} cannot be recovered ({error.strerror}).") from error


def set_aside(path: Path) -> Path:
    """Take back that a recording was finished, so that it counts as left behind; returns the path it has now.

    Raises:
        StorageError: the disk refuses.
    """
    try:
        return path.replace(part_path(path))
    except OSError as error:
        raise StorageError(f"The recording {path.name} cannot be kept ({error.strerror}).") from error


def _left_at_s(part: Path) -> float | None:
    """When a recording was last changed (seconds since 1970); None if it is being made or was finished just now."""
    try:
        is_held, changed_s = file_lock.is_held(part), part.stat().st_mtime
    except FileNotFoundError:
        return None
    is_being_made = time.time() - changed_s < _LIVE_S if is_held is None else is_held
    return None if is_being_made else changed_s


def _complete(file: BinaryIO) -> None:
    """Set the header right by the sound that is there, and cut a sample off that is only half there."""
    header = _read_header(file)
    if header is None:
        raise UnreadableAudio(_FOREIGN)
    frames = _frames_behind(file, header)
    data_bytes = frames * _SAMPLE_BYTES
    sizes = {4: header.begins_at - 8 + data_bytes, header.begins_at - 4: data_bytes}
    if header.count_at is not None:
        sizes[header.count_at] = frames
    for place, number in sizes.items():
        file.seek(place)
        file.write(number.to_bytes(4, "little"))
    file.truncate(header.begins_at + data_bytes)


def _header(frames: int, sample_rate: int, origin: RecordingOrigin) -> bytes:
    data_bytes = frames * _SAMPLE_BYTES
    form = (3, 1, sample_rate, sample_rate * _SAMPLE_BYTES, _SAMPLE_BYTES, 8 * _SAMPLE_BYTES, 0)
    riff = (b"RIFF", _HEADER_BYTES - 8 + data_bytes, b"WAVE", b"fmt ", 18)
    return _FORM.pack(*riff, *form, b"fact", 4, frames) + _info(origin) + _CHUNK.pack(b"data", data_bytes)


def _info(origin: RecordingOrigin) -> bytes:
    """``ICRD`` holds the date, ``ISRC`` the source; both end with a zero at least."""
    moment = origin.recorded_at.isoformat(timespec="milliseconds").encode() if origin.recorded_at else b""
    name = origin.microphone.encode("utf-8", "replace")[:255].decode("utf-8", "ignore").encode()
    return _INFO.pack(b"LIST", _INFO.size - _CHUNK.size, b"INFO", b"ICRD", 32, moment, b"ISRC", 256, name)


def _origin_in(info: bytes) -> RecordingOrigin:
    if len(info) != _INFO.size - _CHUNK.size:
        return UNKNOWN_ORIGIN
    *_, moment, _chunk, _size, name = _INFO.unpack(bytes(_CHUNK.size) + info)
    try:
        recorded_at = datetime.fromisoformat(moment.rstrip(b"\0").decode("ascii", "replace"))
    except ValueError:
        recorded_at = None
    known = recorded_at if recorded_at and recorded_at.tzinfo else None
    return RecordingOrigin(name.rstrip(b"\0").decode("utf-8", "replace"), known)


def _frames_behind(file: BinaryIO, header: _Header) -> int:
    return (os.fstat(file.fileno()).st_size - header.begins_at) // _SAMPLE_BYTES


def _read_header(file: BinaryIO) -> _Header | None:
    """What stands before the sound; None where it is cut.

    Raises:
        UnreadableAudio: it is no recording of this program.
        OSError: as the disk reports it.
    """
    start = file.read(12)
    if len(start) < len(b"RIFFsizeWAVE"):
        return None
    if start[:4] != b"RIFF" or start[8:] != b"WAVE":
        raise UnreadableAudio(_FOREIGN)
    chunks = _chunks_before_data(file)
    if chunks is None:
        return None
    _, form = chunks.get(b"fmt ", (0, b""))
    if len(form) < _SHORTEST_FORM:
        raise UnreadableAudio(_FOREIGN)
    count_at, _ = chunks.get(b"fact", (None, b""))
    _, info = chunks.get(b"LIST", (0, b""))
    return _Header(int.from_bytes(form[4:8], "little"), _origin_in(info), file.tell(), count_at)


def _chunks_before_data(file: BinaryIO) -> dict[bytes, tuple[int, bytes]] | None:
    """Where the contents of each chunk begin, and these, by its name; None where the file ends before the sound."""
    chunks: dict[bytes, tuple[int, bytes]] = {}
    while len(head := file.read(_CHUNK.size)) == _CHUNK.size:
        name, size = _CHUNK.unpack(head)
        if name == b"data":
            return chunks
        if size > _LONGEST_CHUNK:
            raise UnreadableAudio(_FOREIGN)
        chunks[name] = file.tell(), file.read(size)
        file.seek(size % 2, os.SEEK_CUR)  # chunks begin at even places
    return None
