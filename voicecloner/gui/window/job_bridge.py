"""The one crossing point between the window and everything that may take longer than a frame.

Work goes down into one of a few threads; its progress, its result or its error come back as calls in the window's own
thread. A caller names a topic: a newer question on the same topic makes the older one stale, so that it is stopped
and its answer dropped.
"""

import itertools
import logging
import queue
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.translation import tr
from voicecloner.jobs import Job, ProgressUpdate, Work

ResultT = TypeVar("ResultT")

_log = logging.getLogger(__name__)


class Queue(Enum):
    """The threads that do the work: one queue does its tasks in order, and the queues do not wait for each other."""

    ENGINE = "engine"
    """Cloning and speaking: the conversation with the engine's process."""
    FILES = "files"
    """Reading, judging and writing recordings."""
    LIBRARY = "library"
    """Voices and settings: always quick."""
    SOUND = "sound"
    """Opening, closing and listing microphones and loudspeakers."""
    PICTURES = "pictures"
    """Spectrograms and pitch: nobody waits for them, and nothing waits behind them."""
    MODELS = "models"
    """Fetching, importing and checking models: may take hours."""
    SERVICE = "service"
    """Starting and ending the service for other programs, and trying whether a cluster is there."""
    LONG = "long"
    """Reading books aloud and saying the lines of tables: may take hours, and the engine says other things between."""


@dataclass(frozen=True)
class Task(Generic[ResultT]):
    """Work to be done elsewhere.

    Attributes:
        work: called with ``(progress, cancel)`` in the thread of its queue.
        work_queue: which thread.
        title: what the user reads while it lasts; work without one is not shown.
        topic: work on the same topic that is older is stopped and its answer dropped; empty: never.
        saves: whether it saves, in a moment, what the user did: then it is done even if the window closes before.
    """

    work: Work[ResultT]
    work_queue: Queue
    title: str = ""
    topic: str = ""
    saves: bool = False


@dataclass(eq=False)
class RunningTask:
    """A task on its way: what the window knows of it."""

    number: int
    title: str
    topic: str
    job: Job[Any]
    update: ProgressUpdate
    saves: bool = False

    @property
    def is_stopped(self) -> bool:
        """Whether the work was asked to end."""
        return self.job.cancel_token.is_cancelled

    def stop(self) -> None:
        """Ask the work to end."""
        self.job.cancel()


OnDone = Callable[[ResultT], None]
OnFailed = Callable[[VoiceClonerError], None]
OnProgress = Callable[[ProgressUpdate], None]


@dataclass(frozen=True)
class Reply(Generic[ResultT]):
    """What is called in the window's thread.

    Attributes:
        done: with the result.
        failed: with the error, instead of the message every error gets otherwise; also with `Cancelled`.
        progress: with each step.
    """

    done: OnDone[ResultT] | None = None
    failed: OnFailed | None = None
    progress: OnProgress | None = None


class EngineThread(QThread):
    """Does one job after another; ends when it is told to, after the job in hand."""

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._jobs: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()

    def put(self, job: Job[Any]) -> None:
        """Queue a job."""
        self._jobs.put(job)

    def finish(self) -> None:
        """End after what is queued."""
        self._jobs.put(None)

    def run(self) -> None:
        """The thread itself."""
        while (job := self._jobs.get()) is not None:
            job.run()


class JobBridge(QObject):
    """Hands work to other threads, and calls back with the answers in the window's own thread.

    Signals:
        started: an `RunningTask` with a title was queued.
        progressed: one of them came further.
        ended: one of them is over, whatever the reason.
        failed: an error nobody asked to handle; for the message bar.
    """

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    failed = Signal(object)
    _came_home = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: dict[Queue, EngineThread] = {}
        self._running: dict[int, RunningTask] = {}
        self._newest: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._is_open = True
        # the bridge lives in the window's thread: what workers emit is queued by Qt, and called there
        self._came_home.connect(self._run_here)

    def submit(self, task: Task[ResultT], reply: Reply[ResultT] | None = None) -> RunningTask:
        """Queue `task`; `reply` is called in the thread that owns this bridge. After `close` nothing is done."""
        number = next(self._numbers)
        answer = reply or Reply[ResultT]()
        job = Job(task.work, lambda update: self._came_home.emit(lambda: self._progress(number, update, answer)))
        running = RunningTask(number, task.title, task.topic, job, ProgressUpdate(task.title), task.saves)
        if not self._is_open:
            return running
        # before it is queued: from now on answers to older questions are stale
        self._retire(task.topic, number)
        self._running[number] = running
        # before it is queued, too: work can be over sooner than the next line is reached
        job.when_done(lambda done: self._came_home.emit(lambda: self._end(running, done, answer)))
        if task.title:
            self.started.emit(running)
        self._thread(task.work_queue).put(job)
        return running

    def post(self, call: Callable[[], None]) -> None:
        """Call `call` in the window's thread; may be used from any thread."""
        self._came_home.emit(call)

    def stop_topic(self, topic: str) -> None:
        """Stop what is under way on a topic; its answer (an error `Cancelled` as a rule) still arrives."""
        for running in self._running.values():
            if running.topic == topic:
                running.stop()

    def forget_topic(self, topic: str) -> None:
        """Stop what is under way on a topic and drop its answer."""
        # a number that no task has: all there are on this topic are older
        self._retire(topic, next(self._numbers))

    def close(self) -> None:
        """Stop all but what saves, wait for every thread. Answers that are still on their way are dropped."""
        self._is_open = False
        for running in self._running.values():
            if not running.saves:
                running.stop()
        # all are told before one is waited for: they end side by side
        for thread in self._threads.values():
            thread.finish()
        for thread in self._threads.values():
            thread.wait()
        self._running.clear()

    def _thread(self, work_queue: Queue) -> EngineThread:
        if work_queue not in self._threads:
            self._threads[work_queue] = EngineThread(f"window-{work_queue.value}", self)
            self._threads[work_queue].start()
        return self._threads[work_queue]

    def _retire(self, topic: str, number: int) -> None:
        if topic:
            self._newest[topic] = number
            self.stop_topic(topic)

    def _is_stale(self, running: RunningTask) -> bool:
        return bool(running.topic) and self._newest.get(running.topic, running.number) != running.number

    def _run_here(self, call: Callable[[], None]) -> None:
        # answers that were queued before `close` arrive after it, when widgets may be gone
        if self._is_open:
            call()

    def _progress(self, number: int, update: ProgressUpdate, reply: Reply[Any]) -> None:
        running = self._running.get(number)
        if running is None or self._is_stale(running):
            return
        running.update = update
        if reply.progress:
            reply.progress(update)
        if running.title:
            self.progressed.emit(running)

    def _end(self, running: RunningTask, job: Job[Any], reply: Reply[Any]) -> None:
        del self._running[running.number]
        # stale or not: what was shown as under way has to go
        if running.title:
            self.ended.emit(running)
        if self._is_stale(running):
            return
        try:
            result = job.result(0)
        except VoiceClonerError as error:
            self._fail(error, reply)
        except Exception:
            # A defect of the program: the caller must not wait for ever, and the exception hook reports it.
            if reply.failed:
                reply.failed(
                    VoiceClonerError(tr("Something went wrong inside VoiceCloner."), tr("The log tells more."))
                )
            raise
        else:
            if reply.done:
                reply.done(result)

    def _fail(self, error: VoiceClonerError, reply: Reply[Any]) -> None:
        if reply.failed:
            reply.failed(error)
        elif not isinstance(error, Cancelled):
            _log.info("shown to the user: %s", error.message)
            self.failed.emit(error)
