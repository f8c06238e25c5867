"""One sound on its way to a loudspeaker, with the thread that serves it."""

import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from voicecloner.audio.capture.portaudio import OpenStream, SoundStream
from voicecloner.audio.playback.buffering import Buffering
from voicecloner.audio.playback.sample_fifo import SampleFifo
from voicecloner.audio.playback.tempo import Tempo, checked_speed
from voicecloner.domain.audio import AudioDevice, Samples
from voicecloner.errors import DeviceLost
from voicecloner.sound.resampling import resampler

Blocks = Generator[Samples, None, None]
OnEnd = Callable[[Exception | None], None]
"""Called once from the player's thread when a sound ended by itself (None) or by a fault; not after `stop`."""

_AHEAD_S = 1.0
_LOOK_S = 0.02
_CLOSING_S = 0.5
_FIRST_CALL_S = 5.0
_NEXT_CALL_S = 2.0  # a suspended loudspeaker stops asking for sound and reports no error
_LEAD_S = 0.05  # a sound server was measured to swallow the first 8 ms of a stream
_TAIL_S = 0.25  # the stream's own latency leaves out what a sound server buffers


@dataclass(frozen=True)
class Order:
    """What to play.

    Attributes:
        source: blocks of sound, mono float32, shape (frames,); an empty one means that the next is not there yet.
        sample_rate: of the blocks, Hz; brought to the device's rate while playing.
        device: the loudspeaker, or None for the system's default.
        start_s: where in the whole the first block lies.
        on_end: told how it ended.
        speed: how fast it is heard, at the same pitch; see `tempo.HEARD_SPEED_RANGE`.
        buffering: told when the source was not there in time; None for one that always is.
    """

    source: Blocks
    sample_rate: int
    device: AudioDevice | None = None
    start_s: float = 0.0
    on_end: OnEnd | None = None
    speed: float = 1.0
    buffering: Buffering | None = None


class Playback:
    """A sound being played. Its methods may be called from any thread and none waits for the device but `stop`."""

    def __init__(self, open_stream: OpenStream, order: Order) -> None:
        self._order = order
        self._fifo = SampleFifo()
        self._counts = _Counts()
        self._tempo = Tempo(order.sample_rate, order.speed)
        self._is_paused = False
        self._is_complete = False  # every sample is in the fifo
        self._stopping = threading.Event()
        self._result: Future[None] = Future()
        self._thread = threading.Thread(target=self._serve, args=(open_stream,), name="player", daemon=True)
        self._thread.start()

    @property
    def is_playing(self) -> bool:
        """Whether it is under way and not paused."""
        return not self._is_paused and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether it is over, for whatever reason."""
        return self._stopping.is_set() or self._result.done()

    @property
    def position_s(self) -> float:
        """What is heard at the moment, in seconds from the start of the sound."""
        return self._order.start_s + self._tempo.source_s(self._counts.heard_s)

    @property
    def is_gathering(self) -> bool:
        """Whether nothing is heard because more of the sound has to be made first."""
        buffering = self._order.buffering
        return buffering is not None and buffering.is_gathering and not self.has_ended

    def set_speed(self, speed: float) -> None:
        """Be heard faster or slower from the next piece of the sound on, which is up to a second away.

        Raises:
            InvalidRequest: it is beyond `tempo.HEARD_SPEED_RANGE`.
        """
        self._tempo.speed = checked_speed(speed)
        if self._order.buffering:
            self._order.buffering.rate = speed

    def pause(self) -> None:
        """Fall silent and stay where it is."""
        self._is_paused = True

    def resume(self) -> None:
        """Go on after `pause`."""
        self._is_paused = False

    def stop(self) -> None:
        """Fall silent at once and give the loudspeaker back."""
        self._stopping.set()
        # `on_end` may call this, and it is called from that thread.
        if threading.current_thread() is not self._thread:
            self._thread.join(_CLOSING_S)

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until it is over.

        Raises:
            AudioError: what ended it early.
            TimeoutError: it is not over within `timeout_s` seconds.
        """
        self._result.result(timeout_s)

    def _serve(self, open_stream: OpenStream) -> None:
        fault: Exception | None = None
        try:
            with closing(self._order.source), closing(open_stream(self._order.device, self._fill)) as stream:
                self._play(stream)
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: callers that wait or asked to be told get it
            fault = error
        self._conclude(fault)

    def _conclude(self, fault: Exception | None) -> None:
        if fault:
            self._result.set_exception(fault)
        else:
            self._result.set_result(None)
        if self._order.on_end and not self._stopping.is_set():
            self._order.on_end(fault)

    def _play(self, stream: SoundStream) -> None:
        self._fifo.write(np.zeros(self._counts.tune(stream), np.float32))
        resampler = _Resampler(self._order.sample_rate, stream.sample_rate)
        stream.start()
        for block in self._order.source:
            if self._stopping.is_set():
                return
            if len(block):
                self._offer(resampler.push(self._tempo.push(block)), stream)
            else:
                self._wait_for_more(stream)
        self._offer(resampler.push(self._tempo.finish()), stream)
        self._offer(resampler.finish(), stream)
        self._is_complete = True
        # The device holds what it has taken for a while; closed now, it would swallow the end.
        while not self._stopping.is_set() and not self._counts.is_over:
            self._look_after(stream)

    def _offer(self, samples: Samples, stream: SoundStream) -> None:
        """Hand samples on, at most a second ahead of the device."""
        self._fifo.write(samples)
        while self._fifo.frames > _AHEAD_S * stream.sample_rate and not self._stopping.is_set():
            self._look_after(stream)

    def _wait_for_more(self, stream: SoundStream) -> None:
        if self._order.buffering and not self._fifo.frames:
            self._order.buffering.ran_dry()
        self._look_after(stream)

    def _look_after(self, stream: SoundStream) -> None:
        if self._stopping.wait(_LOOK_S):
            return
        waited_s = self._counts.wait(_LOOK_S)
        if not stream.is_active or waited_s > (_NEXT_CALL_S if self._counts.has_begun else _FIRST_CALL_S):
            raise DeviceLost("The loudspeaker went away.", "Plug it in or choose another one, then play again.")

    def _fill(self, out: Samples) -> None:
        """Called from PortAudio's thread."""
        is_complete = self._is_complete  # read before the fifo: what is complete now stays complete
        count = 0 if self._is_paused or self._stopping.is_set() else self._fifo.read(out)
        # The buffer is PortAudio's own and holds what was played before.
        out[count:] = 0.0
        is_tail = is_complete and not self._fifo.frames
        self._counts.add(count, len(out) - count if is_tail else 0)


class _Counts:
    """How much the device has taken, and how long it has taken nothing.

    Attributes:
        has_begun: whether it has asked for sound at all.
    """

    def __init__(self) -> None:
        self.has_begun = False
        self._sample_rate = 1
        self._latency_frames = 0
        self._sound_frames = 0
        self._tail_frames = 0
        self._waited_s = 0.0

    def tune(self, stream: SoundStream) -> int:
        """Learn the device's rate and latency; returns how many samples of silence will come before the sound."""
        self._sample_rate = stream.sample_rate
        self._latency_frames = round(stream.latency_s * stream.sample_rate)
        lead_frames = round(_LEAD_S * stream.sample_rate)
        self._sound_frames = -lead_frames
        return lead_frames

    def add(self, sound_frames: int, tail_frames: int) -> None:
        """Note what the device has just taken: samples of the sound, and silence after its end."""
        self.has_begun = True
        self._waited_s = 0.0
        self._sound_frames += sound_frames
        self._tail_frames += tail_frames

    def wait(self, seconds: float) -> float:
        """Note time waited, and return how much since the device last asked; only waiting counts, see `Inbox`."""
        self._waited_s += seconds
        return self._waited_s

    @property
    def is_over(self) -> bool:
        """Whether enough silence followed the sound for all of it to have been heard."""
        return self._tail_frames >= self._latency_frames + _TAIL_S * self._sample_rate

    @property
    def heard_s(self) -> float:
        """How much of the sound has left the loudspeaker, in seconds."""
        taken = self._sound_frames + self._tail_frames - self._latency_frames
        return max(0, min(taken, self._sound_frames)) / self._sample_rate


class Feed:
    """Blocks handed over one by one by their maker, as an iterator for `Order`.

    Args:
        buffering: decides when they are heard.
        sample_rate: of the blocks, Hz.
    """

    def __init__(self, buffering: Buffering, sample_rate: int) -> None:
        self._buffering, self._sample_rate = buffering, sample_rate
        self._blocks: queue.SimpleQueue[Samples | None] = queue.SimpleQueue()

    def put(self, samples: Samples) -> None:
        """Add a block, shape (frames,); never waits."""
        self._blocks.put(samples)
        self._buffering.arrived(len(samples) / self._sample_rate)

    def close(self) -> None:
        """Say that no more comes."""
        self._blocks.put(None)
        self._buffering.finished()

    def blocks(self) -> Blocks:
        """The blocks in order; an empty one when the next is not there yet: the player has the device to look after."""
        while (block := self._next()) is not None:
            yield block

    def _next(self) -> Samples | None:
        try:
            if not self._buffering.is_enough():
                return np.zeros(0, np.float32)
            return self._blocks.get_nowait()
        except queue.Empty:
            return np.zeros(0, np.float32)


class _Resampler:
    """Brings a stream of blocks from one sample rate to another (Hz): bare hardware plays few rates."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        self._stream = resampler(from_rate, to_rate) if from_rate != to_rate else None

    def push(self, samples: Samples) -> Samples:
        """The next samples at the new rate; some stay inside until more comes."""
        return self._turn(samples, is_last=False)

    def finish(self) -> Samples:
        """What is still inside."""
        return self._turn(np.zeros(0, np.float32), is_last=True)

    def _turn(self, samples: Samples, *, is_last: bool) -> Samples:
        if self._stream is None:
            return samples
        resampled: Samples = self._stream.resample_chunk(samples, last=is_last)
        return resampled
