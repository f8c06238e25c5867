"""`EngineHost` over the worker process: checks requests, starts the process when needed, talks to it, ends it.

One request at a time has the process (a graphics card is a serial resource); others wait for their turn. A synthesis
holds its turn until its iterator is used up or closed.
"""

import itertools
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from voicecloner.domain.audio import AudioChunk, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines import orders, wire
from voicecloner.engines.base import EncodedVoice, EngineInfo
from voicecloner.engines.registry import EngineRegistry
from voicecloner.engines.worker_launch import POLL_S
from voicecloner.engines.worker_process import WorkerLimits, WorkerProcess
from voicecloner.errors import Cancelled, EngineCrashed, EngineError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate


class WorkerHost:
    """The engines, in a process of their own that is started with the first request and again after a crash.

    Args:
        engine_table: id to import string of every engine, the default one first; see `registry.discover`.
        log_folder: where the process's log is kept.
        device: where engines work, ``"cpu"`` or ``"cuda"``.
        limits: how long the process is waited for.
    """

    def __init__(
        self,
        engine_table: Mapping[str, str],
        log_folder: Path,
        *,
        device: str = "cpu",
        limits: WorkerLimits | None = None,
    ) -> None:
        self._hello = wire.Hello(dict(engine_table), device)
        self._registry = EngineRegistry(engine_table)
        self._log_folder = log_folder
        self._limits = limits or WorkerLimits()
        self._infos: tuple[EngineInfo, ...] | None = None
        self._worker: WorkerProcess | None = None
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._numbers = itertools.count(1)

    def engines(self) -> tuple[EngineInfo, ...]:
        """All engines that can be used, the default one first.

        Asked in this process, which imports the engines' modules but loads nothing; kept after the first time.
        """
        if self._infos is None:
            self._infos = self._registry.infos()
        return self._infos

    def engine(self, engine_id: str) -> EngineInfo:
        """The engine with this id.

        Raises:
            EngineNotFound, EngineNotInstalled, EngineError: it cannot be used, and why
        """
        for info in self.engines():
            if info.id == engine_id:
                return info
        return self._registry.create(engine_id).info()  # tells what is wrong with it

    def clone(
        self,
        engine_id: str,
        references: Sequence[ReferenceClip],
        mode: VoiceMode,
        *,
        progress: Progress,
        cancel: CancelToken,
    ) -> EncodedVoice:
        """Encode a voice; the references are resampled to what the engine wants.

        Raises:
            InvalidRequest: no or too little sound, or a mode the engine cannot clone in.
            TranscriptRequired: transcript mode without a transcript.
            EngineNotFound, EngineCrashed, EngineError, Cancelled
        """
        cancel.raise_if_cancelled()
        order, payload = orders.clone_order(self.engine(engine_id), references, mode, next(self._numbers))
        with closing(self._answers(order, payload, cancel)) as answers:
            for answer, content in answers:
                if isinstance(answer, wire.ProgressNote):
                    progress(ProgressUpdate(answer.stage, answer.fraction))
                elif isinstance(answer, wire.ClonedVoice):
                    encoded = _encoded(engine_id, answer, content)
        return encoded

    def prepare(self, engine_id: str, voice_file: Path, *, progress: Progress, cancel: CancelToken) -> None:
        """Start the process, load the engine and a saved voice, so that speaking begins at once.

        Raises:
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        cancel.raise_if_cancelled()
        order = orders.prepare_order(self.engine(engine_id), voice_file, next(self._numbers))
        with closing(self._answers(order, b"", cancel)) as answers:
            for answer, _ in answers:
                if isinstance(answer, wire.ProgressNote):
                    progress(ProgressUpdate(answer.stage, answer.fraction))

    def synthesize(
        self, engine_id: str, voice_file: Path, text: str, options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say one chunk of text with a saved voice file; yields sound as it arrives.

        The request is checked at once; the process gets it with the first `next`. Closing the iterator stops the
        engine.

        Raises:
            InvalidRequest: no text, too long a text, or a speed or likeness out of range.
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        order = orders.synthesis_order(self.engine(engine_id), voice_file, text, options, next(self._numbers))
        return self._chunks(order, cancel)

    def close(self) -> None:
        """End the process. Requests under way, waiting or yet to come end with `Cancelled`."""
        self._closing.set()
        # a synthesis whose iterator nobody goes on with never gives its turn back
        has_turn = self._turn.acquire(timeout=self._limits.stop_s)
        try:
            self._end_worker(self._limits.stop_s if has_turn else 0.0)
        finally:
            if has_turn:
                self._turn.release()

    def _chunks(self, order: wire.Synthesize, cancel: CancelToken) -> Iterator[AudioChunk]:
        with closing(self._answers(order, b"", cancel)) as answers:
            for answer, content in answers:
                if isinstance(answer, wire.Chunk):
                    yield AudioChunk(wire.waveform_from_bytes(content), answer.sample_rate)

    def _answers(
        self, order: wire.Order, payload: bytes, cancel: CancelToken
    ) -> Generator[tuple[wire.Message, memoryview]]:
        """Everything the worker says about a job before its end; leaving early stops the job."""
        with self._my_turn(cancel):
            worker = self._running_worker(cancel)
            try:
                worker.order(order, payload)
                while True:
                    answer, content = self._next_answer(worker, cancel)
                    if isinstance(answer, wire.Done):
                        return
                    if isinstance(answer, wire.Failure):
                        raise answer.error()
                    yield answer, content
            finally:
                if worker.is_busy:
                    self._stop(worker)

    def _next_answer(self, worker: WorkerProcess, cancel: CancelToken) -> tuple[wire.Message, memoryview]:
        silence_s = 0.0  # counted in polls: clocks of some systems run on while the computer sleeps
        while silence_s < self._limits.silence_s:
            self._raise_if_stopped(cancel)
            received = worker.receive(POLL_S)
            if received is None:
                silence_s += POLL_S
            elif isinstance(received[0], wire.Heartbeat):
                silence_s = 0.0
            else:
                return received
        raise EngineCrashed("The engine no longer answered and was ended.")

    def _stop(self, worker: WorkerProcess) -> None:
        """Have the worker leave its job; one that does not in time, hangs or is gone is ended."""
        deadline_s = time.monotonic() + self._limits.stop_s
        with suppress(EngineError):  # whatever it is, the worker is still busy then and is ended
            worker.cancel()
            while worker.is_busy and time.monotonic() < deadline_s and not self._closing.is_set():
                worker.receive(POLL_S)
        if worker.is_busy:
            self._end_worker(patience_s=0.0)

    @contextmanager
    def _my_turn(self, cancel: CancelToken) -> Iterator[None]:
        while not self._turn.acquire(timeout=POLL_S):
            self._raise_if_stopped(cancel)
        try:
            self._raise_if_stopped(cancel)
            yield
        finally:
            self._turn.release()

    def _running_worker(self, cancel: CancelToken) -> WorkerProcess:
        if self._worker and not self._worker.is_alive:
            self._end_worker(patience_s=0.0)
        if not self._worker:
            check = partial(self._raise_if_stopped, cancel)
            self._worker = WorkerProcess.start(self._hello, self._log_folder, self._limits.start_s, check)
        return self._worker

    def _end_worker(self, patience_s: float) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.end(patience_s)

    def _raise_if_stopped(self, cancel: CancelToken) -> None:
        cancel.raise_if_cancelled()
        if self._closing.is_set():
            raise Cancelled("Stopped, because the program ends.")


def _encoded(engine_id: str, answer: wire.ClonedVoice, content: memoryview) -> EncodedVoice:
    return EncodedVoice(
        engine_id=engine_id,
        engine_revision=answer.engine_revision,
        mode=VoiceMode(answer.mode),
        safetensors=bytes(content),
        seconds=answer.seconds,
        notes=tuple(answer.notes),
    )
