"""Lines said on this computer: several engines' processes side by side, each with a thread that waits for it."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from queue import Empty, SimpleQueue

from voicecloner.atomic import make_folder
from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.jobs import CancelToken
from voicecloner.speech.networks import usable_cores
from voicecloner.use_cases.batch.batch_line import BatchLine, LineOutcome
from voicecloner.use_cases.batch.line_speaker import LineSpeaker

NewSpeaker = Callable[[], AbstractContextManager[LineSpeaker]]
_Outcomes = SimpleQueue[LineOutcome | None]
# A thread that waits for a queue without end is not woken by Ctrl-C on every system.
_WAIT_S = 0.5


class LinesHere:
    """Says lines; see `SayLines`.

    Args:
        new_speaker: makes what says them, once for each process.
        processes: how many work side by side.
    """

    def __init__(self, new_speaker: NewSpeaker, processes: int) -> None:
        self._new_speaker, self._processes = new_speaker, processes

    def __call__(self, lines: Sequence[BatchLine], folder: Path, *, cancel: CancelToken) -> Generator[LineOutcome]:
        """See `SayLines`."""
        waiting, outcomes = SimpleQueue[BatchLine](), _Outcomes()
        for line in lines:
            waiting.put(line)
        stop, processes = CancelToken(), min(self._processes, len(lines))
        with cancel.calling(stop.cancel), ThreadPoolExecutor(self._processes, "line") as pool:
            try:
                work = [pool.submit(self._work, waiting, outcomes, folder, stop) for _ in range(processes)]
                for each in work:
                    each.add_done_callback(lambda _ended: outcomes.put(None))
                yield from _arriving(outcomes, processes)
                for each in work:
                    each.result()
            finally:
                stop.cancel()

    def _work(self, waiting: "SimpleQueue[BatchLine]", outcomes: _Outcomes, folder: Path, stop: CancelToken) -> None:
        """Say one line after the other until there are none."""
        with self._new_speaker() as say:
            while not stop.is_cancelled:
                try:
                    line = waiting.get_nowait()
                except Empty:
                    return
                try:
                    outcomes.put(_outcome(say, line, folder, stop))
                except Cancelled:
                    return


def _outcome(say: LineSpeaker, line: BatchLine, folder: Path, stop: CancelToken) -> LineOutcome:
    path = folder / line.file
    try:
        make_folder(path.parent)
        return LineOutcome(line, said=say(line.wanted, path, loudness_lufs=line.loudness_lufs, cancel=stop))
    except Cancelled:
        raise
    except VoiceClonerError as error:
        return LineOutcome(line, error=error)


def _arriving(outcomes: _Outcomes, processes: int) -> Iterator[LineOutcome]:
    """The outcomes, until each of so many processes has ended."""
    while processes:
        try:
            outcome = outcomes.get(timeout=_WAIT_S)
        except Empty:
            continue
        if outcome is None:
            processes -= 1
        else:
            yield outcome


def usable_processes(engines: Iterable[EngineInfo], free_bytes: int) -> int:
    """How many engines' processes this computer has cores and memory for; at least one.

    Engines that work with torch use all cores, or the graphics card, by themselves: one process is enough for them.

    Args:
        engines: which ones each process may have to hold.
        free_bytes: memory that is free.
    """
    used = {engine.id: engine for engine in engines}.values()
    if any("torch" in engine.packages for engine in used):
        return 1
    needed_bytes = max(1, sum(engine.requirements.memory_bytes for engine in used))
    return max(1, min(usable_cores(), free_bytes // needed_bytes))
