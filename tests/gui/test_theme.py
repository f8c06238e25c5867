"""Colours can be read, icons exist, and both follow the theme."""

import math
import re

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.support.sources import ROOT
from voicecloner.gui.parts.icons import draw_icon, icon
from voicecloner.gui.parts.theme import DARK, LIGHT, Tones, apply_theme, current_tones

ICON_NAMES = sorted(
    set(re.findall(r'"([a-z]+)"', "\n".join(p.read_text("utf-8") for p in (ROOT / "voicecloner/gui").rglob("*.py"))))
    & {path.stem for path in (ROOT / "resources/icons").glob("*.svg") if "#000" in path.read_text("utf-8")}
)


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tones", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "window"), ("text", "surface"), ("text", "raised"), ("text", "accent_soft"), ("text", "ok_soft"),
        ("text", "warn_soft"), ("text", "fail_soft"), ("muted", "window"), ("muted", "surface"), ("muted", "raised"),
        ("muted", "ok_soft"), ("muted", "fail_soft"), ("on_accent", "accent"), ("on_accent", "accent_hover"),
        ("ok", "surface"), ("warn", "surface"), ("fail", "surface"), ("accent", "surface"), ("ok", "ok_soft"),
        ("warn", "warn_soft"), ("fail", "fail_soft"),
    ],
)  # fmt: skip
def test_text_can_be_read(tones: Tones, text: str, ground: str) -> None:
    assert contrast(getattr(tones, text), getattr(tones, ground)) >= 4.5


@pytest.mark.parametrize(("choice", "tones"), [("light", LIGHT), ("dark", DARK)])
def test_a_theme_is_applied_as_a_whole(qapp: QApplication, choice: str, tones: Tones) -> None:
    apply_theme(qapp, choice)
    assert current_tones() is tones
    assert tones.accent in qapp.styleSheet()


def test_the_icons_the_window_names_exist() -> None:
    assert len(ICON_NAMES) > 15


@pytest.mark.parametrize("name", ICON_NAMES)
def test_icons_take_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_icon(painter, name, QColor("#ff0000"), QRectF(0, 0, 48, 48))
    painter.end()
    reds = sum(image.pixelColor(x, y).name() == "#ff0000" for x in range(48) for y in range(48))
    assert reds > 20


def test_icons_are_sharp_on_dense_screens(qapp: QApplication) -> None:
    densest = math.ceil(qapp.devicePixelRatio())
    sizes = {size.width() for size in icon("play", "#000000", 18).availableSizes()}
    assert sizes == {18, 18 * densest}
