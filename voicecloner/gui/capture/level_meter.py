"""The level of the microphone: green, yellow, red, with a peak that stays for three seconds and a clip light."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicecloner.domain.audio import Level
from voicecloner.gui.parts.theme import Tones, current_tones
from voicecloner.gui.translation import tr

FLOOR_DBFS = -60.0
YELLOW_DBFS = -12.0
RED_DBFS = -6.0
HOLD_S = 3.0
_LIGHT_PX = 44
_SCALE_PX = 16
_TICKS_DBFS = (-48, -36, -24, -12, -6, 0)
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LevelMeter(QWidget):
    """Shows a level; a click on the clip light puts it out, and so does the space bar.

    Args:
        now_s: the clock the peak hold goes by.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now_s = now_s
        self._level_dbfs = -math.inf
        self.held_dbfs = -math.inf
        self.is_clip_lit = False
        self._held_since_s = 0.0
        self._clipped_seen = 0
        self.setAccessibleName(tr("Microphone level"))
        self.setToolTip(
            tr(
                "Speak so that the bar stays green and touches yellow at times. Click the light to put it out, or "
                "press the space bar here."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, 16 + _SCALE_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 16 + _SCALE_PX)

    def show_level(self, level: Level, clipped_samples: int = 0) -> None:
        """Show the level of this moment; the light stays lit once it was too loud, until it is put out.

        Args:
            level: of the last tenth of a second.
            clipped_samples: at full scale so far; more of them light the light, also between two looks.
        """
        now_s = self._now_s()
        self._level_dbfs = level.peak_dbfs
        if level.peak_dbfs >= self.held_dbfs or now_s - self._held_since_s > HOLD_S:
            self.held_dbfs, self._held_since_s = level.peak_dbfs, now_s
        self._light(is_lit=self.is_clip_lit or level.clipped or clipped_samples > self._clipped_seen)
        self._clipped_seen = clipped_samples

    def reset(self) -> None:
        """Show silence and put the clip light out."""
        self._level_dbfs = self.held_dbfs = -math.inf
        self._clipped_seen = 0
        self._light(is_lit=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() > self.width() - _LIGHT_PX:
            self._light(is_lit=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESSES:
            self._light(is_lit=False)
        else:
            super().keyPressEvent(event)

    def _light(self, *, is_lit: bool) -> None:
        if is_lit != self.is_clip_lit:
            # The tab key stops here only while there is something to put out.
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_lit else Qt.FocusPolicy.NoFocus)
        self.is_clip_lit = is_lit
        self.setAccessibleDescription(self._words())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, 0, self.width() - _LIGHT_PX - 8, self.height() - _SCALE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tones.raised))
        painter.drawRoundedRect(bar, 4, 4)
        # the zones are plain rectangles; what clips them gives the bar its round ends
        painter.save()
        rounded = QPainterPath()
        rounded.addRoundedRect(bar, 4, 4)
        painter.setClipPath(rounded)
        zones = ((FLOOR_DBFS, YELLOW_DBFS, tones.ok), (YELLOW_DBFS, RED_DBFS, tones.warn), (RED_DBFS, 0.0, tones.fail))
        for low, high, colour in zones:
            left, right = self._x(low, bar), self._x(min(high, self._level_dbfs), bar)
            if right > left:
                painter.fillRect(QRectF(left, bar.top(), right - left, bar.height()), QColor(colour))
        if self.held_dbfs > FLOOR_DBFS:
            painter.fillRect(QRectF(self._x(self.held_dbfs, bar) - 2, bar.top(), 2, bar.height()), QColor(tones.text))
        painter.restore()
        self._paint_scale(painter, bar, tones)
        self._paint_light(painter, bar, tones)

    def _paint_scale(self, painter: QPainter, bar: QRectF, tones: Tones) -> None:
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        painter.setFont(font)
        painter.setPen(QColor(tones.muted))
        for tick in _TICKS_DBFS:
            right = self._x(tick, bar)
            box = QRectF(right - 40, bar.bottom(), 40, _SCALE_PX)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, str(tick).replace("-", "−")
            )

    def _paint_light(self, painter: QPainter, bar: QRectF, tones: Tones) -> None:
        box = QRectF(self.width() - _LIGHT_PX, bar.top(), _LIGHT_PX, bar.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tones.fail if self.is_clip_lit else tones.raised))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tones.surface if self.is_clip_lit else tones.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("CLIP"))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tones.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _x(self, dbfs: float, bar: QRectF) -> float:
        part = (max(FLOOR_DBFS, min(0.0, dbfs)) - FLOOR_DBFS) / -FLOOR_DBFS
        return bar.left() + bar.width() * part

    def _words(self) -> str:
        level = tr("silent") if self._level_dbfs < FLOOR_DBFS else f"{self._level_dbfs:.0f} dB"
        return tr("{level}, too loud", level=level) if self.is_clip_lit else level
