"""The program's handle on one run of the engine's process: exchange messages with it, end it."""

import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecloner.children.child import POLL_S, Child, Start
from voicecloner.children.environment import clean_environment
from voicecloner.children.patience import ChildGone
from voicecloner.engines.host import wire
from voicecloner.errors import EngineCrashed, EngineError
from voicecloner.paths import HOME_VARIABLE, SOURCE_FOLDER

LOG_NAME = "engine.log"
# For glibc: large blocks go back to the system as soon as they are free. It keeps them otherwise, the more the longer
# an engine works: after twelve pieces of speech 394 MiB instead of 285 for the natural engine, which is no slower for
# it. The neural engines' Python was not measured, and torch asks for many large blocks.
_THRIFTY = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
# For glibc from 2.35 on, where Linux gives large pages to who asks for them: the processor then has fewer places to
# look up for a network's many numbers. The natural engine speaks for a tenth less work, the same samples.
_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkerLimits:
    """How long the program waits for the engine's process.

    Attributes:
        start_s: from its start to its first words, seconds.
        stop_s: from a cancel to the engine's stop, seconds; then the process is ended.
        silence_s: without a sign of life while it works, seconds; then the process is ended.
        idle_s: after its last job, seconds; then the process is ended, and its memory is free.
    """

    start_s: float = 30.0
    stop_s: float = 2.0
    silence_s: float = 20.0
    idle_s: float = 900.0


class WorkerProcess:
    """One running worker process. Used from one thread at a time.

    Args:
        child: the started process.
    """

    def __init__(self, child: Child) -> None:
        self._child = child
        self._job: int | None = None

    @classmethod
    def start(
        cls, command: Sequence[str], hello: wire.Hello, log_folder: Path, limit_s: float, check: Callable[[], None]
    ) -> "WorkerProcess":
        """Start a process and wait until it is ready.

        Args:
            command: what to start.
            hello: what it needs to know first.
            log_folder: where `LOG_NAME` is written.
            limit_s: how long it may take.
            check: called all the while; what it raises ends the process and is passed on.

        Raises:
            EngineError: it could not be started, ended, or was not ready in time.
        """
        folder = SOURCE_FOLDER if SOURCE_FOLDER.is_dir() else None
        try:
            child = Child(Start(command, _environment(command), folder, log_folder / LOG_NAME))
        except OSError as error:
            raise EngineError(f"The engine's process could not be started: {error.strerror}.") from error
        worker = cls(child)
        worker._shake_hands(hello, time.monotonic() + limit_s, check)
        return worker

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._child.is_alive

    @property
    def is_busy(self) -> bool:
        """Whether it was given a job whose end has not been received."""
        return self._job is not None

    def order(self, job: wire.Order, payload: bytes) -> None:
        """Give the process a job. That it is gone shows when its answer is received.

        Raises:
            EngineError: the message is too large; the process knows nothing of the job.
        """
        with wire.fitting():
            self._child.send(wire.encode(job), payload)
        self._job = job.job

    def cancel(self) -> None:
        """Ask the process to stop the job it is at, if it is at one."""
        if self._job is not None:
            self._child.send(wire.encode(wire.Cancel(self._job)))

    def receive(self, timeout_s: float) -> tuple[wire.WorkerMessage, memoryview] | None:
        """The next message and its payload, or None if none came within `timeout_s` seconds.

        Raises:
            EngineCrashed: the process is gone.
            EngineError: it sent something that is no message.
        """
        try:
            received = self._child.poll(timeout_s)
        except ChildGone as error:
            code = self._child.end()
            _log.info("the engine's process %d ended with code %s", self.pid, code)
            raise EngineCrashed("The engine's process ended unexpectedly.") from error
        if received is None:
            return None
        message = wire.decode(received.head)
        if isinstance(message, wire.Done | wire.Failure):
            self._job = None
        return message, memoryview(received.content)

    def end(self, patience_s: float) -> None:
        """Give the process `patience_s` seconds to leave, then kill it; its log is complete afterwards."""
        self._child.end(patience_s)

    def _shake_hands(self, hello: wire.Hello, deadline_s: float, check: Callable[[], None]) -> None:
        self._child.send(wire.encode(hello))
        try:
            while self.receive(POLL_S) is None:
                check()
                _require_time(deadline_s)
        except EngineCrashed as error:
            words = "The engine's process ended while it started."
            raise EngineError(words, "Report it with the log, or reinstall VoiceCloner.") from error
        except BaseException:
            self.end(patience_s=0.0)
            raise


def _require_time(deadline_s: float) -> None:
    if time.monotonic() > deadline_s:
        raise EngineError(
            "The engine's process did not start in time.", "Close other programs, then try again; the log says more."
        )


def _environment(command: Sequence[str]) -> dict[str, str]:
    # models are fetched before, by the program itself: no library of an engine asks for anything more
    thrifty = {**_THRIFTY, **_LARGE_PAGES} if command[0] == sys.executable else {}
    environment = {**thrifty, **clean_environment(), "HF_HUB_OFFLINE": "1"}
    if HOME_VARIABLE in environment:  # the process works in another folder
        environment[HOME_VARIABLE] = str(Path(environment[HOME_VARIABLE]).expanduser().absolute())
    return environment
