"""See whether everything the program keeps is there and as it should be, and mend what can be mended."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.domain.quality import Severity
from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.takes import TakeStore
from voicecloner.privacy import close_to_others, open_to_others
from voicecloner.scratch import clear_leftovers, leftovers
from voicecloner.use_cases.voices.manage_voices import ManageVoices, Trash
from voicecloner.wording import counted, days_of_use, size_words

if TYPE_CHECKING:
    from voicecloner.library.inspection import RepairReport

LOW_SPACE_BYTES = 500_000_000
"""A neural engine's voice, a long recording and an hour of takes have room in it."""
NO_SPACE_BYTES = 20_000_000


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at.

    Attributes:
        check: its stable name.
        severity: fail where something is lost or damaged, or cannot work.
        message: one sentence for the user.
        faults: what is wrong, a sentence for each.
        is_mendable: whether a repair may help; no repair makes room on a disk.
    """

    check: str
    severity: Severity
    message: str
    faults: tuple[str, ...] = ()
    is_mendable: bool = False


@dataclass(frozen=True)
class HealthReport:
    """What was found.

    Attributes:
        checks: one for each thing looked at.
        done: what was mended, now or when the library was opened.
        left_alone: files and folders among the program's that do not come from it.
    """

    checks: tuple[Examined, ...]
    done: tuple[str, ...]
    left_alone: tuple[Path, ...]

    @property
    def verdict(self) -> Severity:
        """The worst of the checks."""
        return max((each.severity for each in self.checks), key=list(Severity).index)

    @property
    def is_mendable(self) -> bool:
        """Whether a repair may help with what failed."""
        return any(each.severity is Severity.FAIL and each.is_mendable for each in self.checks)


@dataclass(frozen=True)
class ExaminedPlaces:
    """Where to look.

    Attributes:
        data: the folder with the library.
        private: what others must not look into.
        free_bytes: how much room there is on the disk of a folder.
    """

    data: Path
    private: tuple[Path, ...]
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


class Examine:
    """The use case: call it to look at everything.

    Args:
        voices: gives the library; opening it mends most of what can be mended.
        takes: gives what was spoken.
        places: where to look.
    """

    def __init__(
        self, voices: Callable[[], ManageVoices], takes: Callable[[], TakeStore], places: ExaminedPlaces
    ) -> None:
        self._voices = voices
        self._takes = takes
        self._places = places

    def __call__(self, *, repair: bool, progress: Progress = no_progress, cancel: CancelToken = NEVER) -> HealthReport:
        """Look at everything.

        Args:
            repair: mend what can be mended, as `ManageVoices.repair` does, and clear away what a kill left.
            progress: told what is looked at.
            cancel: looked at between two things.

        Raises:
            Cancelled
        """
        library = _Library(self._voices, repair=repair)
        looks: tuple[tuple[str, str, Callable[[], Examined]], ...] = (
            ("database", "Looking through the database", library.database),
            ("voices", "Comparing the recordings with their checksums", library.voices),
            ("trash", "Looking into the trash", library.trash),
            ("takes", "Looking at what was spoken", self._look_at_takes),
            ("space", "Looking at the disk", self._look_at_space),
            ("permissions", "Looking at the permissions", lambda: self._look_at_permissions(repair=repair)),
            ("temporary", "Looking for temporary files", lambda: _look_at_temporary_files(repair=repair)),
        )
        checks = []
        for number, (check, stage, look) in enumerate(looks):
            cancel.raise_if_cancelled()
            progress(ProgressUpdate(stage, number / len(looks)))
            checks.append(_explained(check, look))
        found = library.report
        return HealthReport(tuple(checks), found.done if found else (), found.left_alone if found else ())

    def _look_at_takes(self) -> Examined:
        takes = self._takes()
        kept, silent = takes.all(), takes.silent()
        faults = tuple(f"The take {sound} cannot be played." for sound in silent)
        message = f"{counted(len(kept), 'take')} from the last {takes.keep_days} days of use"
        return _examined("takes", message, faults, is_mendable=False)

    def _look_at_space(self) -> Examined:
        free_bytes = self._places.free_bytes(_nearest(self._places.data))
        message = f"{size_words(free_bytes)} are free for voices and recordings, in {self._places.data}."
        if free_bytes < NO_SPACE_BYTES:
            fault = f"The disk of {self._places.data} is full: nothing can be recorded, made or changed."
            return Examined("space", Severity.FAIL, f"{size_words(free_bytes)} are free.", (fault,))
        return Examined("space", Severity.WARN if free_bytes < LOW_SPACE_BYTES else Severity.OK, message)

    def _look_at_permissions(self, *, repair: bool) -> Examined:
        if repair:
            close_to_others(self._places.private)
        data = self._places.data
        open_ones = tuple(f"Others may look into {path}." for path in open_to_others(self._places.private))
        faults = open_ones
        if data.exists() and not os.access(data, os.R_OK | os.W_OK | os.X_OK):
            faults += (f"The folder {data} may not be written.",)
        message = "Nobody else may look into your voices, recordings and settings"
        return _examined("permissions", message, faults, is_mendable=bool(open_ones))


class _Library:
    """The checks of the library, which is read once for all of them."""

    def __init__(self, voices: Callable[[], ManageVoices], *, repair: bool) -> None:
        self._open = voices
        self._repair = repair
        self.report: RepairReport | None = None

    def database(self) -> Examined:
        self.report = self._open().repair() if self._repair else self._open().inspect()
        message = f"The database is sound and knows {counted(self.report.voices, 'voice')}."
        severity = Severity.FAIL if self.report.refused else Severity.OK
        return Examined("database", severity, message, self.report.refused)

    def voices(self) -> Examined:
        if self.report is None:
            return Examined("voices", Severity.WARN, "The voices could not be looked at.")
        message = "The recordings of all voices are there and are what they were"
        return _examined("voices", message, self.report.faults, is_mendable=True)

    def trash(self) -> Examined:
        if self.report is None:
            return Examined("trash", Severity.WARN, "The trash could not be looked at.")
        trash = self._open().trash()
        count = len(trash.voices) + len(trash.damaged)
        message = f"The trash holds {counted(count, 'voice')}{_next_erased(trash)}." if count else "The trash is empty."
        return Examined("trash", Severity.OK, message)


def _look_at_temporary_files(*, repair: bool) -> Examined:
    if repair:
        clear_leftovers()
    left = tuple(f"{path} was left by a VoiceCloner that was killed." for path in leftovers())
    if left:
        return Examined("temporary", Severity.WARN, "They go at the next start, or with --repair.", left)
    return Examined("temporary", Severity.OK, "Nothing was left among the temporary files.")


def _explained(check: str, look: Callable[[], Examined]) -> Examined:
    """What a look found; one that could not be taken is a fault like another."""
    try:
        return look()
    except VoiceClonerError as error:
        return Examined(check, Severity.FAIL, error.message, (error.hint,) if error.hint else ())


def _examined(check: str, all_is_well: str, faults: tuple[str, ...], *, is_mendable: bool) -> Examined:
    if not faults:
        return Examined(check, Severity.OK, f"{all_is_well}.")
    return Examined(check, Severity.FAIL, f"{counted(len(faults), 'fault')}:", faults, is_mendable)


def _next_erased(trash: Trash) -> str:
    days = [trash.kept_days - each.days for each in trash.voices]
    return f"; the next one is erased after {days_of_use(min(days))}" if days else ""


def _nearest(folder: Path) -> Path:
    """The folder, or the one above it that exists."""
    return next((path for path in (folder, *folder.parents) if path.exists()), folder)
