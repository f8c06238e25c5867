"""A WAV file that grows while it is recorded and survives the end of the program at any moment.

The sound goes to ``NAME.part``, a complete float32 WAV file whose header is set right at each flush; after a crash
anything that reads WAV reads it up to the last flush. Closing renames it to ``NAME``. soundfile rewrites the header of
a growing file only through a private call, so the 58 bytes are written here (Microsoft's WAVE_FORMAT_IEEE_FLOAT with
the ``fact`` chunk it asks for).

A lock says that a recording is still being made. Where there are no locks (some network disks), a file that changed
in the last two seconds counts as being made.
"""

import errno
import os
import struct
import time
from pathlib import Path

import numpy as np

from voicecloner import file_lock
from voicecloner.atomic import sync_folder
from voicecloner.domain.audio import Samples
from voicecloner.errors import StorageError, UnreadableAudio

PART_SUFFIX = ".part"
LONGEST_S = 3600
"""A recording ends by itself after an hour, long before a WAV file's limit of 4 GiB."""

_HEADER = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
_SAMPLE_BYTES = 4
_FLUSH_S = 0.5
_LIVE_S = 2.0  # a file being recorded changes every half second, also while the recording waits


class WavJournal:
    """One recording on its way to the disk, mono float32.

    Raises (every method): OSError as the disk reports it; the recorder words it.
    """

    def __init__(self, path: Path, sample_rate: int) -> None:
        self.path = path
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
        self._write(_header(self.frames, self._sample_rate))
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
        self._file.truncate(_HEADER.size + self.frames * _SAMPLE_BYTES)

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


def recorded(path: Path) -> tuple[float, int]:
    """Seconds of sound in a recording, finished or left behind by a crash, and its sample rate in Hz.

    Both are 0 if the crash came before the first of it.

    Raises:
        UnreadableAudio: it is no recording of this program.
        StorageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
            sound_bytes = os.fstat(file.fileno()).st_size - _HEADER.size
    except OSError as error:
        raise StorageError(f"The recording {path.name} cannot be read ({error.strerror}).") from error
    if len(header) < _HEADER.size:
        return 0.0, 0
    sample_rate = _sample_rate_of(header)
    return sound_bytes // _SAMPLE_BYTES / sample_rate, sample_rate


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
            sample_rate = _sample_rate_of(file.read(_HEADER.size))
            frames = (part.stat().st_size - _HEADER.size) // _SAMPLE_BYTES
            file.seek(0)
            file.write(_header(frames, sample_rate))
            file.truncate(_HEADER.size + frames * _SAMPLE_BYTES)
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


def _header(frames: int, sample_rate: int) -> bytes:
    data_bytes = frames * _SAMPLE_BYTES
    form = (3, 1, sample_rate, sample_rate * _SAMPLE_BYTES, _SAMPLE_BYTES, 8 * _SAMPLE_BYTES, 0)
    riff = (b"RIFF", _HEADER.size - 8 + data_bytes, b"WAVE", b"fmt ", 18)
    return _HEADER.pack(*riff, *form, b"fact", 4, frames, b"data", data_bytes)


def _sample_rate_of(header: bytes) -> int:
    if len(header) != _HEADER.size or header[:4] != b"RIFF" or header[8:12] != b"WAVE":
        raise UnreadableAudio("This is no recording of VoiceCloner.")
    return int(_HEADER.unpack(header)[7])
