"""What the rooms around the microphones were found to be like, until that is out of date.

What was found must not contradict the level that is shown beside it: a microphone that was silent and is heard now is
not muted any more, and a room in which somebody spoke, or that was too loud, is checked again once it is quiet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from voicecloner.domain.quality import Severity

if TYPE_CHECKING:
    from voicecloner.quality.room import RoomTone

# A fan that was off ten minutes ago may be on.
_VALID_S = 600.0
_QUIET_S = 1.0
# Nobody speaks below: a quiet voice at a distance peaks at -30.
_QUIET_PEAK_DBFS = -36.0
_QUIETER_DB = 6.0
_SOUND_PEAK_DBFS = -60.0


class Doubt(Enum):
    """How a level bears on what was found."""

    NONE = auto()
    FORGOTTEN = auto()
    """The finding was wrong by now, and is forgotten."""
    CHECK_AGAIN = auto()
    """The room is quiet at last: a new check would find something better."""


@dataclass(frozen=True)
class _Room:
    tone: "RoomTone"
    heard_at_s: float


class RoomMemory:
    """The last finding for each microphone.

    Args:
        now_s: the clock by which findings grow old, in seconds.
    """

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._rooms: dict[str, _Room] = {}
        self._quiet_since_s: float | None = None

    def keep(self, microphone: str, tone: "RoomTone") -> None:
        """Remember what was found with a microphone, which is known by its name."""
        self._rooms[microphone] = _Room(tone, self._now_s())

    def tone(self, microphone: str) -> "RoomTone | None":
        """What was found within the last ten minutes."""
        found = self._rooms.get(microphone)
        return found.tone if found and self._now_s() - found.heard_at_s < _VALID_S else None

    def floor_dbfs(self, microphone: str) -> float | None:
        """The noise floor, where the check was sure of it."""
        tone = self.tone(microphone)
        is_sure = tone is not None and not (tone.is_dead or tone.is_muted or tone.is_disturbed)
        return tone.floor_dbfs if tone and is_sure else None

    def begin_check(self) -> None:
        """The room is checked: quiet counts from now on."""
        self._quiet_since_s = None

    def compare(self, microphone: str, peak_dbfs: float) -> Doubt:
        """Hold what was found against the level that is heard.

        Args:
            microphone: its name.
            peak_dbfs: the highest sample of the last moment.
        """
        tone = self.tone(microphone)
        if tone is None or tone.verdict is Severity.OK:
            return Doubt.NONE
        if tone.is_dead or tone.is_muted:
            return self._forget_if(microphone, is_wrong=peak_dbfs > _SOUND_PEAK_DBFS)
        limit_dbfs = _QUIET_PEAK_DBFS if tone.is_disturbed else tone.floor_dbfs - _QUIETER_DB
        return Doubt.CHECK_AGAIN if self._quiet_for_long(is_quiet=peak_dbfs < limit_dbfs) else Doubt.NONE

    def _forget_if(self, microphone: str, *, is_wrong: bool) -> Doubt:
        if not is_wrong:
            return Doubt.NONE
        del self._rooms[microphone]
        return Doubt.FORGOTTEN

    def _quiet_for_long(self, *, is_quiet: bool) -> bool:
        if not is_quiet:
            self._quiet_since_s = None
            return False
        if self._quiet_since_s is None:
            self._quiet_since_s = self._now_s()
        return self._now_s() - self._quiet_since_s >= _QUIET_S
