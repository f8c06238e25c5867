"""The waveform of a long recording with the stretch that is used: zoomed, scrolled, its edges moved."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent

from voicecloner.domain.quality import Span
from voicecloner.gui.theme import current_tones
from voicecloner.gui.widgets.outline import NOTHING, Outline
from voicecloner.gui.widgets.stretch_edge import EDGE_PX, StretchEdge
from voicecloner.gui.widgets.waveform import Waveform
from voicecloner.use_cases.check_references import LONGEST_STRETCH_S

SHORTEST_S = 1.0
_ZOOM = 2.0
_SHORTEST_VIEW_S = 2.0
_LONGEST_DETAIL_S = 300.0
_COARSE_PX = 6.0
_SETTLED_MS = 150
_DRAG_PX = 4


class StretchView(Waveform):
    """Shows a recording of any length and a stretch in it.

    Signals:
        stretch_moved: the `Span` of the stretch while it is moved.
        stretch_chosen: the `Span` it stays at.
        view_moved: another part of the recording is in sight.
        detail_wanted: the `Span` that is seen too coarsely.
        seek_asked: seconds, where the user clicked.
    """

    stretch_moved = Signal(object)
    stretch_chosen = Signal(object)
    view_moved = Signal()
    detail_wanted = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.stretch = Span(0.0, 0.0)
        self._chosen = self.stretch
        self._whole_s = 0.0
        self._detail = NOTHING
        self._pressed: tuple[float, Span] | None = None  # where a drag of the whole stretch began
        self.edges = (StretchEdge("Start of the stretch", self), StretchEdge("End of the stretch", self))
        for number, edge in enumerate(self.edges):
            self._connect(edge, number)
        self._settled = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self._ask_for_detail)

    def sizeHint(self) -> QSize:
        return QSize(320, 128)

    @property
    def view(self) -> Span:
        """What is in sight."""
        return Span(self._from_s, self._from_s + self._span_s)

    @property
    def whole_s(self) -> float:
        """How long the recording is."""
        return self._whole_s

    def show_whole(self, outline: Outline, seconds: float, stretch: Span) -> None:
        """Show another recording, all of it."""
        self._detail, self._whole_s = NOTHING, seconds
        self.show_sound(outline)
        self._span_s = seconds
        self.show_stretch(stretch)
        self._look_at(0.0, seconds)

    def show_stretch(self, stretch: Span) -> None:
        """Show another stretch."""
        self.stretch = self._chosen = stretch
        self._place_edges()

    def show_detail(self, detail: Outline) -> None:
        """Show a part of it more finely, wherever nothing but that part is in sight."""
        self._detail = detail
        self.update()

    def zoom(self, factor: float, around_s: float | None = None) -> None:
        """See `factor` times as much; around the stretch, where it is in sight, or another place."""
        middle_s = (self.stretch.start_s + self.stretch.end_s) / 2
        is_seen = self._from_s <= middle_s <= self._from_s + self._span_s
        centre_s = around_s if around_s is not None else middle_s if is_seen else self._from_s + self._span_s / 2
        span_s = min(max(_SHORTEST_VIEW_S, self._span_s * factor), self._whole_s)
        part = (centre_s - self._from_s) / self._span_s if around_s is not None else 0.5
        self._look_at(centre_s - part * span_s, span_s)

    def zoom_in(self) -> None:
        """See half as much."""
        self.zoom(1 / _ZOOM)

    def zoom_out(self) -> None:
        """See twice as much."""
        self.zoom(_ZOOM)

    def look_at_stretch(self) -> None:
        """See the stretch and a little around it."""
        seconds = self.stretch.end_s - self.stretch.start_s
        span_s = min(max(_SHORTEST_VIEW_S, 1.5 * seconds), self._whole_s)
        self._look_at(self.stretch.start_s - (span_s - seconds) / 2, span_s)

    def look_from(self, start_s: float) -> None:
        """See the part that begins here."""
        self._look_at(start_s, self._span_s)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_edges()
        self._settled.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, sideways = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
            self.zoom(_ZOOM ** (-turn / 240), self._time_at(event.position().x()))
        elif sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.look_from(self._from_s - (sideways or turn) / 120 * self._span_s / 10)
        else:
            event.ignore()
            return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        zooms = {Qt.Key.Key_Plus: self.zoom_in, Qt.Key.Key_Equal: self.zoom_in, Qt.Key.Key_Minus: self.zoom_out}
        key = Qt.Key(event.key())
        if key in zooms:
            zooms[key]()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._whole_s:
            self._pressed = (event.position().x(), self.stretch)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here_s = self._time_at(event.position().x())
        is_inside = self.stretch.start_s < here_s < self.stretch.end_s
        self.setCursor(Qt.CursorShape.OpenHandCursor if is_inside else Qt.CursorShape.ArrowCursor)
        if not self._pressed or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        from_x, before = self._pressed
        by_px = event.position().x() - from_x
        if self._is_in(before, from_x) and (abs(by_px) >= _DRAG_PX or self.stretch != before):
            self._shift(before, by_px / self._area().width() * self._span_s)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pressed:
            return
        _, before = self._pressed
        self._pressed = None
        if self.stretch != before:
            self._choose()
        else:
            self.seek_asked.emit(self._time_at(event.position().x()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._whole_s:
            return
        tones, area, painter = current_tones(), self._area(), QPainter(self)
        veil = QColor(tones.surface)
        veil.setAlpha(130)
        left, right = (self._x_in(seconds, area) for seconds in (self.stretch.start_s, self.stretch.end_s))
        painter.fillRect(QRectF(area.left(), area.top(), left - area.left(), area.height()), veil)
        painter.fillRect(QRectF(right, area.top(), area.right() - right, area.height()), veil)
        glow = QColor(tones.accent)
        glow.setAlpha(30)
        painter.fillRect(QRectF(left, area.top(), max(2.0, right - left), area.height()), glow)

    def _connect(self, edge: StretchEdge, number: int) -> None:
        edge.dragged.connect(lambda x: self._move(number, self._time_at(x)))
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
        by_s = min(max(-before.start_s, by_s), self._whole_s - before.end_s)
        self._show_moved(Span(round(before.start_s + by_s, 3), round(before.end_s + by_s, 3)))

    def _show_moved(self, stretch: Span) -> None:
        self.stretch = stretch
        self._place_edges()
        self.stretch_moved.emit(stretch)

    def _choose(self) -> None:
        if self.stretch != self._chosen:
            self._chosen = self.stretch
            self.stretch_chosen.emit(self.stretch)

    def _limits(self, number: int) -> tuple[float, float]:
        start_s, end_s = self.stretch.start_s, self.stretch.end_s
        if number:
            return start_s + SHORTEST_S, min(self._whole_s, start_s + LONGEST_STRETCH_S)
        return max(0.0, end_s - LONGEST_STRETCH_S), end_s - SHORTEST_S

    def _look_at(self, from_s: float, span_s: float) -> None:
        self._span_s = span_s
        self._from_s = min(max(0.0, from_s), max(0.0, self._whole_s - span_s))
        self._place_edges()
        self._settled.start()
        self.view_moved.emit()

    def _place_edges(self) -> None:
        if not self._whole_s:
            return
        area = self._area()
        width_px = self._x(self.stretch.end_s, area) - self._x(self.stretch.start_s, area)
        apart_px = max(0.0, EDGE_PX - width_px) / 2  # neither may lie upon the other
        for number, edge in enumerate(self.edges):
            seconds = self._edge_s(number)
            edge.show_seconds(seconds, *self._limits(number))
            x = self._x(seconds, area) + (apart_px if number else -apart_px)
            edge.setGeometry(round(x - EDGE_PX / 2), round(area.top()), EDGE_PX, round(area.height()))
            edge.setVisible(self._from_s - 1e-6 <= seconds <= self._from_s + self._span_s + 1e-6)
        self.update()

    def _is_in(self, stretch: Span, x: float) -> bool:
        return stretch.start_s < self._time_at(x) < stretch.end_s

    def _x_in(self, seconds: float, area: QRectF) -> float:
        return min(max(area.left(), self._x(seconds, area)), area.right())

    def _seen(self) -> Outline:
        view, detail = self.view, self._detail
        end_s = detail.start_s + detail.seconds
        if detail.start_s <= view.start_s + 1e-3 and view.end_s <= end_s + detail.pair_s:
            return detail.between(view.start_s, view.end_s)
        return super()._seen()

    def _is_lit(self, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        return (times_s >= self.stretch.start_s) & (times_s <= self.stretch.end_s)

    def _ask_for_detail(self) -> None:
        """Where each pair is several pixels wide, there is more to see in the file."""
        seen = self._seen()
        if not len(seen.pairs) or self._span_s > _LONGEST_DETAIL_S:
            return
        if self._area().width() * seen.pair_s / self._span_s > _COARSE_PX:
            margin_s = min(self._span_s / 2, (_LONGEST_DETAIL_S - self._span_s) / 2)
            view = self.view
            self.detail_wanted.emit(Span(max(0.0, view.start_s - margin_s), min(self._whole_s, view.end_s + margin_s)))
