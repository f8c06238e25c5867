"""`EngineHost` over the worker process: checks requests, starts the process when needed, talks to it, ends it.

One request at a time has the process (a graphics card is a serial resource); others wait for their turn. A synthesis
holds its turn until its iterator is used up or closed.
"""

import itertools
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import cast

from voicecloner.children.child import POLL_S
from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.synthesis import ConversionOptions, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import EncodedVoice, EngineInfo
from voicecloner.engines.host import orders, wire
from voicecloner.engines.host.environments import Environments
from voicecloner.engines.host.idleness import IdleWatch
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.engines.host.worker_process import WorkerLimits, WorkerProcess
from voicecloner.errors import Cancelled, EngineCrashed, EngineError, EngineNotInstalled
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.settings import EngineOption, SettingValue


class WorkerHost:
    """The engines, in processes of their own, one for each place their packages are in.

    A process is started with the first request, again after a crash, and ended when nobody needed it for a while.

    Args:
        engine_table: id to import string of every engine; see `registry.discover`.
        log_folder: where the processes' logs are kept.
        environments: where the engines' packages may be; without them only those of this Python are used.
        device: tells where engines work: ``"auto"``, ``"cpu"`` or ``"cuda"``; asked before each request, and a process
            that works elsewhere is started anew.
        chosen: tells what the user has set an engine's load option to; asked, and a change followed, likewise.
        limits: how long a process is waited for, and kept.
    """

    def __init__(
        self,
        engine_table: Mapping[str, str],
        log_folder: Path,
        *,
        environments: Environments | None = None,
        device: Callable[[], str] = lambda: "cpu",
        chosen: Callable[[EngineOption], SettingValue] = attrgetter("own.default"),
        limits: WorkerLimits | None = None,
    ) -> None:
        self._engine_table = dict(engine_table)
        self._device, self._chosen = device, chosen
        self._registry = EngineRegistry(engine_table)
        self._log_folder = log_folder
        self._limits = limits or WorkerLimits()
        self._infos: tuple[EngineInfo, ...] | None = None
        self._environments = environments or Environments(log_folder, {})
        self._workers: dict[str, WorkerProcess] = {}
        self._hellos: dict[str, wire.Hello] = {}
        self._loaded: dict[str, set[str]] = {}
        self._notes: list[str] = []
        self._idle = IdleWatch(self._limits.idle_s, self.eject)
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._numbers = itertools.count(1)

    def engines(self) -> tuple[EngineInfo, ...]:
        """All engines that can be used, the program's own first.

        Asked in this process, which imports the engines' modules but loads nothing; kept after the first time.
        """
        if self._infos is None:
            self._infos = self._registry.infos()
        return tuple(info for info in self._infos if self._is_usable(info))

    def engine(self, engine_id: str) -> EngineInfo:
        """The engine with this id.

        Raises:
            EngineNotFound, EngineNotInstalled, EngineError: it cannot be used, and why
        """
        for info in self.engines():
            if info.id == engine_id:
                return info
        info = self._registry.create(engine_id).info()
        self._environments.place_of(info)
        return info

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

        Of an engine that hands out what it has reached so far, the last is kept: cancelling and the end of the process
        raise nothing then, and `EncodedVoice.cut_short_by` tells. Only the program's own end does.

        Raises:
            InvalidRequest: no or too little sound, or a mode the engine cannot clone in.
            TranscriptRequired: transcript mode without a transcript.
            EngineNotFound, EngineCrashed, EngineError, Cancelled
        """
        cancel.raise_if_cancelled()
        order, payload = orders.clone_order(self.engine(engine_id), references, mode, next(self._numbers))
        reached: EncodedVoice | None = None
        try:
            with closing(self._answers(order, payload, cancel)) as answers:
                for answer, content in answers:
                    if isinstance(answer, wire.ClonedVoice):
                        reached = _encoded(engine_id, answer, content)
                    elif isinstance(answer, wire.ProgressNote):
                        progress(_update(answer, is_usable=reached is not None))
        except (Cancelled, EngineCrashed) as error:
            if reached is None or self._closing.is_set():
                raise
            return replace(reached, cut_short_by=error)
        return cast(EncodedVoice, reached)  # the worker does not end the job before it has sent one

    def load_voice(self, engine_id: str, voice_file: Path, *, progress: Progress, cancel: CancelToken) -> None:
        """Start the process, load the engine and a saved voice, so that speaking begins at once.

        Raises:
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        cancel.raise_if_cancelled()
        order = orders.load_order(self.engine(engine_id), voice_file, next(self._numbers))
        with closing(self._answers(order, b"", cancel)) as answers:
            for answer, _ in answers:
                if isinstance(answer, wire.ProgressNote):
                    progress(_update(answer, is_usable=False))

    def synthesize(
        self, engine_id: str, voice_file: Path, text: str, options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say one chunk of text with a saved voice file; yields sound as it arrives.

        The request is checked at once; the process gets it with the first `next`. Closing the iterator stops the
        engine.

        Raises:
            InvalidRequest: no text, too long a text, or options that the engine does not have.
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        order = orders.synthesis_order(self.engine(engine_id), voice_file, text, options, next(self._numbers))
        return self._chunks(order, b"", cancel)

    def convert(
        self, engine_id: str, voice_file: Path, speech: AudioClip, options: ConversionOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say one piece of speech again with a saved voice file; yields sound as it arrives.

        The request is checked at once, the speech resampled to what the engine wants; the process gets it with the
        first `next`. Closing the iterator stops the engine.

        Raises:
            InvalidRequest: the engine cannot, or not in this way, or it is no such piece of speech.
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        order, payload = orders.convert_order(self.engine(engine_id), voice_file, speech, options, next(self._numbers))
        return self._chunks(order, payload, cancel)

    def notes(self) -> tuple[str, ...]:
        """What the user should know about how requests were done since this was last asked, e.g. on another device."""
        told, self._notes = tuple(self._notes), []
        return told

    def loaded(self) -> tuple[str, ...]:
        """The ids of the engines that hold memory just now."""
        kept = list(self._loaded.values())  # asked on another thread than the one that works with engines
        return tuple(sorted(engine_id for engines in kept for engine_id in tuple(engines)))

    def eject(self) -> bool:
        """Give back all memory the engines hold; False if one of them is at work just now."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            self._end_workers(self._limits.stop_s)
        finally:
            self._turn.release()
        return True

    def close(self) -> None:
        """End the processes. Requests under way, waiting or yet to come end with `Cancelled`."""
        self._closing.set()
        # a synthesis whose iterator nobody goes on with never gives its turn back
        has_turn = self._turn.acquire(timeout=self._limits.stop_s)
        try:
            self._end_workers(self._limits.stop_s if has_turn else 0.0)
        finally:
            if has_turn:
                self._turn.release()
            self._idle.close()

    def _chunks(
        self, order: wire.Synthesize | wire.Convert, payload: bytes, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        with closing(self._answers(order, payload, cancel)) as answers:
            for answer, content in answers:
                if isinstance(answer, wire.Chunk):
                    yield answer.chunk(content)

    def _answers(
        self, order: wire.Order, payload: bytes, cancel: CancelToken
    ) -> Generator[tuple[wire.WorkerMessage, memoryview]]:
        """Everything the worker says about a job before its end; leaving early stops the job."""
        place = self._environments.place_of(self.engine(order.engine_id))
        with self._my_turn(cancel):
            worker = self._running_worker(place, cancel)
            self._loaded.setdefault(place, set()).add(order.engine_id)
            try:
                worker.order(order, payload)
                while True:
                    answer, content = self._next_answer(worker, cancel)
                    if isinstance(answer, wire.Done):
                        return
                    if isinstance(answer, wire.Failure):
                        raise answer.error()
                    if isinstance(answer, wire.Note):
                        self._notes.append(answer.text)
                        continue
                    yield answer, content
            finally:
                if worker.is_busy:
                    self._stop(place, worker)

    def _next_answer(self, worker: WorkerProcess, cancel: CancelToken) -> tuple[wire.WorkerMessage, memoryview]:
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

    def _stop(self, place: str, worker: WorkerProcess) -> None:
        """Have the worker leave its job; one that does not in time, hangs or is gone is ended."""
        deadline_s = time.monotonic() + self._limits.stop_s
        with suppress(EngineError):  # whatever it is, the worker is still busy then and is ended
            worker.cancel()
            while worker.is_busy and time.monotonic() < deadline_s and not self._closing.is_set():
                worker.receive(POLL_S)
        if worker.is_busy:
            self._end_worker(place, patience_s=0.0)

    @contextmanager
    def _my_turn(self, cancel: CancelToken) -> Iterator[None]:
        while not self._turn.acquire(timeout=POLL_S):
            self._raise_if_stopped(cancel)
        try:
            self._raise_if_stopped(cancel)
            yield
        finally:
            self._turn.release()
            self._idle.used()

    def _running_worker(self, place: str, cancel: CancelToken) -> WorkerProcess:
        hello = self._hello(place)
        if place in self._workers and not self._workers[place].is_alive:
            self._end_worker(place, patience_s=0.0)
        if place in self._workers and self._hellos[place] != hello:
            self._end_worker(place, self._limits.stop_s)
        if place not in self._workers:
            command = self._environments.worker_command(place)
            check = partial(self._raise_if_stopped, cancel)
            started = WorkerProcess.start(command, hello, self._log_folder, self._limits.start_s, check)
            self._workers[place], self._hellos[place] = started, hello
        return self._workers[place]

    def _hello(self, place: str) -> wire.Hello:
        """What the process in this place needs to know first, with the options of the engines that run there only."""
        tunable = [info for info in self.engines() if info.load_options and self._environments.place_of(info) == place]
        chosen = {
            info.id: {option.key: self._chosen(EngineOption(info.id, option)) for option in info.load_options}
            for info in tunable
        }
        return wire.Hello(self._engine_table, self._device(), chosen)

    def _end_worker(self, place: str, patience_s: float) -> None:
        worker = self._workers.pop(place, None)
        self._loaded.pop(place, None)
        if worker:
            worker.end(patience_s)

    def _end_workers(self, patience_s: float) -> None:
        for place in tuple(self._workers):
            self._end_worker(place, patience_s)

    def _is_usable(self, info: EngineInfo) -> bool:
        try:
            self._environments.place_of(info)
        except EngineNotInstalled:
            return False
        return True

    def _raise_if_stopped(self, cancel: CancelToken) -> None:
        cancel.raise_if_cancelled()
        self._raise_if_closing()

    def _raise_if_closing(self) -> None:
        if self._closing.is_set():
            raise Cancelled("Stopped, because the program ends.")


def _update(note: wire.ProgressNote, *, is_usable: bool) -> ProgressUpdate:
    return ProgressUpdate(note.stage, note.fraction, note.detail, is_usable)


def _encoded(engine_id: str, answer: wire.ClonedVoice, content: memoryview) -> EncodedVoice:
    return EncodedVoice(
        engine_id=engine_id,
        engine_revision=answer.engine_revision,
        mode=VoiceMode(answer.mode),
        safetensors=bytes(content),
        seconds=answer.seconds,
        notes=tuple(answer.notes),
    )
