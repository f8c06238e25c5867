"""Save what was spoken as files the way other programs want them: format, loudness, names; one take or many at once."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.atomic import make_folder
from voicecloner.audio.files.saving import SavedSound, Watch, require_possible
from voicecloner.domain.requests import require_types
from voicecloner.errors import Cancelled, InvalidRequest, VoiceClonerError
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.library.take_record import KeptTake
from voicecloner.scratch import scratch_folder
from voicecloner.use_cases.speaking.speak import AS_SPOKEN, SaveOptions
from voicecloner.use_cases.speaking.take_names import USUAL_PATTERN, FreeNames, require_name_pattern, take_names
from voicecloner.wording import counted

if TYPE_CHECKING:
    from voicecloner.use_cases.speaking.manage_takes import ManageTakes

# What is made while the mouse button is held must be there when it is let go.
_LONGEST_DRAG_S = 600.0
_MOST_DRAGGED = 100


@dataclass(frozen=True)
class ExportOptions:
    """How takes become files.

    Attributes:
        suffix: the format, as in ``".wav"``.
        file: how each file is written, and what it says.
        pattern: what the files are called, see `take_names.NAME_FIELDS`.
    """

    suffix: str = ".wav"
    file: SaveOptions = AS_SPOKEN
    pattern: str = USUAL_PATTERN


def export_options(suffix: str | None, file: SaveOptions, pattern: str | None) -> ExportOptions:
    """The options; what is None is as usual."""
    return ExportOptions(suffix or ExportOptions.suffix, file, ExportOptions.pattern if pattern is None else pattern)


@dataclass(frozen=True)
class ExportTakesRequest:
    """Which takes to save, where and how.

    Attributes:
        takes: the ids of the takes, or their beginnings, in the order in which they are numbered.
        folder: where the files go; made where it is missing.
        options: how.
        overwrites: whether files of these names may be replaced; others get a number otherwise.
    """

    takes: tuple[str, ...]
    folder: Path
    options: ExportOptions = field(default_factory=ExportOptions)
    overwrites: bool = False


@dataclass(frozen=True)
class ExportedTake:
    """What came of a take: `saved`, or the `error` that kept it from being saved."""

    kept: KeptTake
    saved: SavedSound | None = None
    error: VoiceClonerError | None = None


@dataclass(frozen=True)
class TakesExport:
    """What came of all of them.

    Attributes:
        folder: where the files are.
        takes: what came of each that had its turn.
        is_stopped: whether the user stopped it before all had.
    """

    folder: Path
    takes: tuple[ExportedTake, ...]
    is_stopped: bool = False

    @property
    def saved(self) -> tuple[SavedSound, ...]:
        """The files."""
        return tuple(each.saved for each in self.takes if each.saved)

    @property
    def failed(self) -> tuple[ExportedTake, ...]:
        """The takes that could not be saved."""
        return tuple(each for each in self.takes if each.error)

    @property
    def sentence(self) -> str:
        """What was done, in words."""
        count = len(self.saved)
        said = f"{counted(count, 'file')} {'was' if count == 1 else 'were'} saved in {self.folder}."
        return f"Stopped: {said}" if self.is_stopped else said

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know, each sentence once: with the name of the file where it does not hold for all."""
        said = [(saved.path.name, note) for saved in self.saved for note in saved.notes]
        if len(self.saved) == 1:
            return tuple(note for _name, note in said)
        return tuple(f"“{name}”: {note}" for name, note in said)


@dataclass(frozen=True)
class FilesToDrag:
    """Files that another program may fetch.

    Attributes:
        paths: where they are, until `discard` or the end of the program.
        discard: removes them.
    """

    paths: tuple[Path, ...]
    discard: Callable[[], None]


class ExportTakes:
    """The use case: call it with an `ExportTakesRequest`. Usable from any thread.

    Args:
        takes: finds takes, and saves one.
    """

    def __init__(self, takes: "ManageTakes") -> None:
        self._takes = takes
        self._undo = ExitStack()
        self._drag_folder: Path | None = None

    def close(self) -> None:
        """Remove the files that were made to be dragged elsewhere."""
        self._undo.close()
        self._drag_folder = None

    def planned(self, request: ExportTakesRequest) -> tuple[Path, ...]:
        """Where each take would be saved; nothing is written.

        Raises:
            InvalidRequest: no takes, no such take, a pattern that is none, or what the format does not have.
            StorageError: what is kept cannot be read.
        """
        return self._planned(request, self._found(request))

    def __call__(
        self, request: ExportTakesRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> TakesExport:
        """Save them; each file is whole or not there, and one that fails does not keep the others from being saved.

        Args:
            request: which, where and how.
            progress: gets the part that is done.
            cancel: stops it; files that are whole by then stay.

        Raises:
            as `planned`
            StorageError: the folder cannot be made.
        """
        found = self._found(request)
        paths = self._planned(request, found)
        make_folder(request.folder)
        done: list[ExportedTake] = []
        seconds = [max(0.1, kept.take.seconds) for kept in found]
        for place, (kept, path) in enumerate(zip(found, paths, strict=True)):
            begun, end = sum(seconds[:place]) / sum(seconds), sum(seconds[: place + 1]) / sum(seconds)
            stage = f"Saving take {place + 1} of {len(found)}" if len(found) > 1 else "Saving the take"
            progress(ProgressUpdate(stage, begun))
            try:
                done.append(self._saved(kept, path, request, Watch(part_of(progress, begun, end), cancel, stage)))
            except Cancelled:
                return TakesExport(request.folder, tuple(done), is_stopped=True)
        return TakesExport(request.folder, tuple(done))

    def for_drag(self, takes: Sequence[str], options: ExportOptions, *, cancel: CancelToken = NEVER) -> FilesToDrag:
        """Save takes into a folder of the program's own, from where they can be dragged into another program.

        Raises:
            InvalidRequest: there are too many, or they are too long, for what is made while a mouse button is held.
            StorageError, Cancelled, and as `planned`
        """
        request = ExportTakesRequest(tuple(takes), Path(), options)
        found = self._found(request)
        if len(found) > _MOST_DRAGGED or sum(kept.take.seconds for kept in found) > _LONGEST_DRAG_S:
            raise InvalidRequest("That is too much to be dragged.", "Press Export instead.")
        with ExitStack() as undo:  # each drag has a folder of its own: nothing that was dropped before is replaced
            folder = undo.enter_context(scratch_folder())
            paths = self._planned(replace(request, folder=folder), found)
            for kept, path in zip(found, paths, strict=True):
                self._takes.write(kept.take, path, options.file, Watch(cancel=cancel))
            kept_until = self._undo.enter_context(undo.pop_all())
            return FilesToDrag(paths, kept_until.close)

    def _saved(self, kept: KeptTake, path: Path, request: ExportTakesRequest, watch: Watch) -> ExportedTake:
        if path.exists() and not request.overwrites:  # it has come since the names were found
            path = FreeNames(request.folder, overwrites=False).path(path.name)
        try:
            return ExportedTake(kept, saved=self._takes.save(kept.take, path, request.options.file, watch))
        except Cancelled:
            raise
        except VoiceClonerError as error:
            return ExportedTake(kept, error=error)

    def _found(self, request: ExportTakesRequest) -> list[KeptTake]:
        require_types(request)
        if not request.takes:
            raise InvalidRequest("No take is to be saved.", "Name at least one.")
        found = [self._takes.find(take_id) for take_id in request.takes]
        return list({kept.id: kept for kept in found}.values())

    def _planned(self, request: ExportTakesRequest, found: Sequence[KeptTake]) -> tuple[Path, ...]:
        options = request.options
        require_name_pattern(options.pattern)
        for rate in {kept.take.sample_rate for kept in found}:
            require_possible(Path(f"speech{options.suffix}"), options.file.sound, rate)
        if request.folder.exists() and not request.folder.is_dir():
            raise InvalidRequest(f"“{request.folder}” is a file.", "Name a folder.")
        free = FreeNames(request.folder, overwrites=request.overwrites)
        return tuple(free.path(name) for name in take_names(found, options.pattern, options.suffix))
