"""The picture of a recording: bars as high as the sound is loud, findings painted over it, and where playback is.

It is painted by hand: 50 ms pairs drawn as a few hundred lines cost less than a plotting library's import.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from voicecloner.domain.quality import Severity, Span
from voicecloner.gui.theme import Tones, current_tones
from voicecloner.gui.widgets.outline import NOTHING, Mark, Outline, Pairs
from voicecloner.gui.words import clock

_BAR_PX = 4.0
_AXIS_PX = 20
_STEP_S = 2.0
_LOUDNESS_POWER = 0.65
"""Bars are drawn by this power of the amplitude: quiet speech stays visible, full scale stays full height."""
_TICK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


class Waveform(QWidget):
    """Shows pairs, marks and a position; a click or the arrow keys ask to play from elsewhere.

    Signals:
        seek_asked: seconds from the start.
    """

    seek_asked = Signal(float)

    def __init__(self, name: str = "Waveform") -> None:
        super().__init__()
        self._outline = NOTHING
        self._marks: tuple[Mark, ...] = ()
        self._usable: tuple[Span, ...] | None = None
        self._from_s = 0.0
        self._span_s = 0.0
        self._goal_s = 0.0
        self._position_s: float | None = None
        self._can_seek = False
        self.setAccessibleName(name)
        self.setAcceptDrops(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(320, 108)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 84)

    @property
    def position_s(self) -> float:
        """Where playback is, 0 while there is none."""
        return self._position_s or 0.0

    @property
    def seconds(self) -> float:
        """Length of the sound shown."""
        return self._outline.seconds

    def show_sound(self, outline: Outline, marks: Sequence[Mark] = (), *, can_seek: bool = True) -> None:
        """Show a finished sound."""
        self._outline, self._marks, self._span_s, self._goal_s = outline, tuple(marks), outline.seconds, 0.0
        self._from_s, self._usable, self._position_s = 0.0, None, None
        self._can_seek = can_seek
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_seek else Qt.FocusPolicy.NoFocus)
        self.setAccessibleDescription(self._described())
        self.update()

    def show_growing(self, outline: Outline, goal_s: float, usable: tuple[Span, ...] | None = None) -> None:
        """Show a sound that still grows towards `goal_s` seconds.

        Args:
            outline: all of it so far.
            goal_s: how long it is to become at least.
            usable: the stretches that count towards the goal; None if all of it does.
        """
        self._outline, self._marks, self._goal_s, self._can_seek = outline, (), goal_s, False
        self._from_s, self._usable = 0.0, usable
        self._span_s = max(goal_s * 1.15, outline.seconds)
        self._position_s = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.show_sound(NOTHING, can_seek=False)

    def set_position(self, position_s: float | None) -> None:
        """Show where playback is; None: nowhere."""
        if position_s != self._position_s:
            self._position_s = position_s
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        self._paint_ground(painter, area, tones)
        if self._span_s > 0:
            self._paint_axis(painter, area, tones)
            self._paint_usable(painter, area, tones)
            for mark in self._marks:
                self._paint_mark(painter, area, mark, tones)
            self._paint_bars(painter, area, tones)
            self._paint_goal(painter, area, tones)
            self._paint_position(painter, area, tones)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tones.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._can_seek and event.button() == Qt.MouseButton.LeftButton:
            self.seek_asked.emit(self._time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here_s = self._time_at(event.position().x())
        words = [mark.message for mark in self._marks if mark.start_s <= here_s <= mark.end_s]
        QToolTip.showText(event.globalPosition().toPoint(), "\n".join(dict.fromkeys(words)), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -_STEP_S, Qt.Key.Key_Right: _STEP_S}
        targets = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: max(0.0, self.seconds - _STEP_S)}
        key = Qt.Key(event.key())
        if not self._can_seek or key not in steps | targets:
            super().keyPressEvent(event)
            return
        target_s = targets.get(key, self.position_s + steps.get(key, 0.0))
        self.seek_asked.emit(min(max(0.0, target_s), self.seconds))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def _described(self) -> str:
        if not self.seconds:
            return "empty"
        marked = "; ".join(f"{clock(m.start_s)} to {clock(m.end_s)}: {m.message}" for m in self._marks)
        return f"{clock(self.seconds)} long. {marked}".strip()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(10, 6, -10, -_AXIS_PX)

    def _x(self, seconds: float, area: QRectF) -> float:
        return area.left() + area.width() * (seconds - self._from_s) / self._span_s

    def _time_at(self, x: float) -> float:
        area = self._area()
        return self._from_s + min(max(0.0, (x - area.left()) / area.width()), 1.0) * self._span_s

    def _paint_ground(self, painter: QPainter, area: QRectF, tones: Tones) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tones.raised))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setPen(QPen(QColor(tones.border), 1))
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))

    def _paint_axis(self, painter: QPainter, area: QRectF, tones: Tones) -> None:
        room = area.width() / (painter.fontMetrics().horizontalAdvance("00:00") * 2.2)
        step_s = next((s for s in _TICK_STEPS_S if self._span_s / s <= room), _TICK_STEPS_S[-1])
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        painter.setPen(QColor(tones.muted))
        for tick in range(math.ceil(self._from_s / step_s), int((self._from_s + self._span_s) // step_s) + 1):
            box = QRectF(self._x(tick * step_s, area) - 30, area.bottom() + 1, 60, _AXIS_PX - 2)
            if box.center().x() <= area.left() + 1:
                painter.drawText(box.translated(30, 0), Qt.AlignmentFlag.AlignLeft, clock(tick * step_s))
            elif box.right() < self.width() + 12:
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, clock(tick * step_s))

    def _paint_usable(self, painter: QPainter, area: QRectF, tones: Tones) -> None:
        """What counts has another ground and a line below, so that it is told by more than the colour of its bars."""
        for span in self._usable or ():
            left, right = self._x(span.start_s, area), self._x(span.end_s, area)
            painter.fillRect(QRectF(left, area.top(), right - left, area.height()), QColor(tones.ok_soft))
            painter.fillRect(QRectF(left, area.bottom() - 3, right - left, 3), QColor(tones.ok))

    def _paint_mark(self, painter: QPainter, area: QRectF, mark: Mark, tones: Tones) -> None:
        left = self._x(mark.start_s, area)
        box = QRectF(left, area.top(), max(3.0, self._x(mark.end_s, area) - left), area.height())
        is_fail = mark.severity is Severity.FAIL
        painter.fillRect(box, QColor(tones.fail_soft if is_fail else tones.warn_soft))
        pattern = Qt.BrushStyle.DiagCrossPattern if is_fail else Qt.BrushStyle.BDiagPattern
        hatch = tones.of(mark.severity)
        hatch.setAlpha(90)
        painter.fillRect(box, QBrush(hatch, pattern))
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 3), tones.of(mark.severity))

    def _paint_bars(self, painter: QPainter, area: QRectF, tones: Tones) -> None:
        seen = self._seen()
        if not len(seen.pairs):
            return
        used_px = area.width() * seen.seconds / self._span_s
        count = max(1, min(len(seen.pairs), int(used_px / _BAR_PX)))
        starts = np.linspace(0, len(seen.pairs), count, endpoint=False).astype(int)
        tops, bottoms = _heights(seen.pairs, starts, area)
        times_s = seen.start_s + (np.arange(count) + 0.5) * seen.seconds / count
        xs = area.left() + area.width() * (times_s - self._from_s) / self._span_s
        width_px = max(1.0, min(3.0, round(used_px / count * 0.6)))
        bars = [
            QRectF(x - width_px / 2, top, width_px, end - top) for x, top, end in zip(xs, tops, bottoms, strict=True)
        ]
        is_lit = self._is_lit(times_s)
        rest = QColor(tones.muted)
        rest.setAlpha(150)
        painter.save()
        painter.setRenderHint(
            QPainter.RenderHint.Antialiasing, on=False
        )  # smooth lines with round ends took 5 ms, not 1
        painter.setPen(Qt.PenStyle.NoPen)
        for wanted, colour in ((True, QColor(tones.accent if self._usable is None else tones.ok)), (False, rest)):
            painter.setBrush(colour)
            painter.drawRects([bar for bar, lit in zip(bars, is_lit, strict=True) if lit == wanted])
        painter.restore()

    def _seen(self) -> Outline:
        """What is in sight."""
        return self._outline.between(self._from_s, self._from_s + self._span_s)

    def _is_lit(self, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which bars stand out: what counts of a sound that grows, what was heard of another one."""
        if self._usable is None:
            return times_s < (self.seconds if self._position_s is None else self._position_s)
        starts_s, ends_s = ([getattr(span, edge) for span in self._usable] for edge in ("start_s", "end_s"))
        return np.searchsorted(starts_s, times_s, "right") > np.searchsorted(ends_s, times_s, "right")

    def _paint_goal(self, painter: QPainter, area: QRectF, tones: Tones) -> None:
        if self._goal_s > 0:
            x = self._x(self._goal_s, area)
            painter.setPen(QPen(QColor(tones.ok), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_position(self, painter: QPainter, area: QRectF, tones: Tones) -> None:
        if self._position_s is not None and self._position_s >= self._from_s:
            x = self._x(min(self._position_s, self._from_s + self._span_s), area)
            painter.setPen(QPen(QColor(tones.text), 1.5))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def _heights(
    pairs: Pairs, starts: npt.NDArray[np.int_], area: QRectF
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Upper and lower ends of the bars; each at least a pixel high."""
    middle, half = area.center().y(), area.height() / 2
    low, high = np.minimum.reduceat(pairs[:, 0], starts), np.maximum.reduceat(pairs[:, 1], starts)
    tops, bottoms = (middle - half * _height(part).astype(np.float64) for part in (high, low))
    return np.minimum(tops, middle - 0.5), np.maximum(bottoms, middle + 0.5)


def _height(amplitudes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Signed height of bars, -1..1."""
    heights = np.sign(amplitudes) * np.abs(np.clip(amplitudes, -1, 1)) ** _LOUDNESS_POWER
    return heights.astype(np.float32)
