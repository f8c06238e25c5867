"""Where the decoders of the child process put the sound, and what they report about it."""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

SAMPLE_RATES_HZ = (4_000, 384_000)
MAX_CHANNELS = 64
_BYTES_PER_VALUE = 4
_PIPED_S = 4.0
_PIPED_VALUES = 1 << 20

PIPE_HEADER = struct.Struct("<cQd")
"""Before each message through a pipe: its kind, the bytes that follow, and the part of the file that was read, 0..1."""
PIPE_KIND = struct.Struct("<II")
"""Content of a ``KIND`` message: sample rate in Hz and number of channels."""
KIND, BLOCK, REPORT = b"k", b"b", b"r"
"""The sound begins, anew if it did before; float32 values of whole frames; the child's last words, as JSON."""


class Refused(Exception):
    """The file cannot be decoded; `code` says why, in the child's own words."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Decoded:
    """What was found in a file.

    Attributes:
        container: e.g. ``"WAV"``.
        codec: e.g. ``"PCM_16"``, ``"aac"``.
        sample_rate: Hz.
        channels: count.
        frames: how many were written.
        promised_frames: how many the file claims to hold, 0 where it does not say.
        stopped_at_limit: whether there was more.
        lost_packets: how many pieces could not be decoded.
        lacks_end: whether the file is known to be cut off.
        stated_frames: how many its header names where that is wrong, though nothing is missing; else 0.
        parts: how many recordings it is, one after the other.
    """

    container: str
    codec: str
    sample_rate: int
    channels: int
    frames: int
    promised_frames: int
    stopped_at_limit: bool
    lost_packets: int = 0
    lacks_end: bool = False
    stated_frames: int = 0
    parts: int = 1


class RawSink:
    """Takes decoded blocks, writes them as raw float32 and stops at the limits.

    Args:
        target: open for writing.
        max_seconds: how much sound is taken.
        max_bytes: how much may be written.
        start_s: how much of the beginning is left out.
    """

    def __init__(self, target: BinaryIO, max_seconds: float, max_bytes: int, start_s: float = 0.0) -> None:
        self._target = target
        self._max_seconds = max_seconds
        self._max_bytes = max_bytes
        self._max_frames = 0
        self._position = 0
        self.start_s = start_s
        self.first_frame = 0
        self.sample_rate = 0
        self.channels = 0
        self.frames = 0
        self.overflowed = False

    def start(self, sample_rate: int, channels: int) -> None:
        """Begin anew with sound of this kind.

        Raises:
            Refused: nobody's recording has such a rate or so many channels.
        """
        if not SAMPLE_RATES_HZ[0] <= sample_rate <= SAMPLE_RATES_HZ[1]:
            raise Refused("sample_rate", sample_rate=sample_rate)
        if not 1 <= channels <= MAX_CHANNELS:
            raise Refused("channels", channels=channels)
        self.sample_rate, self.channels, self.frames, self.overflowed = sample_rate, channels, 0, False
        by_size = self._max_bytes // (_BYTES_PER_VALUE * channels)
        self._max_frames = min(by_size, round(self._max_seconds * sample_rate))
        self._position, self.first_frame = 0, round(self.start_s * sample_rate)
        self._restart()

    def jump_to(self, frame: int) -> None:
        """Tell that the next block begins at this frame of the file: what lies before was not decoded."""
        self._position = frame

    @property
    def reached_frame(self) -> int:
        """How far the file was read, what was left out at its beginning included."""
        return self._position

    def write(self, block: npt.NDArray[np.float32]) -> None:
        """Append a block of shape (frames, channels) as far as it is wanted and there is room."""
        wanted = block[max(0, self.first_frame - self._position) :]
        self._position += len(block)
        room = self._max_frames - self.frames
        self.overflowed = len(wanted) > room
        taken = np.ascontiguousarray(wanted[:room], np.float32)
        self._put(taken)
        self.frames += len(taken)

    def close(self) -> None:
        """Pass on what is still held back."""

    def nothing(self) -> Refused:
        """Why no sound came out of a file that is whole."""
        return Refused("beyond_end" if self.first_frame else "no_samples")

    def _restart(self) -> None:
        if self._target.tell():
            self._target.seek(0)
            self._target.truncate()

    def _put(self, block: npt.NDArray[np.float32]) -> None:
        self._target.write(block.tobytes())


class PipeSink(RawSink):
    """Sends the sound through a pipe in messages of about four seconds, so that it never lies anywhere as a whole.

    Args:
        target: the pipe.
        source: the file that is read; how far it was read is told with each message.
        max_seconds: how much sound is taken.
    """

    def __init__(self, target: BinaryIO, source: BinaryIO, max_seconds: float) -> None:
        super().__init__(target, max_seconds, 1 << 62)
        self._source = source
        self._size_bytes = max(1, os.fstat(source.fileno()).st_size)
        self._waiting: list[npt.NDArray[np.float32]] = []

    def close(self) -> None:
        """Pass on what is still held back: the file has been read."""
        self._pass_on(1.0)

    def _restart(self) -> None:
        self._waiting = []
        send_message(self._target, KIND, PIPE_KIND.pack(self.sample_rate, self.channels))

    def _put(self, block: npt.NDArray[np.float32]) -> None:
        self._waiting.append(block)
        enough = min(round(_PIPED_S * self.sample_rate), _PIPED_VALUES // self.channels)
        if sum(map(len, self._waiting)) >= enough:
            self._pass_on(min(1.0, self._source.tell() / self._size_bytes))

    def _pass_on(self, fraction: float) -> None:
        if self._waiting:
            content = np.concatenate(self._waiting).tobytes()
            self._waiting = []
            send_message(self._target, BLOCK, content, fraction)


def send_message(pipe: BinaryIO, kind: bytes, content: bytes, fraction: float = 0.0) -> None:
    """Write one message to the pipe that `PipeSink` writes to."""
    pipe.write(PIPE_HEADER.pack(kind, len(content), fraction))
    pipe.write(content)
    pipe.flush()
