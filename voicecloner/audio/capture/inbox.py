"""Blocks of sound on their way from PortAudio's thread to the recorder's."""

import contextlib
import queue
import threading
from collections.abc import Iterator

from voicecloner.domain.audio import Samples

_BLOCKS = 4096  # a minute and more of sound: a disk that stalls for a while costs nothing
_LOOK_S = 0.05


class Inbox:
    """Blocks on their way from PortAudio's thread, and how long none has come.

    Attributes:
        is_closed: set at the end; blocks that come later are dropped.
        dropouts: how often sound was lost.
        waited_s: time spent waiting since the last block. Only real waiting counts: after the whole program stood still
            (the machine slept, another thread held the interpreter) the device gets its chance to call again.
        has_begun: whether a block ever came.
    """

    def __init__(self, capacity_blocks: int = _BLOCKS) -> None:
        self.is_closed = threading.Event()
        self.dropouts = 0
        self.waited_s = 0.0
        self.has_begun = False
        self._blocks: queue.Queue[Samples] = queue.Queue(capacity_blocks)

    def put(self, block: Samples, overflowed: bool) -> None:
        """Called from PortAudio's thread."""
        if self.is_closed.is_set():
            return
        self.dropouts += overflowed
        try:
            self._blocks.put_nowait(block)
        except queue.Full:
            self.dropouts += 1

    def next_block(self) -> Samples | None:
        """The next block, or None if there is none within a twentieth of a second."""
        try:
            block = self._blocks.get(timeout=_LOOK_S)
        except queue.Empty:
            self.waited_s += _LOOK_S
            return None
        self.waited_s, self.has_begun = 0.0, True
        return block

    def rest(self) -> Iterator[Samples]:
        """What is left."""
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._blocks.get_nowait()
