"""The sound of a file of any length, a few seconds at a time: neither memory nor disk ever hold it as a whole."""

import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from voicecloner.audio.decode_child import INTO_PIPE
from voicecloner.audio.decoding import child_command, printable_name, understand
from voicecloner.audio.raw_sink import BLOCK, KIND, PIPE_HEADER, PIPE_KIND, REPORT
from voicecloner.children.environment import child_environment
from voicecloner.errors import Cancelled, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.scratch import scratch_file

LONGEST_S = 12 * 3600.0
_CPU_LIMIT_S = 2 * 3600
_WAITING_MESSAGES = 3
_POLL_S = 0.1
_WRITES_NO_FILE_BYTES = 0


@dataclass(frozen=True)
class StreamLimits:
    """How far a stream may go.

    Attributes:
        max_seconds: how much of the sound is read.
        stall_limit_s: how long the decoder may be silent.
    """

    max_seconds: float = LONGEST_S
    stall_limit_s: float = 60.0


@dataclass(frozen=True, eq=False)
class StreamBlock:
    """A few seconds of a file.

    Attributes:
        samples: float32, shape (frames, channels), finite, but possibly beyond -1..1.
        sample_rate: Hz, the same for all blocks up to the next beginning.
        start_frame: where it begins; 0 is the beginning of the file. It comes a second time when a damaged file has to
            be read anew by another decoder: whatever was made of the blocks before is to be forgotten.
        fraction: how much of the file has been read, 0..1.
    """

    samples: npt.NDArray[np.float32]
    sample_rate: int
    start_frame: int
    fraction: float


def stream_sound(
    path: Path, cancel: CancelToken, limits: StreamLimits | None = None, command: Sequence[str] = ()
) -> Iterator[StreamBlock]:
    """Decode a file in a child process and hand out its sound block by block.

    Close the iterator (or read it to its end) so that the child ends.

    Args:
        path: an existing file.
        cancel: ends the child when set.
        limits: how far to go.
        command: what to start instead of the program's own decoder.

    Raises:
        UnreadableAudio: it holds no sound, or the decoder died or hung.
        StorageError: it may not be read, or the disk of the temporary folder is full.
        Cancelled: `cancel` was set.
    """
    limits = limits or StreamLimits()
    with scratch_file() as log, _child(path, limits, log, command) as messages:
        yield from _blocks(_Conversation(messages, path, limits, cancel), log, path)


def _blocks(conversation: "_Conversation", log: BinaryIO, path: Path) -> Iterator[StreamBlock]:
    sample_rate = channels = position = 0
    for kind, fraction, content in conversation.messages():
        if kind == KIND:
            sample_rate, channels = PIPE_KIND.unpack(content)
            position = 0
        elif kind == BLOCK:
            samples = _finite(np.frombuffer(content, np.float32).reshape(-1, channels))
            yield StreamBlock(samples, sample_rate, position, fraction)
            position += len(samples)
        else:
            log.seek(0)
            understand(content, log.read(), path)


def _finite(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return samples if np.isfinite(samples.sum()) else np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)


_Message = tuple[bytes, float, bytes]
"""Kind, fraction, content."""


class _Conversation:
    """The child's messages, as long as it keeps talking and somebody wants to hear them."""

    def __init__(self, waiting: "queue.Queue[_Message]", path: Path, limits: StreamLimits, cancel: CancelToken) -> None:
        self._waiting = waiting
        self._path = path
        self._limits = limits
        self._cancel = cancel

    def messages(self) -> Iterator[_Message]:
        """Everything up to the report, which comes last; an empty report if the child died.

        Raises:
            Cancelled: by the user.
            UnreadableAudio: the child hangs.
        """
        kind = b""
        while kind != REPORT:
            message = self._next()
            kind = message[0]
            yield message

    def _next(self) -> _Message:
        deadline = time.monotonic() + self._limits.stall_limit_s
        while True:
            if self._cancel.is_cancelled:
                raise Cancelled
            try:
                return self._waiting.get(timeout=_POLL_S)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise self._hangs() from None

    def _hangs(self) -> UnreadableAudio:
        message = f"Reading “{printable_name(self._path)}” came to a standstill and was stopped."
        return UnreadableAudio(message, "Convert the recording to WAV, then import that.")


@contextmanager
def _child(
    path: Path, limits: StreamLimits, log: BinaryIO, command: Sequence[str]
) -> Iterator["queue.Queue[_Message]"]:
    """A running decoder and the queue its messages arrive in; a full queue makes it wait."""
    extent = (limits.max_seconds, _WRITES_NO_FILE_BYTES, _CPU_LIMIT_S, 0.0)
    try:
        child = subprocess.Popen(
            [*(command or child_command()), str(path.absolute()), INTO_PIPE, *map(str, extent)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise StorageError("The decoder cannot be started.", "Install the program again.") from error
    pipe = cast(BinaryIO, child.stdout)
    waiting: queue.Queue[_Message] = queue.Queue(_WAITING_MESSAGES)
    reader = threading.Thread(target=_pass_on, args=(pipe, waiting), name="decoder-pipe", daemon=True)
    reader.start()
    try:
        yield waiting
    finally:
        child.kill()
        child.wait()
        _let_end(reader, waiting)
        pipe.close()


def _pass_on(pipe: BinaryIO, waiting: "queue.Queue[_Message]") -> None:
    """Runs in a thread of its own, because not every system can wait for a pipe and a flag at once."""
    while (header := pipe.read(PIPE_HEADER.size)) and len(header) == PIPE_HEADER.size:
        kind, size_bytes, fraction = PIPE_HEADER.unpack(header)
        content = pipe.read(size_bytes)
        if len(content) < size_bytes:
            break
        waiting.put((kind, fraction, content))
        if kind == REPORT:
            return
    waiting.put((REPORT, 0.0, b""))


def _let_end(reader: threading.Thread, waiting: "queue.Queue[_Message]") -> None:
    """Take what the reader still wants to put, so that it can end."""
    while reader.is_alive():
        try:
            waiting.get_nowait()
        except queue.Empty:
            reader.join(0.01)
