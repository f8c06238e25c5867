"""How fast a transfer goes and how long it will take."""

import time
from collections import deque
from collections.abc import Callable

from voicecloner.jobs import Progress, ProgressUpdate
from voicecloner.wording import size_words, time_words

_WINDOW_S = 8.0
_SHOWN_EVERY_S = 0.25


class TransferPace:
    """Counts bytes and reports progress a few times a second.

    Args:
        total_bytes: how much there is to come in all; None where that is not known.
        progress: is told.
        clock: seconds that only go up.
    """

    def __init__(
        self, total_bytes: int | None, progress: Progress, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.total_bytes = total_bytes
        self._progress = progress
        self._clock = clock
        self._done_bytes = 0
        self._stage = ""
        self._shown_at = float("-inf")
        self._recent: deque[tuple[float, int]] = deque()

    def begin(self, stage: str) -> None:
        """Say what is being done now."""
        self._stage = stage
        self._recent.clear()
        self._show()

    def add(self, size_bytes: int, *, was_here: bool = False) -> None:
        """So many bytes more are done; those that `was_here` before do not count as speed; below zero: undone."""
        self._done_bytes += size_bytes
        now = self._clock()
        if not was_here:
            self._recent.append((now, size_bytes))
        if now - self._shown_at >= _SHOWN_EVERY_S:
            self._show()

    @property
    def bytes_per_s(self) -> float:
        """The speed over the last seconds; 0 while it is not known."""
        now = self._clock()
        while self._recent and self._recent[0][0] < now - _WINDOW_S:
            self._recent.popleft()
        if len(self._recent) < 2:
            return 0.0
        past_s = now - self._recent[0][0]
        return sum(size for _, size in list(self._recent)[1:]) / past_s if past_s > 0 else 0.0

    def _show(self) -> None:
        self._shown_at = self._clock()
        fraction = min(1.0, self._done_bytes / self.total_bytes) if self.total_bytes else None
        self._progress(ProgressUpdate(self._stage, fraction, self._detail()))

    def _detail(self) -> str:
        speed = self.bytes_per_s
        parts = [size_words(self._done_bytes)]
        if self.total_bytes:
            parts = [f"{size_words(self._done_bytes)} of {size_words(self.total_bytes)}"]
        if speed > 0:
            parts.append(f"{size_words(round(speed))}/s")
            if self.total_bytes:
                parts.append(f"{time_words((self.total_bytes - self._done_bytes) / speed)} left")
        return ", ".join(parts)
