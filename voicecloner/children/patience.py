"""How long somebody waits for a child process."""

from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken


class ChildLost(Exception):
    """No answer will come."""


class ChildGone(ChildLost):
    """The child has ended, or says something that is no message."""


class ChildSilent(ChildLost):
    """The child was waited for long enough."""


class Patience:
    """How long an answer is waited for; used up by waiting.

    The time is added up from short waits, not read off a clock: clocks of some systems run on while the computer
    sleeps, and no child can answer then.

    Args:
        limit_s: the longest time, seconds.
        cancel: ends it earlier.
        grace_s: how long an answer is still waited for after that, seconds.
    """

    def __init__(self, limit_s: float, cancel: CancelToken | None = None, grace_s: float = 0.0) -> None:
        self._left_s = limit_s
        self._cancel = cancel or CancelToken()
        self._grace_s = grace_s

    def next_wait_s(self, longest_s: float) -> float:
        """How long may be waited now without looking again, `longest_s` at most.

        Raises:
            Cancelled: it was ended.
            ChildSilent: it is used up.
        """
        if self._cancel.is_cancelled:
            self._left_s = min(self._left_s, self._grace_s)
        if self._left_s <= 0.0:
            raise Cancelled if self._cancel.is_cancelled else ChildSilent
        return min(longest_s, self._left_s)

    def spend(self, waited_s: float) -> None:
        """Count this time as waited."""
        self._left_s -= waited_s
