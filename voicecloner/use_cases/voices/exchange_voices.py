"""Give voices to others as one file, and take in those that others gave.

The file (a bundle, ``.voice``) holds everything about its voices, so that they can be used, and rebuilt, on another
computer. What comes in never takes the place of what is there: a name that is taken gets a number behind it, and a
voice that is in the library already is passed over.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.atomic import is_there, require_folder, require_writable, sync_file, sync_folder
from voicecloner.domain.consent import Use
from voicecloner.domain.file_names import is_device, part_of_name
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice, VoiceSummary
from voicecloner.engines.contract.voice_file import read_voice_file
from voicecloner.errors import BundleRefused, EngineError, InvalidRequest, StorageError, either
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.consent_log import ConsentEvent, ConsentLog, EventKind, noted
from voicecloner.library.exchange.bundle import MOST_VOICES, SUFFIX, Bundle, write_bundle
from voicecloner.library.exchange.copying import Pace
from voicecloner.library.exchange.portable import ENCODED, MOST_PRONUNCIATIONS, PortableVoice
from voicecloner.library.exchange.transfer import Arrived, Incoming
from voicecloner.library.voices import VoiceLibrary
from voicecloner.scratch import scratch_folder
from voicecloner.use_cases.voices.manage_consent import require_use
from voicecloner.wording import counted

if TYPE_CHECKING:
    from voicecloner.library.exports import Exports
    from voicecloner.library.pronunciations import PronunciationStore

_MOST_NAME_CHARACTERS = 60  # of any script: a file's name has 255 bytes
_SOUND_SUFFIXES = frozenset(
    (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aac", ".aiff", ".aif", ".wma", ".webm", ".mp4")
)


@dataclass(frozen=True)
class ExportRequest:
    """Which voices are to leave.

    Attributes:
        voices: their ids or names.
        path: the file to write; its suffix is ``.voice``.
        overwrites: whether a file of this name may be replaced.
    """

    voices: tuple[str, ...]
    path: Path
    overwrites: bool = False


@dataclass(frozen=True)
class ExportedVoices:
    """A bundle that was written.

    Attributes:
        path: the file.
        voices: what it holds.
        size_bytes: its length.
        notes: what is worth telling about it.
    """

    path: Path
    voices: tuple[Voice, ...]
    size_bytes: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BundleContents:
    """What a bundle holds.

    Attributes:
        path: the file.
        voices: as they are called where they come from.
        size_bytes: what they take on the disk.
    """

    path: Path
    voices: tuple[Voice, ...]
    size_bytes: int


class ExchangeVoices:
    """What can be done with files of voices.

    Args:
        library: where the voices are, and where others go.
        exports: notes what is being saved elsewhere.
        log: notes what was stated about the voices that come in.
        words: the user's list of pronunciations, of which each voice takes its own along.
    """

    def __init__(
        self,
        library: VoiceLibrary,
        exports: "Exports",
        log: ConsentLog | None = None,
        words: "PronunciationStore | None" = None,
    ) -> None:
        self._log = log
        self._words = words
        self._library = library
        self._exports = exports
        self._made_for_drags = ExitStack()
        self._drag_folder: Path | None = None

    def close(self) -> None:
        """Remove the files that were made to be dragged elsewhere."""
        self._made_for_drags.close()
        self._drag_folder = None

    def export_for_drag(self, name_or_id: str) -> Path:
        """Write a voice into a folder of the program's own, from where it can be dragged; it is there until `close`.

        Raises:
            as `export`
        """
        voice = self._library.find(name_or_id)
        if self._drag_folder is None:
            self._drag_folder = self._made_for_drags.enter_context(scratch_folder())
        path = self._drag_folder / bundle_name([voice])
        return self.export(ExportRequest((voice.id,), path, overwrites=True)).path

    def export(
        self, request: ExportRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> ExportedVoices:
        """Write the file, whole or not at all.

        Raises:
            InvalidRequest: no voice, too many, or a path that does not do.
            ConsentRequired: a voice may not leave.
            VoiceNotFound: there is no such voice.
            VoiceDamaged: what is kept of one cannot be read, or is not what it was.
            StorageError: a recording is gone, or the file cannot be written.
            Cancelled
        """
        require_types(request)
        require_exportable(request)
        voices = self._voices(request.voices)
        progress(ProgressUpdate("Reading the voices", 0.0))
        portable, notes = self._portable(voices, cancel)
        pace = Pace("Writing the file", sum(each.size_bytes for each in portable), progress, cancel)
        path = request.path.absolute()
        with self._exports.growing(path) as part:
            write_bundle(part, portable, self._library.transfer.file, datetime.now(UTC), pace.step)
            cancel.raise_if_cancelled()
            sync_file(part)
            size_bytes = part.stat().st_size
            part.replace(path)
            sync_folder(path.parent)
        progress(ProgressUpdate("Done", 1.0))
        return ExportedVoices(request.path, voices, size_bytes, notes)

    def size_bytes(self, name_or_id: str) -> int:
        """How long the files of a voice are together, as far as they are there; nothing is read of them.

        Raises:
            VoiceNotFound, VoiceDamaged
        """
        files = self._library.transfer.files(self._library.find(name_or_id))
        return sum(path.stat().st_size for _file, path in files if path.is_file())

    def look(self, path: Path) -> BundleContents:
        """What a bundle holds; nothing is taken from it.

        Raises:
            BundleTooNew: a later version of the program wrote it.
            BundleRefused: it is no bundle, is damaged, or may not be trusted.
            StorageError: it cannot be read.
        """
        _require_no_sound(path)
        with Bundle(path) as bundle:
            voices = tuple(portable.record.voice for portable in bundle.voices)
            return BundleContents(path, voices, sum(portable.size_bytes for portable in bundle.voices))

    def take_in(self, path: Path, *, progress: Progress = no_progress, cancel: CancelToken = NEVER) -> Arrived:
        """Take in the voices of a bundle, all of them or, if anything fails, none.

        Whose voice each is counts as stated by the one who exported it, and nothing is allowed by that: what is
        somebody's own voice there is somebody else's here.

        Raises:
            BundleTooNew, BundleRefused: as `look`; also where what an engine made is not what it is said to be.
            QuotaReached: there are more than the library may hold.
            StorageError: the file cannot be read, or there is no room.
            Cancelled
        """
        _require_no_sound(path)
        with Bundle(path) as bundle:
            total_bytes = sum(portable.size_bytes for portable in bundle.voices)
            self._library.transfer.require_room(total_bytes)
            pace = Pace("Taking the voices in", total_bytes, progress, cancel)
            incoming = [
                Incoming(
                    _received(portable),
                    lambda file, target, number=number: bundle.copy(number, file, target, pace.step),  # type: ignore[misc]
                    partial(_require_own_data, portable, path.name),
                )
                for number, portable in enumerate(bundle.voices)
            ]
            arrived = self._library.transfer.bring(incoming, cancel, makes_copies=True)
        progress(ProgressUpdate("Done", 1.0))
        events = [ConsentEvent.of(EventKind.RECEIVED, voice, "file") for voice in arrived.voices]
        notes = [note for each in events for note in noted(self._log, each)]
        return replace(arrived, notes=tuple(dict.fromkeys((*notes, *added_words(self._words, arrived.pronunciations)))))

    def _voices(self, names: Sequence[str]) -> tuple[Voice, ...]:
        found = {voice.id: voice for voice in map(self._library.find, names)}  # one that is named twice goes once
        for voice in found.values():
            require_use(voice, Use.EXPORT)
        return tuple(found.values())

    def _portable(self, voices: Sequence[Voice], cancel: CancelToken) -> tuple[list[PortableVoice], tuple[str, ...]]:
        portable, notes = [], []
        for voice in voices:
            cancel.raise_if_cancelled()
            fault = self._fault(voice)
            leaving = self._library.transfer.portable(voice, with_data=not fault)
            portable.append(replace(leaving, pronunciations=self._own_words(voice)))
            if fault:
                notes.append(f"“{voice.name}” is exported without its data file, and has to be rebuilt: {fault}.")
        return portable, tuple(notes)

    def _own_words(self, voice: Voice) -> tuple[Pronunciation, ...]:
        entries = self._words.read().entries if self._words else ()
        return tuple(entry for entry in entries if entry.voice_id == voice.id)[:MOST_PRONUNCIATIONS]

    def _fault(self, voice: Voice) -> str:
        fault = self._library.data_fault(voice, reads=True)
        return fault or ("" if _is_of(voice, self._library.voice_file(voice)) else "its data file is another voice's")


def require_exportable(request: ExportRequest) -> None:
    """Refuse before all the work what could not be done after it.

    Raises:
        InvalidRequest: no voice is named, too many are, or the path is no file that could be written, or lies in no
            folder.
        StorageError: nothing may be written in the folder.
    """
    path = request.path
    if not request.voices:
        raise InvalidRequest("No voice is named.", either("Choose one on the page “Voices”", "voices list"))
    if len(request.voices) > MOST_VOICES:
        hint = either("Keep a backup of the whole library instead", "library backup FOLDER")
        raise InvalidRequest(f"One file holds at most {MOST_VOICES} voices.", hint)
    has_namesake = is_there(path)
    if path.is_dir():
        raise InvalidRequest(f"“{path}” is a folder.", f"Name a file in it, such as {path / f'voices{SUFFIX}'}.")
    if path.suffix.lower() != SUFFIX:
        raise InvalidRequest(f"A file of voices has a name that ends with {SUFFIX}.", f"Say {path.name}{SUFFIX}.")
    if has_namesake and not request.overwrites:
        raise InvalidRequest(f"“{path}” is there already.", "Choose another name, or replace it with --overwrite.")
    require_folder(path)
    require_writable(path)


def added_words(store: "PronunciationStore | None", entries: Iterable[Pronunciation]) -> tuple[str, ...]:
    """Add to the user's list what came with voices and is not in it; returns what is worth telling.

    The voices are here by then: a list that cannot be written is told, and undoes nothing.
    """
    wanted = tuple(entries)
    if store is None or not wanted:
        return ()
    try:
        added = store.add(wanted)
    except StorageError as refusal:
        return (f"The pronunciations that came along could not be kept: {refusal.message}",)
    return (f"{counted(added, 'pronunciation')} came along.",) if added else ()


def bundle_name(voices: Sequence[Voice | VoiceSummary]) -> str:
    """What the file of voices is called unless the user wants something else: a name that every system takes."""
    if len(voices) != 1:
        return f"{len(voices)} voices{SUFFIX}"
    name = part_of_name(voices[0].name, _MOST_NAME_CHARACTERS)
    return f"{'voice ' if not name or is_device(name) else ''}{name}{SUFFIX}"


def is_bundle(path: Path) -> bool:
    """Whether a file calls itself a bundle."""
    return path.suffix.lower() == SUFFIX


def _require_no_sound(path: Path) -> None:
    """Lead those on who have a recording, which is no file of voices, to where one is made of it.

    Raises:
        BundleRefused
    """
    if path.suffix.lower() in _SOUND_SUFFIXES:
        hint = either("Drop it on the window to make a voice from it", f'clone "{path.name}" --name NAME --consent own')
        raise BundleRefused(f"“{path.name}” is a recording, not a file of voices.", hint)


def _received(portable: PortableVoice) -> PortableVoice:
    voice = portable.record.voice
    return replace(portable, record=replace(portable.record, voice=replace(voice, consent=voice.consent.received())))


def _require_own_data(portable: PortableVoice, file_name: str, folder: Path) -> None:
    """See that what an engine made of the voice is that, by its own account; it holds numbers and text alone.

    Raises:
        BundleRefused
    """
    voice = portable.record.voice
    for file in portable.files:
        if file.kind == ENCODED and not _is_of(voice, folder / file.place):
            reason = f"the data file of “{voice.name}” is damaged, or another voice's"
            raise BundleRefused(f"“{file_name}” is not a file of voices that can be used: {reason}.")


def _is_of(voice: Voice, data: Path) -> bool:
    try:
        stamp = read_voice_file(data).stamp
    except (EngineError, StorageError):
        return False
    return (stamp.engine_id, stamp.engine_revision) == (voice.engine_id, voice.engine_revision)
