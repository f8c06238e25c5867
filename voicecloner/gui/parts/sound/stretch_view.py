"""A long recording with the stretch that is used: zoomed, scrolled, its edges moved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from voicecloner.domain.audio import LONGEST_STRETCH_S
from voicecloner.domain.quality import Span
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.sound.stretch_edge import EDGE_PX, StretchEdge
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.translation import tr

SHORTEST_S = 1.0
_SHORTEST_SIGHT_S = 2.0
_LONGEST_DETAIL_S = 300.0
_DRAG_PX = 4


class StretchView(SoundView):
    """Shows a recording of any length and a stretch in it.

    Signals:
        stretch_moved: the `Span` of the stretch while it is moved.
        stretch_chosen: the `Span` it stays at.
    """

    stretch_moved = Signal(object)
    stretch_chosen = Signal(object)

    def __init__(self, name: str) -> None:
        self.stretch = Span(0.0, 0.0)
        super().__init__(name)
        self._chosen = self.stretch
        self._held: tuple[float, Span] | None = None  # where a drag of the whole stretch began
        self.track = self.tracks[0]
        self.track.longest_detail_s = _LONGEST_DETAIL_S
        self.show_spectrum(is_shown=False)  # it is there when it is asked for: what is used is shown with it below
        self.edges = (StretchEdge(tr("Start of the stretch"), self), StretchEdge(tr("End of the stretch"), self))
        for number, edge in enumerate(self.edges):
            self._connect_edge(edge, number)

    def show_whole(self, outline: Outline, seconds: float, stretch: Span) -> None:
        """Show another recording, all of it."""
        self.stretch = self._chosen = self.track.lit = stretch
        self.track.show_sound(outline)
        self.track.whole_s = seconds
        self.show_stretch(stretch)
        self.viewport.show_all()

    def show_stretch(self, stretch: Span) -> None:
        """Show another stretch."""
        self._chosen = stretch
        self._show(stretch)

    def look_at_stretch(self) -> None:
        """See the stretch and a little around it."""
        seconds = self.stretch.end_s - self.stretch.start_s
        span_s = min(max(_SHORTEST_SIGHT_S, 1.5 * seconds), self.viewport.whole_s)
        self.viewport.look_at(self.stretch.start_s - (span_s - seconds) / 2, span_s)

    def refresh(self) -> None:
        super().refresh()
        self._place_edges()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        here_s = self.seconds_at(event.position().x())
        is_inside = self.stretch.start_s < here_s < self.stretch.end_s
        # a press inside holds the stretch; anywhere else it holds what is in sight
        if event.button() == Qt.MouseButton.LeftButton and is_inside:
            self._held = (event.position().x(), self.stretch)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            here_s = self.seconds_at(event.position().x())
            is_inside = self.stretch.start_s < here_s < self.stretch.end_s
            self.setCursor(Qt.CursorShape.OpenHandCursor if is_inside else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(event)
            return
        from_x, before = self._held
        by_px = event.position().x() - from_x
        if event.buttons() & Qt.MouseButton.LeftButton and (abs(by_px) >= _DRAG_PX or self.stretch != before):
            self._shift(before, by_px / max(1.0, self.places.area.width()) * self.viewport.seen_s)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, self._held = self._held, None
        if held and self.stretch != held[1]:
            # it was a drag: the view itself must not take it for a click, and play
            self._pressed = None
            self._choose()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move what is in sight, and never make a sound: of an hour nobody hears two seconds further on."""
        key, viewport = Qt.Key(event.key()), self.viewport
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: viewport.whole_s}
        if key in ways and viewport.whole_s:
            viewport.look_from(viewport.span.start_s + ways[key] * viewport.seen_s / 4)
        elif key in ends and viewport.whole_s:
            viewport.look_from(ends[key])
        else:
            super().keyPressEvent(event)

    def _stretch(self) -> Span | None:
        return self.stretch if self.track.seconds else None

    def _middle_s(self) -> float | None:
        middle_s = (self.stretch.start_s + self.stretch.end_s) / 2
        return middle_s if self.viewport.shows(middle_s) else super()._middle_s()

    def _connect_edge(self, edge: StretchEdge, number: int) -> None:
        edge.dragged.connect(lambda x: self._move(number, self.seconds_at(x)))
        edge.nudged.connect(lambda by_s: self._move(number, self._edge_s(number) + by_s))
        edge.asked.connect(lambda seconds: self._move(number, seconds))
        edge.asked.connect(lambda _seconds: self._choose())
        edge.released.connect(self._choose)

    def _edge_s(self, number: int) -> float:
        return self.stretch.end_s if number else self.stretch.start_s

    def _move(self, number: int, to_s: float) -> None:
        low_s, high_s = self._limits(number)
        to_s = round(min(max(low_s, to_s), high_s), 3)
        old = self.stretch
        self._show_moved(Span(old.start_s, to_s) if number else Span(to_s, old.end_s))

    def _shift(self, before: Span, by_s: float) -> None:
        by_s = min(max(-before.start_s, by_s), self.viewport.whole_s - before.end_s)
        self._show_moved(Span(round(before.start_s + by_s, 3), round(before.end_s + by_s, 3)))

    def _show_moved(self, stretch: Span) -> None:
        self._show(stretch)
        self.stretch_moved.emit(stretch)

    def _show(self, stretch: Span) -> None:
        self.stretch = self.track.lit = stretch
        self.refresh()

    def _choose(self) -> None:
        if self.stretch != self._chosen:
            self._chosen = self.stretch
            self.stretch_chosen.emit(self.stretch)

    def _limits(self, number: int) -> tuple[float, float]:
        start_s, end_s = self.stretch.start_s, self.stretch.end_s
        if number:
            return start_s + SHORTEST_S, min(self.viewport.whole_s, start_s + LONGEST_STRETCH_S)
        return max(0.0, end_s - LONGEST_STRETCH_S), end_s - SHORTEST_S

    def _place_edges(self) -> None:
        if not self.track.seconds:
            return
        places, area, view = self.places, self.places.area, self.viewport.span
        xs = [places.x(self._edge_s(number), view) for number in (0, 1)]
        apart_px = max(0.0, EDGE_PX - (xs[1] - xs[0])) / 2  # neither may lie upon the other
        for number, edge in enumerate(self.edges):
            seconds = self._edge_s(number)
            edge.show_seconds(seconds, *self._limits(number))
            x = xs[number] + (apart_px if number else -apart_px)
            edge.setGeometry(round(x - EDGE_PX / 2), round(area.top()), EDGE_PX, round(area.height()))
            edge.setVisible(view.start_s - 1e-6 <= seconds <= view.end_s + 1e-6)
