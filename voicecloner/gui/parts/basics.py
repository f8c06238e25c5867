"""Cards, labels and buttons: the few shapes every page is made of."""

import re
from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from voicecloner.domain.text import harmless
from voicecloner.gui.parts.icons import draw_icon, icon
from voicecloner.gui.parts.theme import current_tones

GAP_PX = 16
SMALL_GAP_PX = 8
_MAY_BREAK = "\u200b"
_LONG_WORD = re.compile(r"[\w.,_+\-/\\:=&%~]{24,}")
_RECOLOURING = {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}


class Card(QFrame):
    """A raised sheet with a heading; its contents go into `body`."""

    def __init__(self, heading: str = "", kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        self.body.setSpacing(SMALL_GAP_PX)
        if heading:
            self.body.addWidget(label(heading, "heading"))


class Button(QPushButton):
    """A push button with one of the program's icons.

    Args:
        text: what it does, with ``&`` before the letter of its shortcut.
        icon_name: one of ``resources/icons``, or empty.
        kind: ``"primary"``, ``"danger"``, ``"quiet"``, ``"flush"`` (its icon stands at the edge, like what lies
            above and below it), ``"nav"``, ``"step"`` or empty.
        tip: shown when the mouse rests on it, and its name for screen readers when it has no text.
    """

    def __init__(self, text: str = "", icon_name: str = "", kind: str = "", tip: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self._kind = kind
        self._tone = ""
        self._tinted = ("", "")
        self.setProperty("kind", kind)
        self.setIconSize(QSize(18, 18))
        self.setToolTip(tip)
        self.say(text, tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tint()

    def say(self, text: str, spoken: str = "") -> None:
        """Show another text; `spoken` is the name for screen readers where there is none."""
        self.setText(f" {text}" if text and self._icon_name else text)  # Qt leaves hardly any room beside the icon
        self.setAccessibleName(text.replace("&", "").strip() or spoken)

    def set_icon(self, icon_name: str, tone: str = "") -> None:
        """Show another icon, in the colour of this name in `Tones`; empty: that of the words."""
        if (icon_name, tone) != (self._icon_name, self._tone):
            self._icon_name, self._tone = icon_name, tone
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RECOLOURING:
            self._tint()

    def _tint(self) -> None:
        tones = current_tones()
        colour = {"primary": tones.on_accent, "danger": tones.fail}.get(self._kind, tones.text)
        colour = getattr(tones, self._tone) if self._tone else colour
        # most changes of style come with the same colours, and icons are drawn anew from SVG
        if (self._icon_name, colour) == self._tinted:
            return
        self._tinted = (self._icon_name, colour)
        self.setIcon(icon(self._icon_name, colour, 18, tones.muted) if self._icon_name else QIcon())


def button(text: str, icon_name: str, clicked: Callable[[], object], kind: str = "", tip: str = "") -> Button:
    """A button that calls `clicked`."""
    made = Button(text, icon_name, kind, tip)

    def press() -> None:  # takes no argument: a button's signal carries whether it is checked
        clicked()

    made.clicked.connect(press)
    return made


class Picture(QWidget):
    """One of the program's icons on its own.

    Args:
        icon_name: one of ``resources/icons``.
        side_px: its side.
        tone: name of the colour in `Tones`.
    """

    def __init__(self, icon_name: str, side_px: int, tone: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self._tone = tone
        self.setFixedSize(QSize(side_px, side_px))

    def show_icon(self, icon_name: str, tone: str) -> None:
        """Show another icon, in another colour."""
        self._icon_name, self._tone = icon_name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_icon(painter, self._icon_name, QColor(getattr(current_tones(), self._tone)), QRectF(self.rect()))


class PlainLabel(QLabel):
    """Words from any source, never read as markup, without what could turn the direction of reading.

    Words of more than a line, such as the names of files, can be broken anywhere: Qt would make the page wider instead.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(_breakable(harmless(text)))
        self.setTextFormat(Qt.TextFormat.PlainText)

    def text(self) -> str:
        return super().text().replace(_MAY_BREAK, "")

    def setText(self, text: str) -> None:
        super().setText(_breakable(harmless(text)))


def _breakable(text: str) -> str:
    return _LONG_WORD.sub(lambda found: _MAY_BREAK.join(found.group()), text)


def plain_tip(text: str) -> str:
    """A tooltip that shows a text as it is: Qt takes what looks like markup for that."""
    shown = harmless(text)
    return escape(shown) if "<" in shown or "&lt;" in shown else shown


def label(text: str, kind: str = "") -> QLabel:
    """Words that wrap.

    Args:
        text: plain text.
        kind: ``"title"``, ``"heading"``, ``"muted"``, ``"clock"``, ``"script"``, ``"field"``, ``"missing"`` or empty.
    """
    made = PlainLabel(text)
    made.setProperty("kind", kind)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    # a policy of one's own takes the place of the one that word wrap has set this in
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def set_style(widget: QWidget, name: str, value: object) -> None:
    """Give a property that the style sheet asks for another value, of which Qt by itself takes no notice."""
    widget.setProperty(name, value)
    # rules are chosen when a widget is polished, and never again
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def field_label(text: str, buddy: QWidget) -> QLabel:
    """The name of a field, which is also the field's name for screen readers; ``&`` marks its shortcut letter."""
    made = QLabel(text)
    made.setProperty("kind", "field")
    made.setBuddy(buddy)
    buddy.setAccessibleName(text.replace("&", ""))
    return made


def row(*parts: QWidget | None, spacing_px: int = SMALL_GAP_PX) -> QHBoxLayout:
    """Widgets side by side; None is the stretch between them."""
    layout = QHBoxLayout()
    _fill(layout, parts, spacing_px)
    return layout


def column(*parts: QWidget | None, spacing_px: int = SMALL_GAP_PX) -> QVBoxLayout:
    """Widgets one below the other; None is the stretch between them."""
    layout = QVBoxLayout()
    _fill(layout, parts, spacing_px)
    return layout


def side_by_side(*columns: QVBoxLayout) -> QBoxLayout:
    """Columns of one width, which a narrow window may put one below the other."""
    layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    layout.setSpacing(GAP_PX)
    for part in columns:
        layout.addLayout(part, 1)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[QWidget | None, ...], spacing_px: int) -> None:
    layout.setSpacing(spacing_px)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
