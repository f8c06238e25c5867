"""Encoded voices as files: `VoiceData` to and from one safetensors file, stamped with the engine it belongs to.

safetensors holds plain numbers and text only, so a file from a stranger can be read without running anything of it.
"""

import hashlib
import json
import struct
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.refusals import damaged_voice
from voicecloner.errors import REBUILD_HINT, EngineError, StorageError, VoiceBoundElsewhere

FORMAT_VERSION = 1
MAX_FILE_BYTES = 1 << 28

_PREFIX = "voicecloner."
_CHECKSUM = "sha256"
_PLAIN_TYPES = frozenset(
    {"float64", "float32", "float16", "bool"} | {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
)


@dataclass(frozen=True)
class VoiceStamp:
    """What a voice file says about its origin: engine, its revision, and the mode the voice was cloned in."""

    engine_id: str
    engine_revision: str
    mode: VoiceMode

    def require(self, engine_id: str, engine_revision: str) -> None:
        """Make sure that this engine may speak with the voice.

        Raises:
            VoiceBoundElsewhere: the voice belongs to another engine or to another revision of it.
        """
        if self.engine_id != engine_id:
            raise VoiceBoundElsewhere(f"The voice was made with the engine “{self.engine_id}”, not with “{engine_id}”.")
        if self.engine_revision != engine_revision:
            raise VoiceBoundElsewhere(
                f"The voice was made with revision {self.engine_revision} of the engine “{engine_id}”; "
                f"this is {engine_revision}."
            )


@dataclass(frozen=True, eq=False)
class StoredVoice:
    """The content of a voice file."""

    stamp: VoiceStamp
    voice_data: VoiceData


def to_bytes(voice: StoredVoice) -> bytes:
    """The file's content.

    Raises:
        EngineError: an array holds something other than real numbers or truth values.
    """
    arrays = {name: _plain(name, array) for name, array in voice.voice_data.arrays.items()}
    stamp = {
        "format": str(FORMAT_VERSION),
        "engine_id": voice.stamp.engine_id,
        "engine_revision": voice.stamp.engine_revision,
        "mode": voice.stamp.mode.value,
        _CHECKSUM: _checksum(arrays),
    }
    metadata = {**voice.voice_data.metadata, **{_PREFIX + key: value for key, value in stamp.items()}}
    return safetensors.numpy.save(arrays, metadata)


def from_bytes(content: bytes) -> StoredVoice:
    """Read a file's content.

    Raises:
        EngineError: the content is no voice file, is damaged, or was written by a later version of the program.
    """
    try:
        arrays = safetensors.numpy.load(content)
        metadata = _metadata(content)
        version = int(metadata[_PREFIX + "format"])
    except (safetensors.SafetensorError, KeyError, ValueError) as error:
        raise damaged_voice() from error
    checksum = metadata.get(_PREFIX + _CHECKSUM)  # files of earlier versions have none
    if checksum is not None and checksum != _checksum(arrays):
        raise damaged_voice()
    if version > FORMAT_VERSION:
        raise EngineError("The voice's data file was written by a later version of the program.", "Update VoiceCloner.")
    own = {key: value for key, value in metadata.items() if not key.startswith(_PREFIX)}
    return StoredVoice(_stamp(metadata), VoiceData(arrays, own))


def read_voice_file(path: Path) -> StoredVoice:
    """Read a voice file.

    Raises:
        EngineError: it is missing or damaged.
        StorageError: it may not be read.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise damaged_voice()
        return from_bytes(path.read_bytes())
    except FileNotFoundError as error:
        raise EngineError("The voice's data file is missing.", REBUILD_HINT) from error
    except OSError as error:
        raise StorageError("The voice's data file could not be read.", "Check its permissions and its disk.") from error


def is_damaged(path: Path) -> bool:
    """Whether a voice file is not what was once written.

    Raises:
        StorageError: it may not be read.
    """
    try:
        read_voice_file(path)
    except EngineError as error:
        return error.hint == REBUILD_HINT  # one of a later version of the program is whole
    return False


class VoiceCache:
    """The voices last spoken with, so that switching between them costs nothing.

    A file that was replaced (other time or size) is read anew.

    Args:
        capacity: how many voices are kept.
    """

    def __init__(self, capacity: int = 4) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[tuple[Path, int, int], StoredVoice] = OrderedDict()

    def read(self, path: Path) -> StoredVoice:
        """Like `read_voice_file`, but from memory if the file has not changed since the last time."""
        key = _identity(path)
        if key not in self._kept:
            self._kept[key] = read_voice_file(path)
        self._kept.move_to_end(key)
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        return self._kept[key]


def _identity(path: Path) -> tuple[Path, int, int]:
    try:
        status = path.stat()
    except OSError:
        return path, 0, 0  # reading it gives the proper error
    return path, status.st_mtime_ns, status.st_size


def _plain(name: str, array: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    # safetensors copies memory as it lies: a transposed or strided array would be scrambled
    contiguous = np.asarray(array, order="C")
    if contiguous.dtype.name not in _PLAIN_TYPES:
        raise EngineError(
            f"The engine's voice holds “{name}”, which is of a kind that cannot be saved ({contiguous.dtype}).",
            "Report this to the engine's author.",
        )
    return contiguous


def _checksum(arrays: Mapping[str, npt.NDArray[np.generic]]) -> str:
    """SHA-256 of all numbers, so that a bit that has flipped on a disk is not heard as noise."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}\n".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def _metadata(content: bytes) -> dict[str, str]:
    """The text part of a file that safetensors has already accepted; its reader for bytes does not give it out."""
    (length,) = struct.unpack_from("<Q", content)
    found: dict[str, str] = json.loads(content[8 : 8 + length])["__metadata__"]
    return found


def _stamp(metadata: dict[str, str]) -> VoiceStamp:
    try:
        mode = VoiceMode(metadata[_PREFIX + "mode"])
        return VoiceStamp(metadata[_PREFIX + "engine_id"], metadata[_PREFIX + "engine_revision"], mode)
    except (KeyError, ValueError) as error:
        raise damaged_voice() from error
