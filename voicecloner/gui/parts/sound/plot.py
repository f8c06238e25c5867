"""The curves and images of a sound's picture, on pyqtgraph; imported when a first sound is to be seen."""

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsScene, QWidget

from voicecloner.api.review import SoundPicture, height_of
from voicecloner.domain.quality import Span
from voicecloner.gui.parts.outline import Outline, Pairs
from voicecloner.gui.parts.sound.layout import AXIS_PX, TrackArea
from voicecloner.gui.parts.sound.overlay import Overlay, Scene, paint_front, paint_ground
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.theme import Tones, current_tones
from voicecloner.wording import clock

PITCH_RANGE_HZ = (60.0, 500.0)
_BAR_PX = 4.0
# Bars are drawn by this power of the amplitude: quiet speech stays visible, full scale stays full height.
_LOUDNESS_POWER = 0.65
_LEAST_HEIGHT = 0.012
_TICKS_KHZ = {0.3: "0.3", 1.0: "1", 3.0: "3", 6.5: "kHz"}
_PITCH_TICKS_HZ = {80.0: "80", 160.0: "160", 320.0: "320", 450.0: "Hz"}
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_TICK_ROOM_PX = 80.0
_FONT_SHARE = 0.85
_DEEP, _HIGH = -1000.0, 10.0  # pyqtgraph paints its boxes at -100


class SoundPlot:
    """Paints a `Scene`. It takes neither the mouse nor the focus: both belong to the widget it lies on.

    Args:
        parent: the widget it lies on.
        tracks: how many sounds there are to paint.
    """

    def __init__(self, parent: QWidget, tracks: int) -> None:
        self._canvas = pyqtgraph.GraphicsView(parent, background=None)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._canvas.setAcceptDrops(False)
        self._canvas.setStyleSheet("background: transparent")
        self._ground, self._front = (
            Overlay(paint_ground, _DEEP),
            Overlay(paint_front, _HIGH),
        )
        self._axis = _time_axis()
        self._track_areas = [TrackItems(self._canvas.scene()) for _track in range(tracks)]
        for item in (self._ground, self._front, self._axis):
            self._canvas.scene().addItem(item)
        self._tones: Tones | None = None
        # below the edges of a stretch, which lie on the same widget
        self._canvas.lower()
        self._canvas.show()

    def show_scene(self, scene: Scene) -> None:
        """Paint all of it."""
        if current_tones() is not self._tones:
            self._recolour(current_tones())
        layout, area = scene.layout, scene.layout.area
        self._canvas.setGeometry(0, 0, round(layout.width_px), round(layout.height_px))
        self._ground.show_scene(scene)
        self._front.show_scene(scene)
        self._axis.setVisible(any(track.seconds for track in scene.tracks))
        self._axis.setGeometry(QRectF(area.left(), area.bottom() + 1, area.width(), AXIS_PX))
        self._axis.setTicks([time_ticks(scene.view, area.width())])
        self._axis.setRange(scene.view.start_s, scene.view.end_s)
        for number, (items, track) in enumerate(zip(self._track_areas, scene.tracks, strict=True)):
            items.show_track(track, scene.view, scene.layout.track_area(number))

    def show_position(self, scene: Scene, number: int) -> None:
        """Paint where playback of one sound is; nothing else has changed."""
        self._track_areas[number].show_position(scene.tracks[number], scene.view)

    def _recolour(self, tones: Tones) -> None:
        self._tones = tones
        self._axis.setPen(QColor(tones.border))
        self._axis.setTextPen(QColor(tones.muted))
        for items in self._track_areas:
            items.recolour(tones)


class TrackItems:
    """What one sound is painted with."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._wave, self._spectrum = (_view_box() for _ in range(2))
        self._scale, self._pitch_scale = _scale_axis("left"), _scale_axis("right")
        self._scale.setTicks([[(height_of(1000.0 * khz), words) for khz, words in _TICKS_KHZ.items()]])
        self._pitch_scale.setTicks([[(float(_pitch_height(hz)), words) for hz, words in _PITCH_TICKS_HZ.items()]])
        # one item draws all bars; they are finite, and looked at 30 times a second while a sound grows
        self._rest, self._lit = (pyqtgraph.PlotCurveItem(connect="pairs", skipFiniteCheck=True) for _ in range(2))
        self._images = [pyqtgraph.ImageItem(axisOrder="row-major") for _ in range(2)]
        self._pitches = pyqtgraph.PlotCurveItem(connect="finite")
        self._cursor = QGraphicsLineItem()
        self._cursor.setZValue(20.0)
        self._painted: tuple[SoundPicture, ...] = ()
        self._track_area = TrackArea(QRectF(), QRectF())
        self._times_s: npt.NDArray[np.float64] = np.zeros(0)
        self._ends: npt.NDArray[np.float64] = np.zeros((0, 2))
        for item in (self._rest, self._lit):
            # the axes are told what is in sight, and never fit themselves to what is drawn
            self._wave.addItem(item, ignoreBounds=True)
        for image in (*self._images, self._pitches):
            self._spectrum.addItem(image, ignoreBounds=True)
        for part in (self._wave, self._spectrum, self._scale, self._pitch_scale, self._cursor):
            scene.addItem(part)

    def show_track(self, track: SoundTrack, view: Span, track_area: TrackArea) -> None:
        """Paint a sound in its area."""
        self._place(track_area, view, has_sound=track.seconds > 0)
        seen = track.seen(view)
        width_px = track_area.wave.width() * seen.seconds / (view.end_s - view.start_s)
        self._times_s, self._ends = bars(seen, max(1, int(width_px / _BAR_PX)))
        bar_px = max(1, min(3, round(width_px / max(1, len(self._times_s)) * 0.6)))
        tones = current_tones()
        rest = QColor(tones.muted)
        rest.setAlpha(150)
        lit = QColor(tones.accent if track.usable is None else tones.ok)
        for curve, colour in ((self._rest, rest), (self._lit, lit)):
            curve.setPen(pyqtgraph.mkPen(colour, width=bar_px))
        self._show_pictures(track.pictures)
        self.show_position(track, view)

    def show_position(self, track: SoundTrack, view: Span) -> None:
        """Paint where playback is, and what stands out because of that."""
        is_lit = track.is_lit(self._times_s)
        for curve, chosen in ((self._lit, is_lit), (self._rest, ~is_lit)):
            curve.setData(np.repeat(self._times_s[chosen], 2), self._ends[chosen].ravel())
        at_s, area = track.cursor_s, self._track_area.wave
        self._cursor.setVisible(at_s is not None and view.start_s <= at_s <= view.end_s)
        if at_s is not None:
            x = area.left() + area.width() * (at_s - view.start_s) / (view.end_s - view.start_s)
            bottom = max(area.bottom(), self._track_area.spectrum.bottom())
            self._cursor.setLine(QLineF(x, area.top(), x, bottom))

    def recolour(self, tones: Tones) -> None:
        """Take the colours of the theme."""
        self._cursor.setPen(QPen(QColor(tones.text), 1.5))
        self._pitches.setPen(pyqtgraph.mkPen(QColor(tones.accent), width=2.5))
        for image in self._images:
            image.setLookupTable(colours_between(tones.surface, tones.text))
        for axis, colour in ((self._scale, tones.muted), (self._pitch_scale, tones.accent)):
            axis.setPen(QColor(tones.border))
            axis.setTextPen(QColor(colour))

    def _place(self, track_area: TrackArea, view: Span, *, has_sound: bool) -> None:
        self._track_area = track_area
        self._wave.setGeometry(track_area.wave)
        self._wave.setRange(xRange=(view.start_s, view.end_s), yRange=(-1, 1), padding=0, disableAutoRange=True)
        is_shown = has_sound and not track_area.spectrum.isEmpty()
        for part in (self._spectrum, self._scale, self._pitch_scale):
            part.setVisible(is_shown)
        if is_shown:
            box = track_area.spectrum
            self._spectrum.setGeometry(box)
            self._spectrum.setRange(xRange=(view.start_s, view.end_s), yRange=(0, 1), padding=0, disableAutoRange=True)
            self._scale.setGeometry(QRectF(0, box.top(), box.left(), box.height()))
            self._pitch_scale.setGeometry(QRectF(box.right(), box.top(), box.left(), box.height()))

    def _show_pictures(self, pictures: tuple[SoundPicture, ...]) -> None:
        if len(pictures) == len(self._painted) and all(a is b for a, b in zip(pictures, self._painted, strict=True)):
            return
        self._painted = pictures
        for number, image in enumerate(self._images):
            image.setVisible(number < len(pictures))
            if number < len(pictures) and len(pictures[number].levels):
                shown = pictures[number]
                # by its own loudest moment a picture that grows would change all the time
                image.setImage(np.ascontiguousarray(shown.levels.T), autoLevels=False, levels=(0, 255))
                image.setRect(QRectF(shown.start_s, 0.0, shown.seconds, 1.0))
        times_s, heights = pitch_line(pictures)
        self._pitches.setData(times_s, heights)


def bars(seen: Outline, count: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Where the bars are and how far they reach.

    Returns:
        the middles in seconds, shape (n,), n at most `count`; lower and upper ends, -1..1, shape (n, 2).
    """
    if not len(seen.pairs):
        return np.zeros(0), np.zeros((0, 2))
    count = min(count, len(seen.pairs))
    starts = np.linspace(0, len(seen.pairs), count, endpoint=False).astype(int)
    times_s = seen.start_s + (np.arange(count) + 0.5) * seen.seconds / count
    low = np.minimum.reduceat(seen.pairs[:, 0], starts)
    high = np.maximum.reduceat(seen.pairs[:, 1], starts)
    ends = np.stack([np.minimum(_height(low), -_LEAST_HEIGHT), np.maximum(_height(high), _LEAST_HEIGHT)], axis=1)
    return times_s, ends.astype(np.float64)


def pitch_line(pictures: tuple[SoundPicture, ...]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Moments in seconds and heights 0..1 of the pitch; where a finer picture is, the coarser one says nothing."""
    times: list[npt.NDArray[np.float64]] = [np.zeros(0)]
    heights: list[npt.NDArray[np.float64]] = [np.zeros(0)]
    for number, picture in enumerate(pictures):
        at_s = np.asarray(picture.start_s + (np.arange(len(picture.pitch_hz)) + 0.5) * picture.column_s, np.float64)
        height = _pitch_height(picture.pitch_hz.astype(np.float64))
        for finer in pictures[number + 1 :]:
            height[(at_s >= finer.start_s) & (at_s <= finer.end_s)] = np.nan
        # a gap: the line does not lead from one picture to the next
        times.append(np.append(at_s, np.nan))
        heights.append(np.append(height, np.nan))
    return np.concatenate(times), np.concatenate(heights)


def colours_between(quiet: str, loud: str) -> npt.NDArray[np.uint8]:
    """A table of 256 colours, shape (256, 3)."""
    ends = [np.array([QColor(name).red(), QColor(name).green(), QColor(name).blue()], float) for name in (quiet, loud)]
    part = np.linspace(0, 1, 256)[:, None]
    return np.asarray(ends[0] + part * (ends[1] - ends[0]), np.uint8)


def _pitch_height(hz: "npt.NDArray[np.float64] | float") -> npt.NDArray[np.float64]:
    lowest_hz, highest_hz = PITCH_RANGE_HZ
    return np.asarray(np.log2(np.asarray(hz) / lowest_hz) / np.log2(highest_hz / lowest_hz), np.float64)


def _height(amplitudes: Pairs) -> Pairs:
    """Signed height of bars, -1..1."""
    heights = np.sign(amplitudes) * np.abs(np.clip(amplitudes, -1, 1)) ** _LOUDNESS_POWER
    return heights.astype(np.float32)


def time_ticks(view: Span, width_px: float) -> list[tuple[float, str]]:
    """Moments that are told below what is in sight, in minutes and seconds; with tenths where a moment fills it."""
    seconds = view.end_s - view.start_s
    room = max(1.0, width_px / _TICK_ROOM_PX)
    step_s = next((step for step in _STEPS_S if seconds / step <= room), _STEPS_S[-1])
    first, last = int(np.ceil(view.start_s / step_s - 1e-6)), int(np.floor(view.end_s / step_s + 1e-6))
    times_s = [number * step_s for number in range(first, last + 1)]
    # a sum of steps may lie just below its second
    return [(at, f"{clock(at + 1e-6)}.{round(at * 10) % 10}" if step_s < 1 else clock(at + 1e-6)) for at in times_s]


def _time_axis() -> pyqtgraph.AxisItem:
    axis = pyqtgraph.AxisItem("bottom", showValues=True, maxTickLength=-4)
    # it has its place, and must not make room for itself
    axis.setStyle(autoExpandTextSpace=False, autoReduceTextSpace=False, hideOverlappingLabels=False)
    _shrink(axis)
    return axis


def _view_box() -> pyqtgraph.ViewBox:
    return pyqtgraph.ViewBox(border=None, enableMouse=False, enableMenu=False, defaultPadding=0)


def _scale_axis(side: str) -> pyqtgraph.AxisItem:
    axis = pyqtgraph.AxisItem(side, showValues=True, maxTickLength=-3)
    axis.setStyle(autoExpandTextSpace=False, tickTextWidth=30, hideOverlappingLabels=False)
    axis.setRange(0, 1)
    _shrink(axis)
    return axis


def _shrink(axis: pyqtgraph.AxisItem) -> None:
    font = axis.font()
    font.setPointSizeF(font.pointSizeF() * _FONT_SHARE)
    axis.setTickFont(font)
