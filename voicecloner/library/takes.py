"""What voices said, kept on the disk until a rule that the user is told erases it.

    takes/<id>.wav         the sound, with tags that say whose voice it is
    takes/<id>.json        what was said, by whom, how and when; see `take_record`
    takes/<id>.part.wav    a take that is being made; a lock says so
    takes/days.json        on how many days the program was used

Versions of its sentences lie there, too, see `history.versions`.

A take is erased once the program was used on `TakeStore.keep_days` days after it was spoken, saved or not, unless it is
a favourite; and when the user deletes it or erases its voice. Days of use are counted as for the trash, so that a clock
that jumps erases nothing. A sound without a file beside it is a take all the same: what its tags tell is written beside
it. What else lies in the folder is the user's.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import soundfile

from voicecloner import file_lock
from voicecloner.atomic import (
    NoFile,
    is_there,
    make_folder,
    read_file,
    remove_file,
    require_room,
    storage_error,
    write_atomically,
)
from voicecloner.audio.capture.wav_part import mend_wav, tags_of
from voicecloner.audio.files.encoding import SoundWriter
from voicecloner.domain.synthesis import Take
from voicecloner.errors import EngineError, StorageError, UnreadableAudio, VoiceClonerError
from voicecloner.library.history.files import age_s, can_be_played, move_file
from voicecloner.library.history.index import MEMORY, TakeIndex
from voicecloner.library.history.versions import (
    NEXT,
    VERSION_SOUND,
    SentenceVersions,
    finish_change,
    sounds_beside,
)
from voicecloner.library.rows import Unreadable
from voicecloner.library.take_record import KeptTake, TakeTooNew, record_bytes, record_from, take_from_tags
from voicecloner.settings import Settings

_SOUND = re.compile(r"[0-9a-f]{32}\.wav")
_PART = re.compile(r"[0-9a-f]{32}\.part\.wav")
_OF_EARLIER_VERSIONS = re.compile(r"[0-9a-f]{32}\.wav|\.voicecloner-[0-9a-f]{16}\.wav")
_RECORD = re.compile(r"[0-9a-f]{32}\.json")
_TEMPORARY = re.compile(r"\.voicecloner-[0-9a-f]{16}\.(json|wav)")
_DAYS_NAME = "days.json"
# A part that is younger may be one whose maker has not locked it yet.
_BEGINNING_S = 5.0
# What is younger may still be being made, or be brought back, where no lock can tell.
_AT_WORK_S = 3600.0


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class TakeStore:
    """The takes in one folder. Usable from any thread, and by several programs at once.

    Args:
        folder: where they lie; made when the first one is spoken.
        keep_days: on how many days of use a take is kept; may be changed at any time.
        clock: tells the time.
        index: where the database is that finds them fast, see `history.index`.

    Attributes:
        versions: what is done with the sentences of a take.
    """

    def __init__(
        self,
        folder: Path,
        *,
        keep_days: int = Settings.keep_takes_days,
        clock: Callable[[], datetime] = utc_now,
        index: Path | str = MEMORY,
    ) -> None:
        self.keep_days = keep_days
        self._folder = folder
        self._clock = clock
        self._discarded: set[Path] = set()
        self.versions = SentenceVersions(self.find, self._write)
        self._index = TakeIndex(folder, index, self._read_mended)

    def require_room(self) -> None:
        """Make sure that a take can be kept, before the work.

        Raises:
            StorageError: the disk is full, or may not be written.
        """
        require_room(self._folder)

    def new_path(self) -> Path:
        """Where the sound of a new take is to lie."""
        return self._folder / f"{uuid.uuid4().hex}.wav"

    @contextmanager
    def growing(self, beginning: Take, marks: Mapping[str, str]) -> Iterator[SoundWriter]:
        """A take that is being made, and is in its place at the end of the block.

        If the block ends with an error of ours, nothing is left of it; what a kill or a defect breaks off stays.

        Args:
            beginning: what is known of it before the first sound; counts if the program is killed.
            marks: what is written into the file.

        Raises:
            StorageError: the disk refuses.
        """
        make_folder(self._folder)
        self._count_day()
        part = beginning.path.with_suffix(".part.wav")
        writer = SoundWriter(beginning.path, beginning.sample_rate, marks, part=part)
        killed = EngineError("VoiceCloner ended before all was said.", "Speak it again for the whole.")
        is_given_up = False
        try:
            with writer, _locked(part):
                self._write(KeptTake(replace(beginning, broken_by=killed), self._day()))
                try:
                    yield writer
                except VoiceClonerError:
                    is_given_up = True
                    raise
        finally:
            if is_given_up or not writer.frames:
                remove_file(part)
                remove_file(_record_path(beginning.path))

    def keep(self, take: Take) -> None:
        """Write down what there is to know of a take whose sound is whole.

        Raises:
            StorageError
        """
        self._write(KeptTake(take, self._day()))

    def all(self) -> tuple[KeptTake, ...]:
        """The takes that were not deleted, the last spoken first; those a kill broke off among them.

        Raises:
            StorageError: the folder cannot be read.
        """
        with suppress(StorageError):  # on a full disk what is whole can be listed all the same
            self._mend()
        found = [kept for kept in self._kept() if not kept.is_discarded]
        return tuple(sorted(found, key=lambda kept: kept.take.created_at, reverse=True))

    def history(
        self, query: str = "", limit: int | None = None, count_to: int | None = None
    ) -> tuple[int, tuple[KeptTake, ...]]:
        """How many takes hold every word of `query`, and the last spoken of them, without their words and sentences.

        Quick also with ten thousand takes. Those that were deleted are not among them.

        Args:
            query: parts of words of the text, of the voice's name or id, or of the take's id.
            limit: no more than so many; None: all.
            count_to: where the counting may end; None: all are counted.

        Raises:
            StorageError: the folder cannot be read.
        """
        if not self._folder.is_dir():
            return 0, ()
        try:
            if self._index.is_behind:
                with suppress(StorageError):  # on a full disk what is whole can be listed all the same
                    self._mend(reads_all=False)
            count, found = self._index.found(query, limit, count_to)
        except OSError as error:
            raise storage_error(error, self._folder) from error
        today = self._day()
        return count, tuple(self._aged(kept, today) for kept in found)

    def close(self) -> None:
        """Close what is held open; it is opened again when it is needed."""
        self._index.close()

    def find(self, take: Take) -> KeptTake:
        """What is kept of a take.

        Raises:
            StorageError: it is gone.
        """
        change = take.path.with_suffix(".next.json")
        if change.exists():
            finish_change(change)
        kept = self._read(take.path)
        if kept is None or not take.path.exists():
            raise StorageError("This take is not there any more.", "It may have been erased meanwhile.")
        return kept

    def note_saved(self, take: Take) -> KeptTake:
        """Note that the user has saved a take as a file of their own.

        Raises:
            StorageError
        """
        return self._write(replace(self.find(take), is_saved=True))

    def note_favourite(self, take: Take, *, is_favourite: bool) -> KeptTake:
        """Note whether the user wants to keep a take for good: no rule erases a favourite.

        Raises:
            StorageError
        """
        return self._write(replace(self.find(take), is_favourite=is_favourite))

    def discard(self, take: Take) -> None:
        """Delete a take, so that `restore` can bring it back until `erase_discarded`.

        Raises:
            StorageError
        """
        self._write(replace(self.find(take), is_discarded=True))
        self._discarded.add(take.path)

    def restore(self, take: Take) -> KeptTake:
        """Bring a deleted take back.

        Raises:
            StorageError: it is gone.
        """
        self._discarded.discard(take.path)
        return self._write(replace(self.find(take), is_discarded=False))

    def erase(self, take: Take) -> None:
        """Erase a take at once; there is no way back.

        Raises:
            StorageError
        """
        try:
            take.path.unlink(missing_ok=True)  # first: a sound without its record would be taken for a take
            _record_path(take.path).unlink(missing_ok=True)
            for beside in sounds_beside(take.path):
                beside.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(error, take.path) from error
        self._index.forget(take.path.stem)

    def erase_all(self) -> int:
        """Erase all takes; returns how many.

        Raises:
            StorageError
        """
        return self._erase_those(lambda _kept: True)

    def erase_of_voice(self, voice_id: str) -> int:
        """Erase what a voice has said; returns how many takes.

        Raises:
            StorageError
        """
        return self._erase_those(lambda kept: kept.take.voice_id == voice_id)

    def count_of_voice(self, voice_id: str) -> int:
        """How many takes a voice has spoken.

        Raises:
            StorageError
        """
        return sum(kept.take.voice_id == voice_id for kept in self.all())

    def erase_discarded(self) -> None:
        """Erase what was deleted here; what another program deletes can still be brought back there.

        Raises:
            StorageError
        """
        self._erase_those(lambda kept: kept.is_discarded and kept.take.path in self._discarded)

    def size_bytes(self) -> int:
        """How much room the takes took when they were last listed, with all versions of their sentences."""
        return self._index.size_bytes

    def silent(self) -> list[Path]:
        """Sounds of takes that cannot be played.

        Raises:
            StorageError: the folder cannot be read.
        """
        return [sound for sound in self._paths(_SOUND) if not can_be_played(sound)]

    def settle(self) -> None:
        """Count the day, and erase what was kept for long enough; for the start of the program.

        Raises:
            StorageError
        """
        if not self._folder.is_dir():
            return
        self._count_day()
        self._erase_those(lambda kept: _is_over(kept) or _was_discarded(kept))
        for record in self._paths(_RECORD):
            sound = record.with_suffix(".wav")
            if not sound.exists() and not _part_path(sound).exists():  # somebody has taken it away
                remove_file(record)
        for leftover in self._paths(_TEMPORARY):
            if age_s(leftover) > _AT_WORK_S:
                remove_file(leftover)
        self._remove_ownerless()

    def _remove_ownerless(self) -> None:
        """Sounds of versions whose take was taken away."""
        for sound in self._paths(VERSION_SOUND):
            take = sound.with_name(f"{sound.name.partition('-')[0]}.wav")
            if not take.exists() and not _record_path(take).exists() and age_s(sound) > _AT_WORK_S:
                remove_file(sound)

    def adopt(self, folder: Path) -> None:
        """Take in what earlier versions left in the folder their takes lay in.

        Raises:
            StorageError
        """
        for path in sorted(folder.glob("*.wav")) if is_there(folder) else ():
            if _OF_EARLIER_VERSIONS.fullmatch(path.name) and age_s(path) > _AT_WORK_S:
                make_folder(self._folder)
                move_file(path, _part_path(self.new_path()))

    def _erase_those(self, is_meant: Callable[[KeptTake], bool]) -> int:
        self._mend()
        meant = [kept for kept in self._kept() if is_meant(kept)]
        for kept in meant:
            self.erase(kept.take)
        return len(meant)

    def _kept(self) -> Iterator[KeptTake]:
        today = self._day()
        for sound in self._paths(_SOUND):
            kept = self._read(sound)
            if kept:
                yield self._aged(kept, today)

    def _aged(self, kept: KeptTake, today: int) -> KeptTake:
        return replace(kept, days_left=self.keep_days - max(0, today - kept.day))

    def _read(self, sound: Path) -> KeptTake | None:
        """None for what nothing is known of, and what a later version wrote."""
        path = _record_path(sound)
        try:
            return record_from(read_file(path), sound)
        except (FileNotFoundError, NoFile):
            return None
        except OSError as error:
            raise storage_error(error, path) from error
        except Unreadable:
            return None

    def _write(self, kept: KeptTake) -> KeptTake:
        write_atomically(_record_path(kept.take.path), record_bytes(kept))
        return self._aged(kept, self._day())

    def _read_mended(self, sound: Path) -> KeptTake | None:
        """As `_read`; of a damaged record what the tags of the sound tell."""
        with suppress(StorageError):
            if sound.is_file() and self._lacks_record(sound):
                self._note_tags(sound)
        return self._read(sound)

    def _mend(self, *, reads_all: bool = True) -> None:
        """Finish what a kill broke off, and write down what is known of sounds without a record.

        Args:
            reads_all: whether to look also for records that are there, but damaged.
        """
        for leftover in self._paths(NEXT):
            if age_s(leftover) > _BEGINNING_S or leftover.suffix == ".json":
                finish_change(leftover)
        for part in self._paths(_PART):
            if not _is_being_made(part):
                self._finish(part)
        for sound in self._paths(_SOUND):
            if (reads_all or not _record_path(sound).exists()) and sound.is_file() and self._lacks_record(sound):
                self._note_tags(sound)

    def _finish(self, part: Path) -> None:
        sound = part.with_name(part.name.replace(".part", ""))
        try:
            frames = mend_wav(part)
        except UnreadableAudio:
            frames = 0
        try:
            if not frames:
                part.unlink(missing_ok=True)
                return
            part.replace(sound)
        except OSError as error:
            raise storage_error(error, sound) from error
        kept = self._read(sound)
        if kept:  # the record was written before the length was known
            seconds = frames / kept.take.sample_rate
            self._write(replace(kept, take=replace(kept.take, seconds=seconds)))

    def _lacks_record(self, sound: Path) -> bool:
        path = _record_path(sound)
        try:
            record_from(read_file(path), sound)
        except TakeTooNew:
            return False
        except NoFile:
            return not path.is_dir()  # which cannot be written over
        except (FileNotFoundError, Unreadable):
            return True
        except OSError as error:
            raise storage_error(error, path) from error
        return False

    def _note_tags(self, sound: Path) -> None:
        try:
            info = soundfile.info(str(sound))
            take = take_from_tags(tags_of(sound), sound, info.frames / info.samplerate, info.samplerate)
        except (OSError, soundfile.LibsndfileError):  # it is no sound, or was erased this moment
            return
        self._write(KeptTake(take, self._day()))

    def _paths(self, name: re.Pattern[str]) -> list[Path]:
        try:
            entries = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        except OSError as error:
            raise storage_error(error, self._folder) from error
        return [path for path in entries if name.fullmatch(path.name)]

    def _count_day(self) -> None:
        today, (last, days) = self._clock().astimezone(UTC).date().isoformat(), self._days()
        if today != last:
            document = {"version": 1, "last_day": today, "days": days + 1}
            write_atomically(self._folder / _DAYS_NAME, json.dumps(document).encode() + b"\n")

    def _day(self) -> int:
        return self._days()[1]

    def _days(self) -> tuple[str, int]:
        """The last day the program was used on, and the number of days until then."""
        try:
            stored = json.loads(read_file(self._folder / _DAYS_NAME))
            return str(stored["last_day"]), int(stored["days"])
        except (OSError, ValueError, KeyError, TypeError):  # missing or broken: takes are kept for longer, not shorter
            return "", 0


def _record_path(sound: Path) -> Path:
    return sound.with_suffix(".json")


def _part_path(sound: Path) -> Path:
    return sound.with_suffix(".part.wav")


@contextmanager
def _locked(part: Path) -> Iterator[None]:
    try:
        lock = part.open("rb")
    except OSError as error:
        raise storage_error(error, part) from error
    with lock:
        file_lock.try_hold(lock)
        yield


def _is_being_made(part: Path) -> bool:
    try:
        is_held = file_lock.is_held(part)
    except OSError:  # it is whole by now
        return True
    return is_held or age_s(part) < (_AT_WORK_S if is_held is None else _BEGINNING_S)


def _is_over(kept: KeptTake) -> bool:
    return kept.days_left <= 0 and not kept.is_favourite


def _was_discarded(kept: KeptTake) -> bool:
    """By a program that can hardly bring it back any more."""
    return kept.is_discarded and age_s(_record_path(kept.take.path)) > _AT_WORK_S
