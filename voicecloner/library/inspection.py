"""Looking whether everything the library knows of is there and is what it was."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecloner.atomic import storage_error
from voicecloner.domain.voice import Voice
from voicecloner.errors import StorageError
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.voice_data import VoiceDataLook
from voicecloner.library.voice_record import RECORD_NAME


@dataclass(frozen=True)
class RepairReport:
    """What a look through the library found, and a repair of it did. All texts are sentences for the user.

    Attributes:
        voices: how many voices there are, with those in the trash.
        done: what was mended.
        faults: what could not be.
        left_alone: files and folders among the library's that do not come from the program.
        refused: why the library cannot be changed or looked after, such as a full disk.
    """

    voices: int
    done: tuple[str, ...]
    faults: tuple[str, ...]
    left_alone: tuple[Path, ...]
    refused: tuple[str, ...] = ()


def file_faults(voice: Voice, assets: AssetStore, data: VoiceDataLook) -> Iterator[str]:
    """What is wrong with the files of a voice.

    Raises:
        StorageError: a file cannot be read.
    """
    if not assets.has(voice.id):
        yield f"The folder of the voice “{voice.name}” is gone, with its recordings."
        return
    folder = assets.folder(voice.id)
    if not (folder / RECORD_NAME).is_file():
        record = folder / RECORD_NAME
        yield f"The details kept in the folder of the voice “{voice.name}” are damaged: {record} is not a file."
    for reference in voice.references:
        original, prepared = folder / reference.original, folder / reference.prepared
        if not _is_whole(original):
            yield (
                f"The recording {original} of the voice “{voice.name}” is "
                f"{'damaged' if os.path.lexists(original) else 'gone'}."
            )
        elif sha256_of(original) != reference.sha256:
            yield f"The recording {original} of the voice “{voice.name}” has been changed."
        if not _is_whole(prepared):
            yield (
                f"The prepared recording {prepared} of the voice “{voice.name}” is "
                f"{'damaged' if os.path.lexists(prepared) else 'gone'}."
            )
    if fault := data.fault(voice, reads=True):
        yield f"The voice “{voice.name}” needs to be rebuilt: {fault}."


def _is_whole(path: Path) -> bool:
    """A file is written under another name and gets its own when it is whole: what is empty was emptied later."""
    return path.is_file() and path.stat().st_size > 0


def sha256_of(path: Path) -> str:
    """Hex digest of a file.

    Raises:
        StorageError
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise storage_error(error, path) from error


def all_faults(voices: tuple[Voice, ...], assets: AssetStore, data: VoiceDataLook) -> Iterator[str]:
    """What is wrong with the files of these voices; one that cannot be read is a fault too."""
    for voice in voices:
        try:
            yield from file_faults(voice, assets, data)
        except StorageError as error:
            yield error.message
