"""How long a fitting has worked: by the clock, as long as the computer has nothing else to do."""

import time

from voicecloner.speech.networks import usable_cores

# What a fitting keeps busy where it has two cores or more to itself: 1.63 while it searches, 1.66 afterwards.
_CORES_USED = 1.6
_MOST_PATIENCE = 3.0


class WorkTime:
    """Counts from the moment it is made.

    On a computer that is busy with other things a fitting that ended by the clock would get a part of its work done,
    and its voice would be less like the person. So only what was worked counts; the user waits three times as long for
    it at most.
    """

    def __init__(self) -> None:
        self._begun_s, self._worked_s = time.monotonic(), time.process_time()
        self._cores = min(_CORES_USED, usable_cores())

    @property
    def spent_s(self) -> float:
        """Seconds that an idle computer would have needed for what was done."""
        passed_s = time.monotonic() - self._begun_s
        worked_s = (time.process_time() - self._worked_s) / self._cores
        return max(passed_s / _MOST_PATIENCE, min(passed_s, worked_s))
