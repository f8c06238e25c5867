"""Recover recordings that a crash, a power cut or a killed program left unfinished, or that the user may want back.

When the program starts it asks `found`; if there is anything, the user is offered to keep or to discard each recording.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from voicecloner import file_lock
from voicecloner.atomic import remove_file, storage_error
from voicecloner.audio.capture.recording import Recording
from voicecloner.audio.capture.wav_journal import Recorded, recorded, recover, set_aside, unfinished
from voicecloner.errors import InvalidRequest, UnreadableAudio

_BEGINNING_S = 5.0
_FINISHED = "take-*.wav"


@dataclass(frozen=True)
class LostRecording:
    """A recording that was never finished.

    Attributes:
        path: where it lies.
        seconds: how much sound it holds.
        recorded_at: when it began; where that is not known, when its last sound was written.
        microphone: what it was recorded with, for the user; empty where nobody knows.
    """

    path: Path
    seconds: float
    recorded_at: datetime
    microphone: str = ""


class RecoverRecordings:
    """The use case.

    Args:
        recordings_folder: where recordings are made.
    """

    def __init__(self, recordings_folder: Path) -> None:
        self._recordings_folder = recordings_folder
        self._held: dict[Path, BinaryIO] = {}

    def hold(self, path: Path) -> None:
        """Say that a finished recording is being looked at, until it is set aside or removed, or the program ends,
        however it does: others are not offered it for so long. Where there are no locks, nothing is said.

        Args:
            path: of a `Recording`.

        Raises:
            StorageError: it is gone.
        """
        try:
            file = path.open("rb")
        except OSError as error:
            raise storage_error(error, path) from error
        if file_lock.try_hold(file):
            self._held[path] = file
        else:
            file.close()

    def remove(self, path: Path) -> None:
        """Delete a finished recording that nobody needs any more; one that cannot be deleted is offered another
        time."""
        self._let_go(path)
        remove_file(path)

    def found(self) -> tuple[LostRecording, ...]:
        """Recordings that can be recovered, oldest first: unfinished ones, and finished ones that were never used.

        One that is being recorded or looked at right now, here or by another window, is not among them. Files without
        any sound are removed: there is nothing in them to offer.

        Raises:
            StorageError: the folder or a recording in it cannot be read.
        """
        recordings = [recording for path in self._left() if (recording := _looked_at(path))]
        return tuple(sorted(recordings, key=lambda recording: recording.recorded_at))

    def recover(self, path: Path) -> Recording:
        """Finish a recording, so that it can be heard, checked and used like any other.

        Args:
            path: of a `LostRecording`.

        Raises:
            InvalidRequest: it is not in the folder of recordings, or is no longer there.
            UnreadableAudio: it is no recording.
            StorageError: the disk refuses, or it is still being recorded.
        """
        self._refuse_stranger(path)
        finished = recover(path) if path in unfinished(self._recordings_folder) else path
        found = recorded(finished)
        return Recording(finished, found.seconds, found.sample_rate, dropouts=0, origin=found.origin)

    def set_aside(self, path: Path) -> LostRecording:
        """Keep a finished recording for later: until it is recovered or discarded it counts as one that was never
        finished.

        Args:
            path: of a `Recording`.

        Raises:
            InvalidRequest: it is not in the folder of recordings.
            StorageError: the disk refuses.
        """
        if path.parent != self._recordings_folder:
            raise InvalidRequest(f"“{path.name}” is not a recording.")
        self._let_go(path)
        found, changed_s = recorded(path), path.stat().st_mtime
        return _lost(set_aside(path), found, changed_s)

    def discard(self, path: Path) -> None:
        """Delete a recording for good.

        Args:
            path: of a `LostRecording`.

        Raises:
            InvalidRequest: it is not in the folder of recordings, or is no longer there.
            StorageError: it cannot be deleted.
        """
        self._refuse_stranger(path)
        try:
            path.unlink()
        except OSError as error:
            raise storage_error(error, path) from error

    def close(self) -> None:
        """Nobody here looks at any recording any more."""
        for path in tuple(self._held):
            self._let_go(path)

    def _left(self) -> tuple[Path, ...]:
        finished = self._recordings_folder.glob(_FINISHED)
        return (*unfinished(self._recordings_folder), *(path for path in finished if _is_free(path)))

    def _let_go(self, path: Path) -> None:
        file = self._held.pop(path, None)
        if file:
            file.close()

    def _refuse_stranger(self, path: Path) -> None:
        if path not in self._left():
            raise InvalidRequest(f"There is no unfinished recording “{path.name}”.")


def _is_free(path: Path) -> bool:
    try:
        return not file_lock.is_held(path)
    except OSError:  # it is gone
        return False


def _looked_at(path: Path) -> LostRecording | None:
    """None for what is no recording, was finished this moment, or holds no sound; the last is removed once it is old
    enough to be nobody's that just begins.
    """
    try:
        changed_s = path.stat().st_mtime
        found = recorded(path)
    except (FileNotFoundError, UnreadableAudio):
        return None
    if found.seconds:
        return _lost(path, found, changed_s)
    if time.time() - changed_s > _BEGINNING_S:
        remove_file(path)
    return None


def _lost(path: Path, found: Recorded, changed_s: float) -> LostRecording:
    recorded_at = found.origin.recorded_at or datetime.fromtimestamp(changed_s, UTC)
    return LostRecording(path, found.seconds, recorded_at, found.origin.microphone)
