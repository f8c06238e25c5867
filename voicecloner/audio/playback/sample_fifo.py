"""Samples waiting to be played, between the thread that makes them and PortAudio's thread that takes them."""

import threading
from collections import deque

from voicecloner.domain.audio import Samples


class SampleFifo:
    """First in, first out; thread-safe, and `read` never waits for more than another call's bookkeeping."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: deque[Samples] = deque()
        self._frames = 0

    @property
    def frames(self) -> int:
        """Samples waiting."""
        return self._frames

    def write(self, samples: Samples) -> None:
        """Add samples, shape (frames,); the array must not change afterwards."""
        if not len(samples):
            return
        with self._lock:
            self._blocks.append(samples)
            self._frames += len(samples)

    def read(self, out: Samples) -> int:
        """Move the next samples into `out`, shape (frames,), and return how many there were; the rest is untouched."""
        done = 0
        with self._lock:
            while done < len(out) and self._blocks:
                done += self._move_into(out[done:])
            self._frames -= done
        return done

    def _move_into(self, out: Samples) -> int:
        block = self._blocks.popleft()
        count = min(len(out), len(block))
        out[:count] = block[:count]
        if count < len(block):
            self._blocks.appendleft(block[count:])
        return count
