"""The program's own line icons, tinted to the theme."""

import math
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from voicecloner.paths import resource


def icon(name: str, colour: str, size_px: int = 20, disabled_colour: str = "") -> QIcon:
    """An icon from ``resources/icons``.

    Args:
        name: file name without ``.svg``.
        colour: CSS colour that takes the place of black.
        size_px: side in logical pixels.
        disabled_colour: colour while the button cannot be pressed; the same if empty.
    """
    made = QIcon()
    for scale in _scales():
        made.addPixmap(_pixmap(name, colour, size_px, scale))
        if disabled_colour:
            made.addPixmap(_pixmap(name, disabled_colour, size_px, scale), QIcon.Mode.Disabled)
    return made


def draw_icon(painter: QPainter, name: str, colour: QColor, box: QRectF) -> None:
    """Paint an icon into `box`."""
    _renderer(name, colour.name()).render(painter, box)


def _scales() -> set[int]:
    """Pixels per logical pixel worth rendering for: those of the densest screen, and one."""
    app = QApplication.instance()
    densest = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    return {1, math.ceil(densest)}


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("#000", colour).encode()))


@lru_cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text("utf-8")


def _pixmap(name: str, colour: str, size_px: int, scale: int) -> QPixmap:
    """A picture of an icon, drawn once: a window has a hundred buttons, and many of them the same icon."""
    key, kept = f"{name} {colour} {size_px} {scale}", QPixmap()
    if not QPixmapCache.find(key, kept):
        kept = _drawn(name, colour, size_px, scale)
        QPixmapCache.insert(key, kept)
    return kept


def _drawn(name: str, colour: str, size_px: int, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(size_px, size_px) * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, colour).render(painter, QRectF(pixmap.rect()))
    painter.end()
    # last: from here on a painter would count in logical pixels, and draw all of it larger
    pixmap.setDevicePixelRatio(scale)
    return pixmap
