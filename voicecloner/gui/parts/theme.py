"""Colours: one set for light, one for dark, and how the whole program changes from one to the other."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.stylesheet import stylesheet

_STYLED = "voicecloner_style"


@dataclass(frozen=True)
class Tones:
    """The colours of one theme. All text colours keep a contrast of 4.5:1 or more on `window` and `surface`."""

    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    ok: str
    warn: str
    fail: str
    ok_soft: str
    warn_soft: str
    fail_soft: str
    check_icon: str

    def of(self, severity: Severity) -> QColor:
        """The colour of a finding's icon and words."""
        return QColor({Severity.OK: self.ok, Severity.WARN: self.warn, Severity.FAIL: self.fail}[severity])

    def soft(self, severity: Severity) -> QColor:
        """The ground on which `of` the same is read."""
        grounds = {Severity.OK: self.ok_soft, Severity.WARN: self.warn_soft, Severity.FAIL: self.fail_soft}
        return QColor(grounds[severity])


LIGHT = Tones(
    window="#f5f6f8",
    surface="#ffffff",
    raised="#eef0f4",
    border="#d9dde4",
    text="#1a1e27",
    muted="#5a6372",
    accent="#4a56c9",
    accent_hover="#3d48b3",
    on_accent="#ffffff",
    accent_soft="#e6e8fa",
    ok="#1b7648",
    warn="#8a5a00",
    fail="#bb2d3b",
    ok_soft="#e2f3ea",
    warn_soft="#fbf0d9",
    fail_soft="#fce6e8",
    check_icon="icons/check.svg",
)

DARK = Tones(
    window="#14161b",
    surface="#1c1f26",
    raised="#272b34",
    border="#363c47",
    text="#e7e9ee",
    muted="#a0a8b5",
    accent="#929cf6",
    accent_hover="#a9b1fa",
    on_accent="#11131a",
    accent_soft="#2b2f4d",
    ok="#62cb95",
    warn="#e4b658",
    fail="#f5858d",
    ok_soft="#1b3328",
    warn_soft="#3a2f18",
    fail_soft="#412329",
    check_icon="icons/check-dark.svg",
)


def current_tones() -> Tones:
    """The colours to paint with at this moment.

    A widget's own palette would not tell: style sheets put their backgrounds into it.
    """
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply_theme(app: QApplication, choice: str) -> None:
    """Paint the whole program anew.

    Args:
        app: the program.
        choice: ``"light"``, ``"dark"``, or ``"system"`` for whichever of the two the desktop prefers.
    """
    sheet = stylesheet(apply_colours(app, choice))
    if app.styleSheet() != sheet:  # Qt would lay out everything anew, a tenth of a second long
        app.setStyleSheet(sheet)


def apply_colours(app: QApplication, choice: str) -> Tones:
    """Choose the colours, and leave the rest of the style as it is; arguments as for `apply_theme`."""
    is_dark = choice == "dark" or (choice == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    tones = DARK if is_dark else LIGHT
    if app.property(_STYLED) is None:  # a style sheet hides the style it is based on
        app.setStyle("Fusion")
        app.setProperty(_STYLED, "Fusion")
    app.setPalette(_palette(tones))
    return tones


def _palette(tones: Tones) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tones.window,
        role.WindowText: tones.text,
        role.Base: tones.surface,
        role.AlternateBase: tones.raised,
        role.Text: tones.text,
        role.PlaceholderText: tones.muted,
        role.Button: tones.surface,
        role.ButtonText: tones.text,
        role.BrightText: tones.fail,
        role.Highlight: tones.accent,
        role.HighlightedText: tones.on_accent,
        role.Accent: tones.accent,
        role.Link: tones.accent,
        role.ToolTipBase: tones.raised,
        role.ToolTipText: tones.text,
        role.Mid: tones.border,
        role.Dark: tones.border,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tones.muted))
    return palette
