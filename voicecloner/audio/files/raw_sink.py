"""Where the decoders of the child process put the sound, and what they report about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

SAMPLE_RATES_HZ = (4_000, 384_000)
MAX_CHANNELS = 64
_BYTES_PER_VALUE = 4
_SENT_S = 4.0
_SENT_VALUES = 1 << 20
_TAGS = ("title", "artist", "comment", "date", "software", "encoder")
_LONGEST_TAG = 500

SendMessage = Callable[[dict[str, Any], bytes], object]
"""Sends a head and a content to the program."""


@dataclass(frozen=True)
class Extent:
    """How much of a file is wanted.

    Attributes:
        max_seconds: how much sound is taken.
        max_bytes: how much memory it may take as float32.
        start_s: how much of the beginning is left out.
    """

    max_seconds: float
    max_bytes: int
    start_s: float = 0.0


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
        tags: what the file says of itself, by fields such as ``"comment"``, cut to a length for reading.
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
    tags: dict[str, str] = field(default_factory=dict)


def tags_from(found: Mapping[str, str]) -> dict[str, str]:
    """The tags of a file as they are handed on: known fields, no more than a line each."""
    lower = {key.lower(): text for key, text in found.items()}
    return {key: " ".join(lower[key].split())[:_LONGEST_TAG] for key in _TAGS if lower.get(key)}


class RawSink:
    """Takes decoded blocks, sends them on in messages of about four seconds and stops at the limits.

    ``{"sample_rate": Hz, "channels": count}`` says that the sound begins, anew if it did before; ``{"fraction": 0..1}``
    how much of the file has been read, with float32 values of whole frames as its content.

    Args:
        send: sends a message to the program.
        extent: how much is taken.
        part_read: tells how much of the file has been read, 0..1.
    """

    def __init__(self, send: SendMessage, extent: Extent, part_read: Callable[[], float] = lambda: 0.0) -> None:
        self._send = send
        self._extent = extent
        self._part_read = part_read
        self._waiting: list[npt.NDArray[np.float32]] = []
        self._max_frames = 0
        self._position = 0
        self.start_s = extent.start_s
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
        by_size = self._extent.max_bytes // (_BYTES_PER_VALUE * channels)
        self._max_frames = min(by_size, round(self._extent.max_seconds * sample_rate))
        self._position, self.first_frame = 0, round(self.start_s * sample_rate)
        self._waiting = []
        self._send({"sample_rate": sample_rate, "channels": channels}, b"")

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
        """Send what is still held back: the file has been read."""
        self._send_waiting(1.0)

    def nothing(self) -> Refused:
        """Why no sound came out of a file that is whole."""
        return Refused("beyond_end" if self.first_frame else "no_samples")

    def _put(self, block: npt.NDArray[np.float32]) -> None:
        self._waiting.append(block)
        enough = min(round(_SENT_S * self.sample_rate), _SENT_VALUES // self.channels)
        if sum(map(len, self._waiting)) >= enough:
            self._send_waiting(self._part_read())

    def _send_waiting(self, fraction: float) -> None:
        if self._waiting:
            content = np.concatenate(self._waiting).tobytes()
            self._waiting = []
            self._send({"fraction": fraction}, content)
