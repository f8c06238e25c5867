"""Work that can be watched and stopped.

A use case is a callable taking ``(request, *, progress, cancel)``. It knows nothing of threads; a shell either calls it
directly or makes it a `Job` that a thread of the shell's own runs.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from voicecloner.errors import Cancelled

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class ProgressUpdate:
    """How far a job is.

    Attributes:
        stage: what is being done, for the user, e.g. ``"Aligning the words"``.
        fraction: done part, 0..1, or None while it cannot be known.
        detail: numbers that change all the time, e.g. ``"12 MB of 98 MB, 3.4 MB/s"``; empty if there are none.
        is_usable: whether stopping now keeps what has been reached so far.
        warnings: what the user should know at once, while the rest of the work can still be saved.
    """

    stage: str
    fraction: float | None = None
    detail: str = ""
    is_usable: bool = False
    warnings: tuple[str, ...] = ()


Progress = Callable[[ProgressUpdate], None]


def no_progress(_update: ProgressUpdate) -> None:
    """Ignore progress."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Progress of one step of a larger job: its fractions 0..1 become start..end of the whole."""

    def scaled(update: ProgressUpdate) -> None:
        fraction = None if update.fraction is None else start + (end - start) * update.fraction
        progress(replace(update, fraction=fraction))

    return scaled


class CancelToken:
    """A flag passed down into work that can be stopped. Thread-safe; once set it stays set."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._calls: list[Callable[[], object]] = []

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._event.set()
        for call in tuple(self._calls):
            call()

    @contextmanager
    def calling(self, call: Callable[[], object]) -> Iterator[None]:
        """Within the block cancelling also does `call`, at once, in the thread that cancels: to wake work that waits.

        It may be called twice, must be quick and must not take locks: the thread may be inside a signal handler.
        """
        self._calls.append(call)
        try:
            if self.is_cancelled:
                call()
            yield
        finally:
            self._calls.remove(call)

    @property
    def is_cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Leave the work.

        Raises:
            Cancelled: stopping was asked for.
        """
        if self.is_cancelled:
            raise Cancelled

    def wait(self, timeout_s: float) -> bool:
        """Wait until cancelled or for `timeout_s` seconds; True if cancelled."""
        return self._event.wait(timeout_s)


class _Never(CancelToken):
    def cancel(self) -> None:
        raise TypeError("this token stands for work that nobody stops")


NEVER = _Never()
"""For work that nobody stops."""

Work = Callable[[Progress, CancelToken], ResultT]


class Job(Generic[ResultT]):
    """One piece of work on its way: can be watched, awaited and cancelled from any thread."""

    def __init__(self, work: Work[ResultT], progress: Progress = no_progress) -> None:
        self.cancel_token = CancelToken()
        self._work = work
        self._progress = progress
        self._future: Future[ResultT] = Future()

    def run(self) -> None:
        """Do the work in the calling thread; result or error are kept for `result`."""
        if not self._future.set_running_or_notify_cancel():
            return
        try:
            self.cancel_token.raise_if_cancelled()
            result = self._work(self._progress, self.cancel_token)
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: the error is raised where the result is asked for
            self._future.set_exception(error)
        else:
            self._future.set_result(result)

    def cancel(self) -> None:
        """Ask the work to stop; `result` then raises `Cancelled` as soon as it did."""
        self.cancel_token.cancel()

    def result(self, timeout_s: float | None = None) -> ResultT:
        """Wait for the end of the work and return what it returned, or raise what it raised.

        Raises:
            TimeoutError: it did not end within `timeout_s` seconds.
        """
        return self._future.result(timeout_s)

    def when_done(self, callback: Callable[["Job[ResultT]"], None]) -> None:
        """Call `callback(job)` once the work ended, in the thread that did it."""
        self._future.add_done_callback(lambda _future: callback(self))
