"""Waiting for what another thread or process does."""

import threading
import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""For what takes a moment on an idle computer; the others of the tests keep it busy."""
_LOOK_S = 0.01


def wait_until(predicate: Callable[[], object], timeout_s: float = PATIENCE_S, what: str = "") -> None:
    """Return as soon as `predicate()` is true; fail the test if it is not within `timeout_s` seconds."""
    deadline = time.monotonic() + timeout_s
    pause = threading.Event()
    while not predicate():
        assert time.monotonic() < deadline, f"waited {timeout_s} s in vain for {what or predicate}"
        pause.wait(_LOOK_S)
