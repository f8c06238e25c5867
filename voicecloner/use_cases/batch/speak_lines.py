"""Speak the lines of a table into numbered files, with a manifest of what was made.

Begun again it goes on where it was: lines whose files are there and would come out the same are kept, others are said.
A line that fails is written down and does not keep the others from being said.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from voicecloner.atomic import make_folder
from voicecloner.audio.files.encoding import format_of
from voicecloner.audio.files.saving import require_loudness
from voicecloner.domain.requests import require_types
from voicecloner.errors import Cancelled, InvalidRequest, StorageError
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.inspection import sha256_of
from voicecloner.use_cases.batch.batch_line import BatchLine, LineOutcome, SaidLine, SayLines
from voicecloner.use_cases.batch.batch_request import BatchRequest
from voicecloner.use_cases.batch.look_at_table import SeenLine, SeenTable, seen_line
from voicecloner.use_cases.batch.manifest import NAME, Entry, Manifest, entry_of, renumbered
from voicecloner.use_cases.batch.planning import BadLine, FilePlan, PlanLines
from voicecloner.use_cases.batch.tables import SPOKEN, raise_faults, read_table
from voicecloner.use_cases.batch.unfinished import UnfinishedBatch, UnfinishedBatches
from voicecloner.use_cases.speaking.speak_best import require_attempts
from voicecloner.wording import counted, time_words

# The time left is a guess that is worth telling only after some work.
_FORESEEN_AFTER_S = 3.0
_TOLD_EVERY = 200  # lines: looking at one takes much less than telling of it
OnEach = Callable[[LineOutcome], None]


def no_line(_outcome: LineOutcome) -> None:
    """Nobody asks for single lines."""


@dataclass(frozen=True)
class BatchResult:
    """What came of it.

    Attributes:
        folder: where the files are.
        lines: how many the table has.
        said: those said now.
        kept: how many were there already.
        failed: those that could not be said, each with its error, by their place in the table.
        seconds: length of all the sound that is there now.
        work_s: how long saying it took.
        is_stopped: whether the user stopped it before all lines had their turn.
        notes: what the user should know.
    """

    folder: Path
    lines: int
    said: tuple[LineOutcome, ...]
    kept: int
    failed: tuple[LineOutcome, ...]
    seconds: float
    work_s: float
    is_stopped: bool
    notes: tuple[str, ...]

    @property
    def manifest(self) -> Path:
        """What tells of every line."""
        return self.folder / NAME


class SpeakLines:
    """The use case: call it with a `BatchRequest`.

    Args:
        plan: makes lines of tables.
        workers: gives what says them, for a request and its lines.
        unfinished: keeps in mind what was begun.
    """

    def __init__(
        self,
        plan: PlanLines,
        workers: Callable[[BatchRequest, Sequence[BatchLine]], SayLines],
        unfinished: UnfinishedBatches,
    ) -> None:
        self._plan, self._workers, self._unfinished = plan, workers, unfinished

    def __call__(
        self,
        request: BatchRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_each: OnEach = no_line,
    ) -> BatchResult:
        """Say the lines.

        Args:
            request: what, where to, and how.
            progress: gets how many are done, with the time left.
            cancel: stops it; what was said is there.
            on_each: gets what came of each line that is said now, as soon as it is there.

        Returns:
            what came of each; stopped by the user, `BatchResult.is_stopped` tells, and what was said is there.

        Raises:
            BadTable: lines cannot be said; every one is named and nothing was begun.
            InvalidRequest: no table, unknown format, a pattern that is none, another batch at work in the folder.
            StorageError: the table cannot be read, or the folder or the manifest not be written.
            ClusterFailed: the cluster cannot be reached.
        """
        require_types(request)
        _require_possible(request)
        progress(ProgressUpdate("Reading the table"))
        table = read_table(request.table, SPOKEN)
        lines = self._plan(table, request.defaults, _file_plan(request))
        make_folder(request.folder)
        manifest = Manifest(request.folder)
        with manifest.held():
            batch = _Batch(request, manifest, lines, progress)
            batch.begin()
            self._unfinished.begin(request, len(lines), datetime.now(UTC).isoformat())
            if batch.open_lines and not cancel.is_cancelled:
                say = self._workers(request, batch.open_lines)
                with closing(say(batch.open_lines, request.folder, cancel=cancel)) as outcomes:
                    for outcome in outcomes:
                        batch.add(outcome)
                        on_each(outcome)
            done = batch.finish(table.notes)
            if not done.is_stopped:
                self._unfinished.forget(request.folder)
            return done

    def resume(
        self,
        folder: Path,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_each: OnEach = no_line,
    ) -> BatchResult:
        """Go on with the batch that was begun in a folder and is not done, as it was asked for.

        Args:
            folder: as `UnfinishedBatch.folder` tells it.
            progress, cancel, on_each: as of a call.

        Raises:
            InvalidRequest: there is none.
            as of a call
        """
        return self(self._unfinished.request(folder), progress=progress, cancel=cancel, on_each=on_each)

    def unfinished(self) -> tuple[UnfinishedBatch, ...]:
        """Batches that were broken off, or are at work.

        Raises:
            StorageError
        """
        return self._unfinished.list()

    def forget(self, folder: Path) -> None:
        """Nobody wants the batch of this folder any more; the files that were made stay.

        Raises:
            StorageError
        """
        self._unfinished.forget(folder)

    def look(
        self, request: BatchRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> SeenTable:
        """Tell of each line what it is, whether it can be said, and whether it was; nothing is said or written.

        Args:
            request: as of a call.
            progress: gets how many lines are looked at.
            cancel: stops it.

        Raises:
            BadTable: its columns or lines are not as they have to be; every one is named.
            InvalidRequest, StorageError, Cancelled: as of a call.
        """
        require_types(request)
        _require_possible(request)
        table = read_table(request.table, SPOKEN)
        files = _file_plan(request)
        before = Manifest(request.folder).entries()
        seen = list[SeenLine]()
        for line in self._plan.each(table, request.defaults, files):
            cancel.raise_if_cancelled()
            seen.append(_seen(line, request, before))
            if len(seen) % _TOLD_EVERY == 1:
                progress(ProgressUpdate("Looking at the lines", len(seen) / len(table.rows)))
        return SeenTable(request.table, tuple(seen), table.notes)


class _Batch:
    """What of a batch is done by now, in its manifest too.

    Attributes:
        open_lines: what is still to be said at the beginning.
    """

    def __init__(
        self, request: BatchRequest, manifest: Manifest, lines: Sequence[BatchLine], progress: Progress
    ) -> None:
        self._request, self._manifest, self._lines, self._progress = request, manifest, lines, progress
        self._entries: dict[str, Entry] = {}
        self._outcomes: list[LineOutcome] = []
        self._started_s = time.monotonic()
        self.open_lines: tuple[BatchLine, ...] = ()

    def begin(self) -> None:
        """Find out what is there already.

        Raises:
            BadTable: a file of the user's is in the place of a line's.
        """
        before = self._manifest.entries()
        self._entries = {
            line.file: renumbered(before[line.file], line)
            for line in self._lines
            if _is_there(line, self._request.folder, before)
        }
        self.open_lines = tuple(line for line in self._lines if line.file not in self._entries)
        if not self._request.overwrites:
            self._require_free(before)
        # so that a file which a kill leaves before it is written down is known to be the batch's own
        to_come = [entry_of(LineOutcome(line, error=Cancelled("Not said yet."))) for line in self.open_lines]
        self._manifest.write([*self._entries.values(), *to_come])
        self._tell()

    def add(self, outcome: LineOutcome) -> None:
        """Write down what came of a line."""
        self._outcomes.append(outcome)
        entry = entry_of(outcome)
        self._entries[entry.file] = entry
        self._manifest.add(entry)
        self._tell()

    def finish(self, notes: Sequence[str]) -> BatchResult:
        """The manifest in the order of the table, and what came of all."""
        order = {line.file: place for place, line in enumerate(self._lines)}
        done = sorted(self._entries.values(), key=lambda entry: order[entry.file])
        self._manifest.write(done)
        outcomes = sorted(self._outcomes, key=lambda outcome: order[outcome.line.file])
        said = tuple(outcome for outcome in outcomes if outcome.said)
        return BatchResult(
            folder=self._request.folder,
            lines=len(self._lines),
            said=said,
            kept=len(self._lines) - len(self.open_lines),
            failed=tuple(outcome for outcome in outcomes if outcome.error),
            seconds=sum(entry.said.seconds for entry in done if entry.said),
            work_s=time.monotonic() - self._started_s,
            is_stopped=len(outcomes) < len(self.open_lines),
            notes=tuple(dict.fromkeys([*notes, *(note for each in said if each.said for note in _own(each.said))])),
        )

    def _require_free(self, before: Mapping[str, Entry]) -> None:
        found = ((line, _in_the_way(line, self._request.folder, before)) for line in self.open_lines)
        raise_faults(self._request.table, [f"Line {line.number}: {fault}" for line, fault in found if fault])

    def _tell(self) -> None:
        done, opened = len(self._outcomes), len(self.open_lines)
        whole = len(self._lines)
        stage = f"{whole - opened + done} of {counted(whole, 'line')}"
        self._progress(ProgressUpdate(stage, (whole - opened + done) / whole, self._time_left(done, opened)))

    def _time_left(self, done: int, opened: int) -> str:
        passed_s = time.monotonic() - self._started_s
        if passed_s < _FORESEEN_AFTER_S or not 0 < done < opened:
            return ""
        return f"about {time_words(passed_s * (opened - done) / done)} left"


def _is_there(line: BatchLine, folder: Path, before: Mapping[str, Entry]) -> bool:
    """Whether its file is there, is the one that was made, and would come out the same."""
    entry = before.get(line.file)
    if entry is None or entry.said is None or entry.digest != line.digest:
        return False
    path = folder / line.file
    try:
        return path.is_file() and sha256_of(path) == entry.said.sha256
    except StorageError:  # it cannot be read, so it is made anew
        return False


def _in_the_way(line: BatchLine, folder: Path, before: Mapping[str, Entry]) -> str:
    """What is wrong where a file of the user's is in the place of a line's; empty if nothing is."""
    if line.file in before or not (folder / line.file).exists():
        return ""
    return f"its file “{line.file}” is there already, and no batch in this folder has made it."


def _seen(line: BatchLine | BadLine, request: BatchRequest, before: Mapping[str, Entry]) -> SeenLine:
    if isinstance(line, BadLine):
        return seen_line(line)
    if _is_there(line, request.folder, before):
        return seen_line(line, is_there=True)
    return seen_line(line, fault="" if request.overwrites else _in_the_way(line, request.folder, before))


def _own(said: SaidLine) -> tuple[str, ...]:
    """What of a line's notes is worth telling of the whole batch: why an attempt was the best is in the manifest."""
    return tuple(note for note in said.notes if "attempt" not in note and not note.startswith("Seed "))


def _file_plan(request: BatchRequest) -> FilePlan:
    return FilePlan(request.folder, request.suffix, request.pattern, request.loudness_lufs)


def _require_possible(request: BatchRequest) -> None:
    format_of(Path(f"sound{request.suffix}"))
    require_loudness(request.loudness_lufs)
    require_attempts(request.defaults.attempts)
    if not 0 <= request.processes <= 256:
        raise InvalidRequest(f"{request.processes} processes cannot work side by side.", "Choose 1 to 256.")
    if request.folder.exists() and not request.folder.is_dir():
        raise InvalidRequest(f"“{request.folder}” is a file.", "Name a folder for what is spoken.")
