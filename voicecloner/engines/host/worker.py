"""The engine's process: loads engines and works for one program, which started it and holds the other end of its pipes.

    main thread       takes jobs one at a time and does them
    reader thread     takes messages, so that Cancel arrives while an engine works; ends the process with the pipes
    heartbeat thread  tells that the process is alive while a job is worked on

Started as ``python -m voicecloner.engines.host.worker``, in a frozen program as ``voicecloner --engine-worker``.
"""

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from voicecloner.children.inside import Line, line_to_program
from voicecloner.domain.audio import AudioChunk
from voicecloner.engines.host import wire
from voicecloner.engines.host.engine_work import EngineWork
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import CancelToken, ProgressUpdate

HEARTBEAT_S = 0.5
PROGRESS_INTERVAL_S = 0.05
LINGER_S = 2.0

_log = logging.getLogger(__name__)


def main(_argv: Sequence[str]) -> int:
    """Work until the program wants no more.

    Returns:
        Exit code: 0 after work, 2 if it was not started by the program.
    """
    with line_to_program() as line:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        hello = line.receive()
        if hello is None:
            _log.error("This process is started by VoiceCloner itself.")
            return 2
        Worker(line).run(wire.decode(hello.head))
    return 0


@dataclass(frozen=True, eq=False)
class _Job:
    command: wire.Order
    payload: memoryview
    cancel: CancelToken = field(default_factory=CancelToken)


class Outbox:
    """Sends messages from any thread."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def send(self, message: wire.WorkerMessage, payload: bytes = b"") -> None:
        """Send one message.

        Raises:
            EngineError: it is too large.
        """
        with wire.fitting(), suppress(OSError):  # the program is gone: the reader thread notices and ends the process
            self._line.send(wire.encode(message), payload)


class ProgressSender:
    """Sends progress at most every `PROGRESS_INTERVAL_S`, but every new stage, the end and what is of use at once."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._last_stage: str | None = None
        self._last_s = 0.0

    def __call__(self, update: ProgressUpdate) -> None:
        """Send `update` unless it may be skipped."""
        now_s = time.monotonic()
        is_news = update.stage != self._last_stage or update.fraction == 1.0 or update.is_usable
        if is_news or now_s - self._last_s >= PROGRESS_INTERVAL_S:
            self._last_stage, self._last_s = update.stage, now_s
            self._outbox.send(wire.ProgressNote(update.stage, update.fraction, update.detail))


class Worker:
    """Connects the pipes with the engines: reads messages, does jobs, answers.

    Args:
        line: the worker's end of the pipes.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._outbox = Outbox(line)
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._latest: _Job | None = None
        self._busy = threading.Event()

    def run(self, hello: wire.WorkerMessage) -> None:
        """Greet, then do jobs until the program wants no more.

        Args:
            hello: the program's first words.
        """
        work = self._greet(hello)
        for name, loop in (("reader", self._read), ("heartbeat", self._beat)):
            threading.Thread(target=loop, name=name, daemon=True).start()
        while (job := self._waiting.get()) is not None:
            self._do(work, job)
        work.close()

    def _greet(self, hello: wire.WorkerMessage) -> EngineWork:
        if not isinstance(hello, wire.Hello):
            raise TypeError(hello)
        self._outbox.send(wire.Ready(os.getpid()))
        return EngineWork(EngineRegistry(hello.engines), hello.device, self._tell, hello.load_options)

    def _tell(self, text: str) -> None:
        _log.warning("%s", text)
        self._outbox.send(wire.Note(text))

    def _do(self, work: EngineWork, job: _Job) -> None:
        outcome: wire.Done | wire.Failure = wire.Done()
        self._busy.set()
        try:
            self._serve(work, job)
        except VoiceClonerError as error:
            outcome = wire.Failure.of(error)
        finally:
            self._busy.clear()
        self._outbox.send(outcome)

    def _serve(self, work: EngineWork, job: _Job) -> None:
        job.cancel.raise_if_cancelled()
        progress = ProgressSender(self._outbox)
        if isinstance(job.command, wire.Clone):
            answer, content = work.clone(job.command, job.payload, progress, job.cancel, self._outbox.send)
            self._outbox.send(answer, content)
        elif isinstance(job.command, wire.LoadVoice):
            work.load_voice(job.command, progress, job.cancel)
        elif isinstance(job.command, wire.Convert):
            self._send(work.convert(job.command, job.payload, job.cancel))
        else:
            self._send(work.synthesize(job.command, job.cancel))

    def _send(self, chunks: Iterator[AudioChunk]) -> None:
        for chunk in chunks:
            self._outbox.send(wire.Chunk.of(chunk), wire.waveform_to_bytes(chunk.samples))

    def _read(self) -> None:
        try:
            while (message := self._line.receive()) is not None:
                self._take(wire.decode(message.head), memoryview(message.content))
        finally:
            self._leave()

    def _take(self, message: wire.WorkerMessage, payload: memoryview) -> None:
        latest = self._latest
        if isinstance(message, wire.Order):
            self._latest = _Job(message, payload)
            self._waiting.put(self._latest)
        elif isinstance(message, wire.Cancel) and latest and latest.command.job == message.job:
            latest.cancel.cancel()

    def _leave(self) -> None:
        """Let the main thread finish; if the engine does not stop for that, end the process all the same."""
        if self._latest:
            self._latest.cancel.cancel()
        self._waiting.put(None)
        time.sleep(LINGER_S)
        os._exit(0)

    def _beat(self) -> None:
        while True:
            self._busy.wait()
            self._outbox.send(wire.Heartbeat())
            time.sleep(HEARTBEAT_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
