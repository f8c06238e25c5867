"""Stand-ins for the devices PortAudio opens: a test says what is heard and takes what is played."""

from types import MethodType
from typing import cast

import numpy as np

from tests.support.waiting import wait_until
from voicecloner.audio.capture.inputs import InputChooser
from voicecloner.audio.capture.portaudio import Fill, OnBlock
from voicecloner.audio.playback.playback import Playback
from voicecloner.domain.audio import AudioDevice, Samples
from voicecloner.errors import DeviceError

SAMPLE_RATE = 48_000
DEFAULT_NAME = "Default device"
_PIECE_FRAMES = 1200


class _FakeStream:
    def __init__(
        self, sample_rate: int, name: str, inputs: InputChooser | None, refuses_to_start: bool = False
    ) -> None:
        self.sample_rate = sample_rate
        self.latency_s = 0.03
        self.name = name
        self.inputs = inputs
        self.is_active = False
        self.is_closed = False
        self.refuses_to_start = refuses_to_start

    def start(self) -> None:
        if self.refuses_to_start:
            raise DeviceError("It does not start.")
        self.is_active = True

    def close(self) -> None:
        self.is_active = False
        self.is_closed = True


class FakeDevice:
    """What both have: whether it can be opened, and each stream that was.

    Attributes:
        streams: every stream that was opened, in order.
        devices: which device was asked for, for each stream.
        refusal: raised instead of opening.
        inputs: of a microphone that has several.
    """

    def __init__(self, sample_rate: int = SAMPLE_RATE) -> None:
        self.sample_rate = sample_rate
        self.streams: list[_FakeStream] = []
        self.devices: list[AudioDevice | None] = []
        self.refusal: DeviceError | None = None
        self.refuses_to_start = False
        self.inputs: InputChooser | None = None

    @property
    def stream(self) -> _FakeStream:
        return self.streams[-1]

    def _open(self, device: AudioDevice | None) -> _FakeStream:
        if self.refusal:
            raise self.refusal
        self.devices.append(device)
        name = device.name if device else DEFAULT_NAME
        self.streams.append(_FakeStream(self.sample_rate, name, self.inputs, self.refuses_to_start))
        return self.stream


class FakeMicrophone(FakeDevice):
    """Hears what a test says."""

    def open(self, device: AudioDevice | None, on_block: OnBlock) -> _FakeStream:
        """Give this as `open_stream`."""
        self._on_block = on_block
        return self._open(device)

    def hear(self, samples: Samples, overflowed: bool = False, block_frames: int = 1600) -> None:
        """Call back as PortAudio does, block by block."""
        for start in range(0, len(samples), block_frames):
            self._on_block(samples[start : start + block_frames].copy(), overflowed)


class FakeSpeaker(FakeDevice):
    """Plays only when a test takes sound from it, as fast as the player makes it."""

    def open(self, device: AudioDevice | None, fill: Fill) -> _FakeStream:
        """Give this as `open_stream`."""
        self._fill = fill
        return self._open(device)

    def take(self, frames: int = 480) -> Samples:
        """Ask for sound once, as PortAudio does."""
        return _taken(self._playback(), frames)

    def take_sound(self, frames: int) -> Samples:
        """Wait for each piece, until there are `frames` samples."""
        playback = self._playback()
        sizes = [min(_PIECE_FRAMES, frames - start) for start in range(0, frames, _PIECE_FRAMES)]
        return np.concatenate([_taken_when_ready(playback, size) for size in sizes])

    def take_rest(self) -> Samples:
        """Everything to the end, with the silence after it."""
        playback = self._playback()
        taken = [np.zeros(0, np.float32)]
        while not playback.has_ended:
            taken.append(_taken_when_ready(playback, _PIECE_FRAMES))
        return np.concatenate(taken)

    def _playback(self) -> Playback:
        wait_until(lambda: self.streams and (self.stream.is_active or self.stream.is_closed), what="the loudspeaker")
        return cast(Playback, cast(MethodType, self._fill).__self__)


def _taken(playback: Playback, frames: int) -> Samples:
    out = np.full(frames, np.nan, np.float32)
    playback._fill(out)
    return out


def _taken_when_ready(playback: Playback, frames: int) -> Samples:
    """A real device would play a gap where the player is late; what is tested is what the player makes."""
    wait_until(
        lambda: playback._fifo.frames >= frames or playback._is_complete or playback.has_ended, what="the next sound"
    )
    return _taken(playback, frames)
