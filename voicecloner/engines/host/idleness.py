"""Notices that something has not been used for a while."""

import threading
import time
from collections.abc import Callable


class IdleWatch:
    """Makes a call once nobody has used something for a while; then waits for its next use. Any thread.

    Args:
        idle_s: how long nobody may use it, seconds.
        call: made in a thread of its own, which the first use starts and `close` ends.
    """

    def __init__(self, idle_s: float, call: Callable[[], object]) -> None:
        self._idle_s = idle_s
        self._call = call
        self._changed = threading.Condition()
        self._due_s: float | None = None
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def used(self) -> None:
        """It was used just now."""
        with self._changed:
            self._due_s = time.monotonic() + self._idle_s
            self._changed.notify()
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._watch, name="engine-idleness", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Watch no longer; a call that is being made is waited for."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        while self._wait_until_due():
            self._call()

    def _wait_until_due(self) -> bool:
        """Whether it has been idle for long enough; False once closed."""
        with self._changed:
            while not self._is_closed:
                left_s = None if self._due_s is None else self._due_s - time.monotonic()
                if left_s is not None and left_s <= 0:
                    self._due_s = None
                    return True
                self._changed.wait(left_s)
            return False
