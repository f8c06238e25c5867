"""Keep a copy of the whole library in another folder, and bring back from it what is not here.

The copy holds every voice, those in the trash included, with its recordings and what it speaks with, and the list of
pronunciations. What was spoken is not in it: takes are kept for some days only, and saved where the user wants them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.exchange.backup import Leaving, opened, opened_for_writing
from voicecloner.library.exchange.copying import Pace
from voicecloner.library.exchange.portable import PortableFile
from voicecloner.library.exchange.transfer import Arrived, Incoming
from voicecloner.library.pronunciations import PronunciationStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.voices.exchange_voices import added_words


@dataclass(frozen=True)
class LibraryBackup:
    """A backup that was written.

    Attributes:
        folder: where.
        voices: how many voices it holds, with those in the trash.
        new_files: how many files were new; the others were there from earlier ones.
        new_bytes: how long those are together.
        missing: what could not be copied because it is gone, one sentence each.
    """

    folder: Path
    voices: int
    new_files: int
    new_bytes: int
    missing: tuple[str, ...] = ()


class BackUpLibrary:
    """What can be done with backups.

    Args:
        library: the voices.
        folder: where the library lies; no backup is kept in it.
        words: the user's list of pronunciations.
    """

    def __init__(self, library: VoiceLibrary, folder: Path, words: PronunciationStore | None = None) -> None:
        self._words = words
        self._library = library
        self._folder = folder

    def back_up(self, folder: Path, *, progress: Progress = no_progress, cancel: CancelToken = NEVER) -> LibraryBackup:
        """Write what is new since the last backup in this folder, whole or not at all.

        Raises:
            InvalidRequest: the folder holds something else, or belongs to the library.
            BundleTooNew: a later version of the program keeps its backups there.
            LibraryError: another program is writing a backup there.
            StorageError: something cannot be read or written.
            Cancelled
        """
        if _lies_in(folder, self._folder) or _lies_in(self._folder, folder):
            raise InvalidRequest(f"{folder} belongs to the library itself.", "Choose a folder elsewhere.")
        progress(ProgressUpdate("Looking for what is new", 0.0))
        with opened_for_writing(folder) as backups:
            known = backups.known()
            total_bytes = backups.new_bytes(self._leaving(cancel), known)
            pace = Pace("Copying the voices", total_bytes, progress, cancel)
            words = self._words.read().entries if self._words else ()
            written = backups.write(self._leaving(cancel), datetime.now(UTC), known, pace.step, words)
        progress(ProgressUpdate("Done", 1.0))
        missing = tuple(f"{path} is gone, and not in the backup." for path in written.missing)
        return LibraryBackup(folder, written.voices, written.new_files, written.new_bytes, missing)

    def restore(self, folder: Path, *, progress: Progress = no_progress, cancel: CancelToken = NEVER) -> Arrived:
        """Bring back from the newest backup in a folder the voices that are not here, all at once or, stopped, none.

        A voice that is here, if only in the trash, stays as it is. One whose files are damaged in the backup is left
        out, and told of.

        Raises:
            BundleRefused, BundleTooNew: there is no backup that can be read.
            QuotaReached: there are more voices than the library may hold.
            StorageError: something cannot be read, or there is no room.
            Cancelled
        """
        progress(ProgressUpdate("Reading the backup", 0.0))
        backups = opened(folder)
        voices = backups.read()
        transfer = self._library.transfer
        missing = [voice for voice in voices if not transfer.has(voice.record.voice.id)]
        total_bytes = sum(voice.size_bytes for voice in missing)
        transfer.require_room(total_bytes)
        pace = Pace("Bringing the voices back", total_bytes, progress, cancel)

        def fetch(file: PortableFile, target: Path) -> None:
            backups.fetch(file, target, pace.step)

        incoming = [Incoming(voice, fetch) for voice in voices]
        arrived = transfer.bring(incoming, cancel, makes_copies=False, leaves_out=True)
        words = (entry for entry in backups.words() if not entry.voice_id or transfer.has(entry.voice_id))
        notes = added_words(self._words, words)
        progress(ProgressUpdate("Done", 1.0))
        return replace(arrived, notes=(*arrived.notes, *notes))

    def _leaving(self, cancel: CancelToken) -> Iterator[Leaving]:
        transfer = self._library.transfer
        for record in transfer.records():
            cancel.raise_if_cancelled()
            yield Leaving(record, transfer.files(record.voice))


def _lies_in(folder: Path, other: Path) -> bool:
    return folder.resolve().is_relative_to(other.resolve())
