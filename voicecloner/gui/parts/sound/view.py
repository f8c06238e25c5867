"""Shows sounds: waveform, spectrogram and pitch over one time axis, zoomed and moved by wheel and keys."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
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
from voicecloner.gui.parts.sound.detail import ask_for_detail
from voicecloner.gui.parts.sound.layout import SoundLayout
from voicecloner.gui.parts.sound.navigation import seek_by_key, turn_wheel, zoom_by_key
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.sound.viewport import Viewport
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.translation import in_a_row, labelled, tr

if TYPE_CHECKING:
    from voicecloner.gui.parts.sound.overlay import Scene
    from voicecloner.gui.parts.sound.plot import SoundPlot

HINT = tr(
    "Click to listen from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.\n"
    "The wheel alone scrolls the page.\n"
    "Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right)."
)
# While what is in sight still moves, nothing is looked at: the answer would come too late.
_SETTLED_MS = 150
_DRAG_PX = 4
_LOW_WINDOW_PX = 560


def load_painting() -> None:
    """Import what paints, so that nobody waits for it when there is a first sound to see; for a worker's thread."""
    import voicecloner.gui.parts.sound.plot  # noqa: F401 - 0.3 s, most of it pyqtgraph


class SoundView(QWidget):
    """One or several sounds, one over the other.

    What paints is imported and made when there is a first sound to see.

    Args:
        names: of the sounds.

    Attributes:
        tracks: the sounds.
        viewport: what is in sight of them.
    """

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.tracks = tuple(SoundTrack(name, self) for name in names)
        self.viewport = Viewport(self.tracks, self._middle_s, self)
        self._has_spectrum = True
        self._is_chosen = False  # whether the spectrogram is shown
        self._plot: SoundPlot | None = None
        self._pressed: tuple[float, Span] | None = None
        self.setAccessibleName(names[0] if len(names) == 1 else tr(" and ").join(names))
        self.setAcceptDrops(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._settled = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self._ask_for_detail)
        self.viewport.moved.connect(self._viewport_moved)
        for number, track in enumerate(self.tracks):
            track.replaced.connect(self._replaced)
            track.changed.connect(self._changed)
            track.moved.connect(partial(self._playback_moved, number))
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
            self.viewport.moved.emit()  # the part is the same, but what is in sight of it is not

    def refresh(self) -> None:
        """Paint everything anew."""
        if self.isVisible() and (self._plot or self.viewport.whole_s > 0):
            if self._plot is None:
                from voicecloner.gui.parts.sound.plot import SoundPlot

                self._plot = SoundPlot(self, len(self.tracks))
            self._plot.show_scene(self._scene())
        self.update()

    def seconds_at(self, x: float) -> float:
        """Which moment lies at x."""
        return self.places.seconds_at(x, self.viewport.span)

    def track_at(self, y: float) -> SoundTrack:
        """Which sound lies at y."""
        area = self.places.area
        number = int((y - area.top()) / max(1.0, area.height()) * len(self.tracks))
        return self.tracks[min(max(0, number), len(self.tracks) - 1)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._viewport_moved()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_chosen:
            # only here is it known how high the window is; `show_spectrum` takes it for the user's choice
            self.show_spectrum(is_shown=self.window().height() >= _LOW_WINDOW_PX)
            self._is_chosen = False
        self._viewport_moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # one that is ignored goes on to the parent, which scrolls the page
        event.setAccepted(turn_wheel(event, self.viewport, self.seconds_at(event.position().x())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not zoom_by_key(event, self.viewport) and not seek_by_key(event, self.viewport, self._active):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.viewport.whole_s:
            self._pressed = (event.position().x(), self.viewport.span)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pressed or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        from_x, before = self._pressed
        by_px = event.position().x() - from_x
        has_moved = self.viewport.span != before  # from then on back to where it began, too
        if self.viewport.is_zoomed and (abs(by_px) >= _DRAG_PX or has_moved):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport.look_from(before.start_s - by_px / max(1.0, self.places.area.width()) * self.viewport.seen_s)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pressed or event.button() != Qt.MouseButton.LeftButton:
            return
        _from_x, before = self._pressed
        self._pressed = None
        self.unsetCursor()
        track = self.track_at(event.position().y())
        if self.viewport.span == before and track.can_seek:  # a click, not a drag
            track.seek_asked.emit(min(self.seconds_at(event.position().x()), track.seconds))

    def event(self, event: QEvent) -> bool:
        # Qt has no handler of its own for tooltips that differ from place to place
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event), self)
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
        if self._plot is None:  # there was no sound yet that could be painted
            painter.setPen(QColor(tones.muted))
            in_lines = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), in_lines, self.tracks[0].words_for_spectrum)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    @property
    def _active(self) -> SoundTrack:
        """The sound the keys are for: the one that is heard, otherwise the first there is."""
        heard = (track for track in self.tracks if track.cursor_s is not None)
        there = (track for track in self.tracks if track.can_seek)
        return next(heard, next(there, self.tracks[0]))

    def _middle_s(self) -> float | None:
        """What stays in the middle when the picture is zoomed by a key: what is heard, as far as it is in sight."""
        at_s = self._active.cursor_s
        return at_s if at_s is not None and self.viewport.shows(at_s) else None

    def _stretch(self) -> Span | None:
        """The part that is used, where there is a choice."""
        return None

    def _scene(self) -> "Scene":
        from voicecloner.gui.parts.sound.overlay import Scene

        waiting = tuple(track.words_for_spectrum for track in self.tracks)
        return Scene(self.places, self.viewport.span, self.tracks, self._stretch(), waiting)

    def _replaced(self) -> None:
        can_focus = any(track.can_seek for track in self.tracks)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_focus else Qt.FocusPolicy.NoFocus)
        self._describe()
        self.viewport.reset()

    def _changed(self) -> None:
        self._describe()
        self.refresh()

    def _describe(self) -> None:
        words = [labelled(track.name, track.description) for track in self.tracks]
        self.setAccessibleDescription(in_a_row(*words) if len(words) > 1 else self.tracks[0].description)

    def _viewport_moved(self) -> None:
        self.refresh()
        self._settled.start()

    def _playback_moved(self, number: int) -> None:
        at_s = self.tracks[number].cursor_s
        if at_s is not None and self.viewport.follow(at_s):
            return
        if self._plot and self.isVisible():
            self._plot.show_position(self._scene(), number)  # 30 times a second: not all of it anew

    def _words_at(self, event: QHelpEvent) -> str:
        """The sentences of what is found here, or how to use it."""
        track = self.track_at(event.pos().y())
        words = [mark.message for mark in track.marks_at(self.seconds_at(event.pos().x()))]
        return "\n".join(dict.fromkeys(words)) or (HINT if self.viewport.whole_s and track.can_seek else "")

    def _ask_for_detail(self) -> None:
        if self.isVisible():
            has_words = [ask_for_detail(track, self.viewport, self.places) for track in self.tracks]
            if any(has_words):
                self.refresh()
