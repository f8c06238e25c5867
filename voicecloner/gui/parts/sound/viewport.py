"""Which part of a sound is in sight: zoomed and moved, never beyond its ends."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Span
from voicecloner.gui.parts.sound.track import SoundTrack

ZOOM = 2.0
_SHORTEST_S = 0.5
# A sound that is to reach a goal is shown on an axis that goes a little further: the goal itself is in sight.
_ROOM_AFTER_GOAL = 1.15
_NOTHING = Span(0.0, 1.0)
# Playback goes over the edge in small steps; what lies further beyond was left out of sight on purpose.
_FOLLOWED_S = 1.0


class Viewport(QObject):
    """One part for all sounds of a picture.

    Args:
        tracks: the sounds.
        middle: gives the moment that stays in the middle when nobody points at one; None: no matter which.
        parent: lives as long.

    Attributes:
        span: what is in sight.

    Signals:
        moved: another part is in sight.
    """

    moved = Signal()

    def __init__(self, tracks: tuple[SoundTrack, ...], middle: Callable[[], float | None], parent: QObject) -> None:
        super().__init__(parent)
        self._tracks = tracks
        self._middle = middle
        self.span = _NOTHING

    @property
    def whole_s(self) -> float:
        """How long the longest sound is, or is to become."""
        return max(max(track.seconds, track.goal_s * _ROOM_AFTER_GOAL) for track in self._tracks)

    @property
    def seen_s(self) -> float:
        """How much is in sight."""
        return self.span.end_s - self.span.start_s

    @property
    def is_zoomed(self) -> bool:
        """Whether a part is out of sight."""
        # both are sums of fractions
        return self.seen_s < self.whole_s - 1e-6

    def shows(self, at_s: float) -> bool:
        """Whether this moment is in sight."""
        return self.span.start_s <= at_s <= self.span.end_s

    def zoom(self, factor: float, around_s: float | None = None) -> None:
        """See `factor` times as much, around a moment; by default around what the user is likely to look at."""
        span_s = min(max(_SHORTEST_S, self.seen_s * factor), self.whole_s)
        if around_s is None:
            at_s = self._middle()
            centre_s = at_s if at_s is not None else (self.span.start_s + self.span.end_s) / 2
            self.look_at(centre_s - span_s / 2, span_s)
        else:  # what is pointed at stays below the pointer
            part = (around_s - self.span.start_s) / self.seen_s
            self.look_at(around_s - part * span_s, span_s)

    def zoom_in(self) -> None:
        """See half as much."""
        self.zoom(1 / ZOOM)

    def zoom_out(self) -> None:
        """See twice as much."""
        self.zoom(ZOOM)

    def show_all(self) -> None:
        """See all of it."""
        self.look_at(0.0, self.whole_s)

    def look_from(self, start_s: float) -> None:
        """See the part that begins here."""
        self.look_at(start_s, self.seen_s)

    def look_at(self, start_s: float, seconds: float) -> None:
        """See this part, or the nearest there is."""
        if self.whole_s <= 0:
            return
        start_s = min(max(0.0, start_s), max(0.0, self.whole_s - seconds))
        self.span = Span(start_s, start_s + seconds)
        self.moved.emit()

    def reset(self) -> None:
        """See all of another sound, or of one that has grown."""
        self.span = Span(0.0, self.whole_s or _NOTHING.end_s)
        self.moved.emit()

    def follow(self, at_s: float) -> bool:
        """Move on where playback has just gone over the edge; whether it had."""
        beyond_s = at_s - self.span.end_s
        if not self.is_zoomed or not 0 < beyond_s < min(_FOLLOWED_S, self.seen_s):
            return False
        self.look_from(at_s - self.seen_s / 20)
        return True
