"""When a broken transfer is tried again, and for how long."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from voicecloner.jobs import CancelToken
from voicecloner.models.faults import Interrupted

_NEXT_TO_NOTHING_BYTES = 16_384
_random = random.SystemRandom()


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential back-off with jitter, so that many programs cut off at once do not come back at once.

    Attributes:
        attempts: failures in a row, with next to nothing fetched in between, after which it is given up.
        first_wait_s: longest wait after the first failure; it doubles with each further one.
        longest_wait_s: no wait is longer, unless the server asks for it.
        wait: waits so many seconds, or until cancelled.
        jitter: a number 0..1, drawn for each wait.
    """

    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    wait: Callable[[CancelToken, float], object] = CancelToken.wait
    jitter: Callable[[], float] = _random.random


class RetryCount:
    """Counts failures in a row.

    Args:
        policy: how many are borne.
        tell: is told before each wait, with its length in seconds.
    """

    def __init__(self, policy: RetryPolicy, tell: Callable[[float], object]) -> None:
        self._policy = policy
        self._tell = tell
        self._failures = 0
        self._arrived_bytes = 0

    def renew(self, size_bytes: int) -> None:
        """So much more has arrived."""
        self._arrived_bytes += size_bytes
        if self._arrived_bytes >= _NEXT_TO_NOTHING_BYTES:
            self._failures = 0

    def bear(self, interruption: Interrupted, cancel: CancelToken) -> None:
        """Wait before the next attempt.

        Raises:
            DownloadFailed: patience is at its end.
            Cancelled: while waiting.
        """
        self._failures += 1
        self._arrived_bytes = 0
        if self._failures >= self._policy.attempts:
            raise interruption.failure
        wait_s = self._wait_s(interruption)
        self._tell(wait_s)
        self._policy.wait(cancel, wait_s)
        cancel.raise_if_cancelled()

    def _wait_s(self, interruption: Interrupted) -> float:
        if interruption.wait_s is not None:
            return interruption.wait_s
        longest_s = min(self._policy.longest_wait_s, self._policy.first_wait_s * 2.0 ** (self._failures - 1))
        return longest_s * (0.5 + 0.5 * self._policy.jitter())
