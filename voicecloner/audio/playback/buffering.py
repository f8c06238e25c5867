"""When a sound that is still being made can be heard without a gap.

A maker that is unknown is heard with its first piece. Where it then comes too late once, so much sound is gathered
before it is heard on that it should not happen again; and what was learned of its pace counts for the next sound.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_MARGIN = 1.2
_LEAST_S = 0.5  # gathered after a gap
# A pace that was measured over less sound than this tells nothing.
_MEASURED_S = 1.0
_KEPT_OF_BEFORE = 0.5


@dataclass(frozen=True)
class Pace:
    """How fast a maker of sound is.

    Attributes:
        speed: seconds of sound made in a second.
        late_s: how long after the sound before it has ended a piece was there, at most, had it been heard at once.
        longest_wait_s: for one piece.
    """

    speed: float
    late_s: float = 0.0
    longest_wait_s: float = 0.0


class Buffering:
    """Decides for one sound. Its methods may be called from any thread.

    Args:
        expected_s: how long the sound will be, in seconds, as far as that can be told; 0: unknown.
        before: what is known of its maker.
        clock: seconds from any moment on.

    Attributes:
        rate: how fast it is heard: 2.0 is twice as fast as it was made to be.
        gaps: how often the sound was not there in time.
    """

    def __init__(
        self, expected_s: float = 0.0, before: Pace | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = 1.0
        self.gaps = 0
        self._lock = threading.Lock()
        self._clock = clock
        self._expected_s, self._before = expected_s, before
        self._is_gathering, self._is_finished = True, False
        self._made_s = self._first_s = self._used_s = 0.0
        self._began = self._last = 0.0
        self._late_s = self._longest_wait_s = 0.0

    @property
    def is_gathering(self) -> bool:
        """Whether there is sound, or will be, that is not heard yet because more of it is waited for."""
        return self._is_gathering

    def expect(self, seconds: float) -> None:
        """It is known better now how long the sound will be."""
        self._expected_s = seconds

    def arrived(self, seconds: float) -> None:
        """So much more sound was made."""
        if seconds <= 0.0:
            return
        with self._lock:
            now = self._clock()
            if not self._made_s:
                self._began, self._first_s = now, seconds
            else:
                self._late_s = max(self._late_s, now - self._began - self._made_s)
                self._longest_wait_s = max(self._longest_wait_s, now - self._last)
            self._made_s += seconds
            self._last = now

    def finished(self) -> None:
        """No more comes."""
        self._is_finished = True

    def ran_dry(self) -> None:
        """All that was there was heard, and more is to come."""
        with self._lock:
            if self._is_gathering or self._is_finished:
                return
            self._is_gathering = True
            self._used_s = self._made_s
            self.gaps += 1

    def is_enough(self) -> bool:
        """Whether the sound that is there can be heard; once it can, it stays so until `ran_dry`."""
        with self._lock:
            if self._is_gathering:
                held_s = self._made_s - self._used_s
                self._is_gathering = not (self._is_finished or held_s >= max(self._needed_s(), 1e-9))
            return not self._is_gathering

    @property
    def pace(self) -> Pace | None:
        """What is known of the maker by now: measured in this sound, or before it."""
        passed_s, further_s = self._last - self._began, self._made_s - self._first_s
        if further_s < _MEASURED_S or passed_s <= 0.0:
            return self._before
        late_s, wait_s = self._late_s, self._longest_wait_s
        if self._before:
            late_s = max(late_s, _KEPT_OF_BEFORE * self._before.late_s)
            wait_s = max(wait_s, _KEPT_OF_BEFORE * self._before.longest_wait_s)
        return Pace(further_s / passed_s, late_s, wait_s)

    def _needed_s(self) -> float:
        """How much has to be held so that the rest is there in time."""
        if self.gaps:
            return max(_LEAST_S * 2.0 ** (self.gaps - 1), self._needed_after_a_gap_s())
        pace = self._before
        if pace is None:
            return 0.0
        if pace.speed < self.rate:
            return _MARGIN * (self._shortfall_s(pace) + self.rate * pace.longest_wait_s)
        return self._first_s + _MARGIN * pace.late_s if pace.late_s > 0.0 else 0.0

    def _needed_after_a_gap_s(self) -> float:
        pace = self.pace
        if pace is None:  # heard on now, it would soon end again
            return _MEASURED_S
        return _MARGIN * (self._shortfall_s(pace) + self.rate * self._longest_wait_s)

    def _shortfall_s(self, pace: Pace) -> float:
        """How much less than all of the rest is made while the rest is heard."""
        if pace.speed >= self.rate:
            return 0.0
        rest_s = self._expected_s - self._made_s if self._expected_s else self._made_s
        return max(0.0, rest_s) * (self.rate / pace.speed - 1.0)
