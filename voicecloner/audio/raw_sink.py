"""Where the decoders of the child process put the sound, and what they report about it."""

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

SAMPLE_RATES_HZ = (4_000, 384_000)
MAX_CHANNELS = 64
_BYTES_PER_VALUE = 4


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


class RawSink:
    """Takes decoded blocks, writes them as raw float32 and stops at the limits.

    Args:
        target: open for writing.
        max_seconds: how much sound is taken.
        max_bytes: how much may be written.
    """

    def __init__(self, target: BinaryIO, max_seconds: float, max_bytes: int) -> None:
        self._target = target
        self._max_seconds = max_seconds
        self._max_bytes = max_bytes
        self._max_frames = 0
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
        if self._target.tell():
            self._target.seek(0)
            self._target.truncate()

    def write(self, block: npt.NDArray[np.float32]) -> None:
        """Append a block of shape (frames, channels) as far as there is room."""
        room = self._max_frames - self.frames
        self.overflowed = len(block) > room
        taken = np.ascontiguousarray(block[:room], np.float32)
        self._target.write(taken.tobytes())
        self.frames += len(taken)
