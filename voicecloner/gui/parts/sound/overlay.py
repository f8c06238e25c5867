"""What lies under and over the curves: findings and their sentences, what counts, the stretch, the goal."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from voicecloner.domain.quality import Severity, Span
from voicecloner.gui.parts.outline import Mark
from voicecloner.gui.parts.sound.layout import SoundLayout
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.theme import Tones, current_tones

_LEAST_WORDS_PX = 70.0
_FONT_SHARE = 0.85


@dataclass(frozen=True, eq=False)
class Scene:
    """All that is shown at one moment.

    Attributes:
        layout: where it lies.
        view: what is in sight.
        tracks: the sounds.
        stretch: the part that is used of the first of them, if there is a choice.
        waiting: what is said over the spectrogram of each sound where there is none yet.
    """

    layout: SoundLayout
    view: Span
    tracks: tuple[SoundTrack, ...]
    stretch: Span | None
    waiting: tuple[str, ...]

    def box(self, start_s: float, end_s: float, track_area: QRectF, least_px: float = 0.0) -> QRectF:
        """Where a stretch of the sound lies in the area of its track, as far as it is in sight."""
        left, right = self.layout.x(start_s, self.view), self.layout.x(end_s, self.view)
        right = max(right, left + least_px)
        left, right = max(left, track_area.left()), min(right, track_area.right())
        return QRectF(left, track_area.top(), max(0.0, right - left), track_area.height())


class Overlay(QGraphicsItem):
    """Paints in the picture's own pixels.

    Args:
        paint_scene: does it.
        depth: below 0 under the curves, above over them.
    """

    def __init__(self, paint_scene: Callable[[QPainter, Scene], None], depth: float) -> None:
        super().__init__()
        self._paint_scene = paint_scene
        self._scene_shown: Scene | None = None
        self.setZValue(depth)

    def show_scene(self, scene: Scene) -> None:
        """Paint this from now on."""
        # Qt keeps by its bounding rectangle where an item is, and asks for that no more by itself
        self.prepareGeometryChange()
        self._scene_shown = scene
        self.update()

    def boundingRect(self) -> QRectF:
        shown = self._scene_shown
        return QRectF(0, 0, shown.layout.width_px, shown.layout.height_px) if shown else QRectF()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if self._scene_shown:
            self._paint_scene(painter, self._scene_shown)


def paint_ground(painter: QPainter, scene: Scene) -> None:
    """What lies under the curves."""
    tones = current_tones()
    for number, track in enumerate(scene.tracks):
        track_area = scene.layout.track_area(number)
        middle = track_area.wave.center().y()
        if track.seconds:
            painter.setPen(QPen(QColor(tones.border), 1))
            painter.drawLine(QPointF(track_area.wave.left(), middle), QPointF(track_area.wave.right(), middle))
        for span in track.usable or ():
            box = scene.box(span.start_s, span.end_s, track_area.wave)
            painter.fillRect(box, QColor(tones.ok_soft))  # told by more than the colour of its bars
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), QColor(tones.ok))
        for mark in track.marks:
            _paint_mark(painter, scene.box(mark.start_s, mark.end_s, track_area.wave, 3.0), mark, tones)
        if track.seconds and not track_area.spectrum.isEmpty():
            painter.fillRect(track_area.spectrum, QColor(tones.surface))


def paint_front(painter: QPainter, scene: Scene) -> None:
    """What lies over the curves."""
    tones = current_tones()
    font = painter.font()
    font.setPointSizeF(font.pointSizeF() * _FONT_SHARE)
    painter.setFont(font)
    for number, track in enumerate(scene.tracks):
        track_area = scene.layout.track_area(number)
        for mark, box, words in sentences(scene, track, track_area.wave, font):
            _paint_tag(painter, box, words, tones.of(mark.severity), tones)
        for mark in track.marks:
            if not track_area.spectrum.isEmpty():
                _frame(painter, scene.box(mark.start_s, mark.end_s, track_area.spectrum, 3.0), tones.of(mark.severity))
        if track.goal_s > 0:
            x = scene.layout.x(track.goal_s, scene.view)
            painter.setPen(QPen(QColor(tones.ok), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, track_area.wave.top()), QPointF(x, track_area.wave.bottom()))
        free = track_area.spectrum if track.seconds else track_area.wave.united(track_area.spectrum)
        _paint_words(painter, free, scene.waiting[number], tones)
        if len(scene.tracks) > 1 and track.seconds:
            width_px = QFontMetricsF(font).horizontalAdvance(track.name) + 8
            _paint_tag(painter, QRectF(track_area.wave.left(), track_area.wave.bottom() - 16, width_px, 16), track.name,
                       QColor(tones.muted), tones)  # fmt: skip
    if scene.stretch:
        _paint_stretch(painter, scene, scene.stretch, tones)


def sentences(scene: Scene, track: SoundTrack, track_area: QRectF, font: QFont) -> list[tuple[Mark, QRectF, str]]:
    """The findings whose sentence, or a good part of it, has room over their stretch; none over another one."""
    metrics = QFontMetricsF(font)
    found: list[tuple[Mark, QRectF, str]] = []
    # the worst first: what comes later gets the room that is left
    for mark in sorted(track.marks, key=lambda mark: (mark.severity is not Severity.FAIL, mark.start_s)):
        box = scene.box(mark.start_s, mark.end_s, track_area)
        needed_px = metrics.horizontalAdvance(mark.message) + 10
        tag = QRectF(box.left(), box.top() + 3, min(needed_px, box.width()), metrics.height() + 2)
        if tag.width() >= min(_LEAST_WORDS_PX, needed_px) and not any(tag.intersects(other) for _m, other, _w in found):
            words = metrics.elidedText(mark.message, Qt.TextElideMode.ElideRight, tag.width() - 8)
            found.append((mark, tag, words))
    return found


def _paint_mark(painter: QPainter, box: QRectF, mark: Mark, tones: Tones) -> None:
    if box.isEmpty():
        return
    is_fail = mark.severity is Severity.FAIL
    painter.fillRect(box, QColor(tones.fail_soft if is_fail else tones.warn_soft))
    hatch = tones.of(mark.severity)
    hatch.setAlpha(90)
    pattern = Qt.BrushStyle.DiagCrossPattern if is_fail else Qt.BrushStyle.BDiagPattern
    painter.fillRect(box, QBrush(hatch, pattern))
    painter.fillRect(QRectF(box.left(), box.top(), box.width(), 3), tones.of(mark.severity))


def _paint_tag(painter: QPainter, box: QRectF, words: str, colour: QColor, tones: Tones) -> None:
    ground = QColor(tones.surface)
    ground.setAlpha(225)
    painter.fillRect(box, ground)
    painter.setPen(colour)
    painter.drawText(box.adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _paint_words(painter: QPainter, track_area: QRectF, words: str, tones: Tones) -> None:
    if words and not track_area.isEmpty():
        painter.setPen(QColor(tones.muted))
        painter.drawText(track_area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)


def _frame(painter: QPainter, box: QRectF, colour: QColor) -> None:
    if not box.isEmpty():
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), colour)


def _paint_stretch(painter: QPainter, scene: Scene, stretch: Span, tones: Tones) -> None:
    """A veil over what is not used."""
    area, whole_s = scene.layout.area, scene.tracks[0].seconds
    veil = QColor(tones.surface)
    veil.setAlpha(130)
    painter.fillRect(scene.box(0.0, stretch.start_s, area), veil)
    painter.fillRect(scene.box(stretch.end_s, whole_s, area), veil)
    glow = QColor(tones.accent)
    glow.setAlpha(30)
    painter.fillRect(scene.box(stretch.start_s, stretch.end_s, scene.layout.track_area(0).wave, 2.0), glow)
