"""One opened microphone, from opening to closing, with the thread that serves it."""

import threading
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.audio.capture.inbox import Inbox
from voicecloner.audio.capture.meter import SILENT_LEVEL, Meter
from voicecloner.audio.capture.portaudio import PREFERRED_RATE_HZ, OpenStream, SoundStream
from voicecloner.audio.capture.recording import Listener, RecorderLimits, RecorderState, Recording
from voicecloner.audio.capture.wav_journal import LONGEST_S, WavJournal
from voicecloner.domain.audio import AudioDevice, RecordingOrigin, Samples
from voicecloner.errors import DeviceError, DeviceLost, StorageError

if TYPE_CHECKING:
    from voicecloner.audio.capture.inputs import InputChooser

MUTED_HINT = "The microphone sends nothing but silence. It is muted, or another one has taken its place."
_CLOSING_S = 0.3  # the microphone closes in milliseconds as a rule; a hanging one is left to its thread


@dataclass(frozen=True, eq=False)
class _Sink:
    """Where the sound goes now: the measures of it, and a file unless it is only metered."""

    meter: Meter
    journal: WavJournal | None = None
    listener: Listener | None = None
    dropouts_before: int = 0
    began_at: datetime | None = None

    @property
    def seconds(self) -> float:
        return self.meter.frames / self.meter.sample_rate


class RecordingSession:
    """An open microphone and the thread that takes its sound in.

    Args:
        open_stream: opens the microphone.
        device: the microphone, or None for the system's default.
        limits: how patient to be with it.

    Raises:
        DeviceError: the microphone cannot be opened.
    """

    def __init__(self, open_stream: OpenStream, device: AudioDevice | None, limits: RecorderLimits) -> None:
        self.device = device
        self._limits = limits
        self._inbox = Inbox()
        self._lock = threading.Lock()  # guards the sink and its meter; never held while the disk works
        self._sink = _Sink(Meter(PREFERRED_RATE_HZ))
        self._keep = True
        self._is_settled = False
        self._inputs: InputChooser | None = None
        self._name = ""
        self._pause_meter: Meter | None = None  # there while a recording waits
        self._opened: Future[None] = Future()
        self._ended: Future[Recording] = Future()
        self._fault: str | None = None
        self._thread = threading.Thread(target=self._serve, args=(open_stream,), name="recorder", daemon=True)
        self._thread.start()
        self._await_opening()

    def begin(self, path: Path | None, listener: Listener | None = None) -> None:
        """From now on append the sound to `path` and tell `listener`; what was metered before does not count.

        Raises:
            OSError: the file cannot be made.
            DeviceLost: the microphone went away just before.
        """
        sample_rate, now = self._sink.meter.sample_rate, datetime.now(UTC)
        journal = WavJournal(path, sample_rate, RecordingOrigin(self._microphone, now)) if path else None
        with self._lock:
            if not self._is_settled:
                self._sink = _Sink(Meter(sample_rate), journal, listener, self._inbox.dropouts, now)
                self._pause_meter = None
                return
        if journal:
            journal.discard()
        raise DeviceLost("The microphone went away.")

    def pause(self) -> None:
        """Keep the microphone open, but drop what it hears."""
        with self._lock:
            self._pause_meter = self._pause_meter or Meter(self._sink.meter.sample_rate)

    def resume(self) -> None:
        """Keep what it hears again."""
        with self._lock:
            self._pause_meter = None

    def snapshot(self) -> RecorderState:
        """How it goes."""
        sink = self._sink
        inputs = self._inputs
        is_running = not (self._ended.done() or self._inbox.is_closed.is_set())
        with self._lock:
            hearing = self._pause_meter or sink.meter
            is_muted = hearing.zero_frames / hearing.sample_rate >= self._limits.zeros_s
            return RecorderState(
                seconds=sink.seconds,
                level=hearing.level if is_running else SILENT_LEVEL,
                dropouts=self._inbox.dropouts - sink.dropouts_before,
                clipped_samples=sink.meter.clipped_samples,
                is_running=is_running,
                is_writing=is_running and sink.journal is not None,
                is_paused=is_running and self._pause_meter is not None,
                fault=self._fault,
                hint=MUTED_HINT if is_running and is_muted else "",
                input_levels_dbfs=inputs.levels_dbfs if inputs else (),
                input_number=inputs.number if inputs else 1,
                microphone=self._name,
                waveform=sink.meter.pairs,
            )

    @property
    def _microphone(self) -> str:
        """Its name, with the number of the input that is used where there are several."""
        inputs = self._inputs
        return f"{self._name}, input {inputs.number}" if inputs and inputs.levels_dbfs else self._name

    def end(self, *, keep: bool = True) -> Recording:
        """Finish the file, or remove it, and close the microphone; the file never waits for the microphone.

        Raises:
            StorageError: the file cannot be finished.
        """
        self._keep = keep
        self._inbox.is_closed.set()
        recording = self._ended.result()
        self._thread.join(_CLOSING_S)
        if recording.path and not keep:
            recording.path.unlink(missing_ok=True)
        return recording

    def _await_opening(self) -> None:
        try:
            self._opened.result(self._limits.open_s)
        except TimeoutError as error:
            self._inbox.is_closed.set()
            raise DeviceError("The microphone does not answer.") from error

    def _serve(self, open_stream: OpenStream) -> None:
        stream = self._open(open_stream)
        if stream is None:
            return
        try:
            self._record(stream)
        finally:
            self._inbox.is_closed.set()
            self._settle()
            stream.close()

    def _open(self, open_stream: OpenStream) -> SoundStream | None:
        try:
            stream = open_stream(self.device, self._inbox.put)
            self._sink = _Sink(Meter(stream.sample_rate))
            self._inputs, self._name = stream.inputs, stream.name
            self._start(stream)
        except DeviceError as error:
            self._opened.set_exception(error)
            return None
        self._opened.set_result(None)
        return stream

    @staticmethod
    def _start(stream: SoundStream) -> None:
        try:
            stream.start()
        except DeviceError:
            stream.close()
            raise

    def _record(self, stream: SoundStream) -> None:
        """Take blocks in until the end is asked for or forced; every block that arrived is taken in."""
        try:
            while not self._inbox.is_closed.is_set():
                block = self._inbox.next_block()
                if block is not None:
                    self._receive(block)
                elif not stream.is_active or self._inbox.waited_s > self._patience_s:
                    raise DeviceLost("The microphone went away")
            for block in self._inbox.rest():
                self._receive(block)
        except DeviceLost as error:
            self._note_fault(error.message)
        except OSError as error:
            self._note_fault(f"The recording could not be written any further ({error.strerror})")

    @property
    def _patience_s(self) -> float:
        return self._limits.next_block_s if self._inbox.has_begun else self._limits.first_block_s

    def _receive(self, block: Samples) -> None:
        with self._lock:
            sink, pause_meter = self._sink, self._pause_meter
            if pause_meter:
                pause_meter.add(block)
        if pause_meter is None:
            self._write(sink, block)
        elif sink.journal:
            sink.journal.keep_alive()

    def _write(self, sink: _Sink, block: Samples) -> None:
        if sink.journal:
            # which input it is may show only once somebody speaks
            sink.journal.origin = replace(sink.journal.origin, microphone=self._microphone)
            sink.journal.append(block)
        with self._lock:
            sink.meter.add(block)
        if sink.listener:
            sink.listener(block, sink.meter.sample_rate)
        if sink.journal and sink.seconds >= LONGEST_S and not self._fault:
            self._note_fault("A recording ends after an hour")
            self._inbox.is_closed.set()

    def _note_fault(self, what: str) -> None:
        sink = self._sink
        kept = f"; {sink.seconds:.1f} s were kept" if sink.journal and sink.seconds else ""
        self._fault = f"{what}{kept}."

    def _settle(self) -> None:
        """Finish the file and tell the thread that waits in `end`."""
        with self._lock:
            self._is_settled, sink = True, self._sink
        try:
            path = self._finish_file(sink.journal)
        except OSError as error:
            self._ended.set_exception(StorageError(f"The recording could not be finished ({error.strerror})."))
        else:
            dropouts = self._inbox.dropouts - sink.dropouts_before
            origin = RecordingOrigin(self._microphone, sink.began_at)
            facts = (sink.seconds, sink.meter.sample_rate, dropouts, self._fault)
            self._ended.set_result(Recording(path, *facts, origin))

    def _finish_file(self, journal: WavJournal | None) -> Path | None:
        if journal is None:
            return None
        if not (self._keep and journal.frames):  # a file without any sound is none
            journal.discard()
            return None
        journal.close()
        return journal.path
