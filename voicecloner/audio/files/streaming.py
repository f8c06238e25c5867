"""The sound of a file of any length, a few seconds at a time: neither memory nor disk ever hold it as a whole."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecloner.audio.files.decoding import DecodeOrder, decoder_messages, printable_name, understand
from voicecloner.audio.files.raw_sink import Extent
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildSilent, Patience
from voicecloner.errors import UnreadableAudio
from voicecloner.jobs import CancelToken

LONGEST_S = 12 * 3600.0
_CPU_LIMIT_S = 2 * 3600
# It is never held as a whole.
_MAX_BYTES = 1 << 62


@dataclass(frozen=True)
class StreamLimits:
    """How far a stream may go.

    Attributes:
        max_seconds: how much of the sound is read.
        stall_limit_s: how long the decoder may be silent.
        start_s: how much of the beginning is left out.
    """

    max_seconds: float = LONGEST_S
    stall_limit_s: float = 60.0
    start_s: float = 0.0


@dataclass(frozen=True, eq=False)
class StreamBlock:
    """A few seconds of a file.

    Attributes:
        samples: float32, shape (frames, channels), finite, but possibly beyond -1..1.
        sample_rate: Hz, the same for all blocks up to the next beginning.
        start_frame: where it begins; 0 is the beginning of what is wanted. It comes a second time when a damaged file
            has to be read anew by another decoder: whatever was made of the blocks before is to be forgotten.
        fraction: how much of the file has been read, 0..1.
    """

    samples: npt.NDArray[np.float32]
    sample_rate: int
    start_frame: int
    fraction: float


def stream_sound(
    path: Path, cancel: CancelToken, limits: StreamLimits | None = None, command: Sequence[str] = ()
) -> Generator[StreamBlock]:
    """Decode a file in a child process and hand out its sound block by block.

    Close the iterator (or read it to its end) so that the child ends.

    Args:
        path: an existing file.
        cancel: ends the child when set.
        limits: how far to go.
        command: what to start instead of the program's own decoder.

    Raises:
        UnreadableAudio: it holds no sound, or the decoder died or hung.
        StorageError: it may not be read, or the decoder cannot be started.
        Cancelled: `cancel` was set.
    """
    limits = limits or StreamLimits()
    order = DecodeOrder(path, Extent(limits.max_seconds, _MAX_BYTES, limits.start_s), _CPU_LIMIT_S, command)
    cancel.raise_if_cancelled()
    try:
        with closing(decoder_messages(order, lambda: Patience(limits.stall_limit_s, cancel))) as messages:
            yield from _blocks(messages, path)
    except ChildSilent:
        message = f"Reading “{printable_name(path)}” came to a standstill and was stopped."
        raise UnreadableAudio(message, "Convert the recording to WAV, then import that.") from None


def _blocks(messages: Iterable[Packet], path: Path) -> Iterator[StreamBlock]:
    sample_rate = channels = position = 0
    for head, content in messages:
        if "sample_rate" in head:
            # A second beginning: another decoder took over, and all that came before counts no more.
            sample_rate, channels, position = head["sample_rate"], head["channels"], 0
        elif "report" in head:
            understand(head["report"], path)
        else:
            samples = _finite(np.frombuffer(content, np.float32).reshape(-1, channels))
            yield StreamBlock(samples, sample_rate, position, head["fraction"])
            position += len(samples)


def _finite(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return samples if np.isfinite(samples.sum()) else np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
