"""Shows sounds: waveform, spectrogram and pitch over one time axis, zoomed and moved by wheel and keys."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from voicecloner.domain.quality import Span
from voicecloner.gui.parts.sound.layout import SoundLayout
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.theme import current_tones

if TYPE_CHECKING:
    from voicecloner.gui.parts.sound.overlay import Scene
    from voicecloner.gui.parts.sound.plot import SoundPlot

ZOOM = 2.0
HINT = (
    "Click to hear on from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.\n"
    "The wheel alone scrolls the page.\n"
    "Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right)."
)
_SHORTEST_VIEW_S = 0.5
_STEP_S = 2.0
_COARSE_PX = 6.0
_COARSE_COLUMN_PX = 3.0
_SETTLED_MS = 150
_DRAG_PX = 4
_LOW_WINDOW_PX = 560
_FINEST_S = 0.001
_FINEST_COLUMN_S = 0.006
_NO_VIEW = Span(0.0, 1.0)


def load_painting() -> None:
    """Import what paints, so that nobody waits for it when there is a first sound to see; for a worker's thread."""
    import voicecloner.gui.parts.sound.plot  # noqa: F401 - 0.3 s, most of it pyqtgraph


class SoundView(QWidget):
    """One or several sounds, one over the other; with a single one, what it can do is to be asked of the view itself.

    What paints is imported and made when there is a first sound to see.

    Args:
        names: of the sounds.

    Signals:
        view_moved: another part is in sight.
    """

    view_moved = Signal()

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.tracks = tuple(SoundTrack(name, self) for name in names)
        self.view = _NO_VIEW
        self._has_spectrum = True
        self._is_chosen = False  # whether the spectrogram is shown
        self._plot: SoundPlot | None = None
        self._pressed: tuple[float, Span] | None = None
        self.setAccessibleName(names[0] if len(names) == 1 else " and ".join(names))
        self.setAcceptDrops(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for number, track in enumerate(self.tracks):
            self._connect(number, track)
        self._settled = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self._ask_for_detail)
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(320, SoundLayout.height_for(len(self.tracks), has_spectrum=self._has_spectrum))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    @property
    def places(self) -> SoundLayout:
        """Where everything lies at this moment."""
        return SoundLayout(self.width(), self.height(), len(self.tracks), self._has_spectrum)

    @property
    def whole_s(self) -> float:
        """How long the longest sound is, or is to become."""
        return max(max(track.seconds, track.goal_s * 1.15) for track in self.tracks)

    @property
    def has_spectrum(self) -> bool:
        """Whether spectrogram and pitch are shown."""
        return self._has_spectrum

    def show_spectrum(self, *, is_shown: bool) -> None:
        """Show spectrogram and pitch, or the waveform alone; where nobody chose, a low window shows it alone."""
        self._is_chosen = True
        if is_shown != self._has_spectrum:
            self._has_spectrum = is_shown
            for track in self.tracks:
                track.wants_picture = is_shown
            self.updateGeometry()
            self.refresh()
            self._settled.start()
            self.view_moved.emit()

    def zoom(self, factor: float, around_s: float | None = None) -> None:
        """See `factor` times as much, around a moment; by default around what the user is likely to look at."""
        seen_s = self.view.end_s - self.view.start_s
        span_s = min(max(_SHORTEST_VIEW_S, seen_s * factor), self.whole_s)
        centre_s = self._centre_s() if around_s is None else around_s
        part = 0.5 if around_s is None else (around_s - self.view.start_s) / seen_s
        self.look_at(centre_s - part * span_s, span_s)

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
        self.look_at(start_s, self.view.end_s - self.view.start_s)

    def look_at(self, start_s: float, seconds: float) -> None:
        """See this part, or the nearest there is."""
        if self.whole_s <= 0:
            return
        start_s = min(max(0.0, start_s), max(0.0, self.whole_s - seconds))
        self.view = Span(start_s, start_s + seconds)
        self.refresh()
        self._settled.start()
        self.view_moved.emit()

    def refresh(self) -> None:
        """Paint everything anew."""
        if self.isVisible() and (self._plot or self.whole_s > 0):
            if self._plot is None:
                from voicecloner.gui.parts.sound.plot import SoundPlot

                self._plot = SoundPlot(self, len(self.tracks))
            self._plot.show_scene(self._scene())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()
        self._settled.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_chosen:
            self.show_spectrum(is_shown=self.window().height() >= _LOW_WINDOW_PX)
            self._is_chosen = False
        self.refresh()
        self._settled.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, sideways = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
            self.zoom(ZOOM ** (-turn / 240), self.seconds_at(event.position().x()))
        elif (sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and self.is_zoomed:
            self.look_from(self.view.start_s - (sideways or turn) / 120 * self._seen_s / 10)
        else:
            event.ignore()
            return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._zoom_by_key(event) and not self._move_by_key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.whole_s:
            self._pressed = (event.position().x(), self.view)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pressed or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        from_x, before = self._pressed
        by_px = event.position().x() - from_x
        if self.is_zoomed and (abs(by_px) >= _DRAG_PX or self.view != before):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.look_from(before.start_s - by_px / max(1.0, self.places.area.width()) * self._seen_s)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pressed or event.button() != Qt.MouseButton.LeftButton:
            return
        _from_x, before = self._pressed
        self._pressed = None
        self.unsetCursor()
        track = self.track_at(event.position().y())
        if self.view == before and track.can_seek:
            track.seek_asked.emit(min(self.seconds_at(event.position().x()), track.seconds))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tones.raised))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tones.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    @property
    def is_zoomed(self) -> bool:
        """Whether a part is out of sight."""
        return self._seen_s < self.whole_s - 1e-6

    def seconds_at(self, x: float) -> float:
        """Which moment lies at x."""
        return self.places.seconds_at(x, self.view)

    def track_at(self, y: float) -> SoundTrack:
        """Which sound lies at y."""
        area = self.places.area
        number = int((y - area.top()) / max(1.0, area.height()) * len(self.tracks))
        return self.tracks[min(max(0, number), len(self.tracks) - 1)]

    @property
    def _seen_s(self) -> float:
        return self.view.end_s - self.view.start_s

    @property
    def _active(self) -> SoundTrack:
        """The sound the keys are for: the one that is heard, otherwise the first there is."""
        heard = (track for track in self.tracks if track.cursor_s is not None)
        there = (track for track in self.tracks if track.can_seek)
        return next(heard, next(there, self.tracks[0]))

    def _centre_s(self) -> float:
        """What stays in the middle when the picture is zoomed by a key."""
        at_s = self._active.cursor_s
        is_seen = at_s is not None and self.view.start_s <= at_s <= self.view.end_s
        return at_s if at_s is not None and is_seen else (self.view.start_s + self.view.end_s) / 2

    def _stretch(self) -> Span | None:
        """The part that is used, where there is a choice."""
        return None

    def _scene(self) -> "Scene":
        from voicecloner.gui.parts.sound.overlay import Scene

        waiting = tuple(track.words_for_spectrum for track in self.tracks)
        return Scene(self.places, self.view, self.tracks, self._stretch(), waiting)

    def _connect(self, number: int, track: SoundTrack) -> None:
        track.replaced.connect(self._replaced)
        track.changed.connect(self._changed)
        track.moved.connect(lambda: self._moved(number))

    def _replaced(self) -> None:
        can_focus = any(track.can_seek for track in self.tracks)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_focus else Qt.FocusPolicy.NoFocus)
        self.view = Span(0.0, self.whole_s or 1.0)
        if can_focus:
            self._settled.start()
        self._changed()
        self.view_moved.emit()

    def _changed(self) -> None:
        self._describe()
        self.refresh()

    def _describe(self) -> None:
        words = [f"{track.name}: {track.description}" for track in self.tracks]
        self.setAccessibleDescription(" ".join(words) if len(words) > 1 else self.tracks[0].description)

    def _moved(self, number: int) -> None:
        """Playback went on; what is in sight follows it over the edge."""
        at_s = self.tracks[number].cursor_s
        beyond_s = at_s - self.view.end_s if at_s is not None else -1.0
        if self.is_zoomed and at_s is not None and 0 < beyond_s < min(1.0, self._seen_s):
            self.look_from(at_s - self._seen_s / 20)
        elif self._plot and self.isVisible():
            self._plot.show_position(self._scene(), number)

    def _zoom_by_key(self, event: QKeyEvent) -> bool:
        zooms = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.show_all,
        }
        chosen = zooms.get(Qt.Key(event.key()))
        if chosen is None or not self.whole_s or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        chosen()
        return True

    def _move_by_key(self, event: QKeyEvent) -> bool:
        """Arrows hear on from elsewhere, and with Shift move what is in sight; Home and End go to the ends."""
        key, track = Qt.Key(event.key()), self._active
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if not track.can_seek or key not in {*ways, Qt.Key.Key_Home, Qt.Key.Key_End}:
            return False
        if key in ways and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.look_from(self.view.start_s + ways[key] * self._seen_s / 4)
            return True
        step_s = min(_STEP_S, self._seen_s / 10) if self.is_zoomed else _STEP_S
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: max(0.0, track.seconds - _STEP_S)}
        at_s = ends[key] if key in ends else track.position_s + ways[key] * step_s
        self._seek(track, min(max(0.0, at_s), track.seconds))
        return True

    def _seek(self, track: SoundTrack, at_s: float) -> None:
        if not self.view.start_s <= at_s <= self.view.end_s:
            self.look_from(at_s - self._seen_s / 2)
        track.seek_asked.emit(at_s)

    def _tell(self, event: QHelpEvent) -> None:
        """The sentences of what is found here, or how to use it."""
        track = self.track_at(event.pos().y())
        words = [mark.message for mark in track.marks_at(self.seconds_at(event.pos().x()))]
        shown = "\n".join(dict.fromkeys(words)) or (HINT if self.whole_s and track.can_seek else "")
        QToolTip.showText(event.globalPos(), shown, self)

    def _ask_for_detail(self) -> None:
        """Where each pair or column is several pixels wide, there is more to see in the sound."""
        if not self.isVisible():
            return
        for track in self.tracks:
            if track.can_seek and track.seconds and self.view.start_s < track.seconds:
                self._ask_for(track)

    def _ask_for(self, track: SoundTrack) -> None:
        end_s = min(self.view.end_s, track.seconds)
        seen_s = end_s - self.view.start_s
        if seen_s > track.longest_detail_s:
            track.waiting = "Zoom in to see the spectrogram and the pitch."
            self.refresh()
            return
        px_per_s = self.places.area.width() / self._seen_s
        is_coarse = track.seen(self.view).pair_s * px_per_s > _COARSE_PX and track.seen(self.view).pair_s > _FINEST_S
        column_s = track.picture_column_s(self.view) if self._has_spectrum else 0.0
        if is_coarse or (column_s > _FINEST_COLUMN_S and column_s * px_per_s > _COARSE_COLUMN_PX):
            margin_s = min(seen_s / 2, (track.longest_detail_s - seen_s) / 2)
            start_s = max(0.0, self.view.start_s - margin_s)
            track.waiting = "Looking at the sound…"
            self.refresh()
            track.detail_wanted.emit(Span(start_s, min(track.seconds, end_s + margin_s)))
