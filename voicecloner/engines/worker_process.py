"""The program's handle on one run of the engine's process: exchange messages with it, end it."""

import logging
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.children.printed import Printed
from voicecloner.engines import wire
from voicecloner.engines.worker_launch import POLL_S, Check, end_process, launch, require_time
from voicecloner.errors import EngineCrashed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LOG_NAME = "engine.log"

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
        process: the started process.
        connection: the program's end of the pipe.
        drain: copies what the process prints into the log.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], connection: "Connection[bytes, bytes]", drain: Printed
    ) -> None:
        self._process = process
        self._connection = connection
        self._drain = drain
        self._job: int | None = None

    @classmethod
    def start(
        cls, command: Sequence[str], hello: wire.Hello, log_folder: Path, limit_s: float, check: Check
    ) -> "WorkerProcess":
        """Start a process and wait until it is ready.

        Args:
            command: what to start; the pipe's address is put behind it.
            hello: what it needs to know first.
            log_folder: where `LOG_NAME` is written.
            limit_s: how long it may take.
            check: called all the while; what it raises ends the process and is passed on.

        Raises:
            EngineError: it could not be started, or was not ready in time.
        """
        deadline_s = time.monotonic() + limit_s
        worker = cls(*launch(command, log_folder / LOG_NAME, deadline_s, check))
        worker._shake_hands(hello, deadline_s, check)
        return worker

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def is_busy(self) -> bool:
        """Whether it was given a job whose end has not been received."""
        return self._job is not None

    def order(self, job: wire.Order, payload: bytes) -> None:
        """Give the process a job.

        Raises:
            EngineCrashed: the process is gone.
            EngineError: the message is too large; the process knows nothing of the job.
        """
        block = wire.encode(job, payload)
        self._job = job.job
        self._send(block)

    def cancel(self) -> None:
        """Ask the process to stop the job it is at, if it is at one.

        Raises:
            EngineCrashed: the process is gone.
        """
        if self._job is not None:
            self._send(wire.encode(wire.Cancel(self._job)))

    def receive(self, timeout_s: float) -> tuple[wire.Message, memoryview] | None:
        """The next message and its payload, or None if none came within `timeout_s` seconds.

        Raises:
            EngineCrashed: the process is gone.
            EngineError: it sent something that is no message.
        """
        try:
            if not self._connection.poll(timeout_s):
                self._require_life()
                return None
            message, payload = wire.decode(self._connection.recv_bytes(wire.MAX_MESSAGE_BYTES))
        except (EOFError, OSError) as error:
            raise self._crashed() from error
        if isinstance(message, wire.Done | wire.Failure):
            self._job = None
        return message, payload

    def end(self, patience_s: float) -> None:
        """Close the pipe, give the process `patience_s` seconds to leave, then kill it."""
        self._connection.close()
        end_process(self._process, self._drain, patience_s)

    def _shake_hands(self, hello: wire.Hello, deadline_s: float, check: Check) -> None:
        try:
            self._send(wire.encode(hello))
            while self.receive(POLL_S) is None:
                check()
                require_time(deadline_s)
        except BaseException:
            self.end(patience_s=0.0)
            raise

    def _send(self, block: bytes) -> None:
        try:
            self._connection.send_bytes(block)
        except OSError as error:
            raise self._crashed() from error

    def _require_life(self) -> None:
        # usually the pipe closes with the process, but a process of its own that the engine started may hold it open
        if not self.is_alive and not self._connection.poll():
            raise self._crashed()

    def _crashed(self) -> EngineCrashed:
        with suppress(subprocess.TimeoutExpired):  # the pipe closes a moment before the exit code is known
            self._process.wait(1.0)
        _log.info("the engine's process %d ended with code %s", self.pid, self._process.returncode)
        return EngineCrashed("The engine's process ended unexpectedly.")
