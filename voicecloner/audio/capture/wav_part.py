"""WAV files that were being written when the program was killed: their sound is there, their header does not say so.

libsndfile writes the sizes in the header when it closes the file, and the tags before the first sound.
"""

import os
import struct
from pathlib import Path
from typing import BinaryIO

import soundfile

from voicecloner.atomic import storage_error
from voicecloner.errors import UnreadableAudio

_RIFF = struct.Struct("<4sI4s")
_CHUNK = struct.Struct("<4sI")
_FRAME_BYTES = 2  # mono, 16 bits


def mend_wav(path: Path) -> int:
    """Make the header of a 16-bit mono WAV file say what is in it; returns how many frames that are.

    When it was changed last stays as it was: that is when its last sound was made.

    Raises:
        UnreadableAudio: it is no WAV file, or was broken off before its first sound.
        StorageError: the disk refuses.
    """
    try:
        with path.open("r+b") as file:
            before = os.fstat(file.fileno())
            start = _start_of_sound(file)
            frames = (before.st_size - start) // _FRAME_BYTES
            end = start + frames * _FRAME_BYTES
            _write_at(file, start - 4, end - start)
            _write_at(file, 4, end - 8)
            file.truncate(end)
            os.fsync(file.fileno())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    except OSError as error:
        raise storage_error(error, path) from error
    return frames


def tags_of(path: Path) -> dict[str, str]:
    """The tags of a WAV file, by the names of `encoding.METADATA_KEYS`; nothing where there are none to be read."""
    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            return dict(sound.copy_metadata())
    except (OSError, soundfile.LibsndfileError):
        return {}


def _start_of_sound(file: BinaryIO) -> int:
    """Where the sound begins, behind the chunks that come before it."""
    head = file.read(_RIFF.size)
    if len(head) < _RIFF.size or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise _no_sound(file)
    while len(chunk := file.read(_CHUNK.size)) == _CHUNK.size:
        name, size_bytes = _CHUNK.unpack(chunk)
        if name == b"data":
            return file.tell()
        file.seek(size_bytes + size_bytes % 2, os.SEEK_CUR)
    raise _no_sound(file)


def _no_sound(file: BinaryIO) -> UnreadableAudio:
    return UnreadableAudio(f"“{Path(file.name).name}” was broken off before its first sound.")


def _write_at(file: BinaryIO, place: int, number: int) -> None:
    file.seek(place)
    file.write(struct.pack("<I", number))
