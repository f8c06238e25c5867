"""The frame of a page: title, a sentence, and room that scrolls where the window is small."""

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPropertyAnimation, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import GAP_PX, column, label

WIDEST_PX = 980
_GLIDE_MS_RANGE, _GLIDE_MS_PER_PX = (250, 900), 4
# Of the height: what is read lies no lower, so that what comes next is in sight as well.
_LOWEST_SHARE = 0.45
SIDE_PX = GAP_PX * 3 // 2
"""Left and right of what a page holds."""
SCROLL_BAR_PX = 12
"""Room that pages leave for it; what stands above and below them leaves it too, so that all edges are in line."""


class Sheet(QWidget):
    """What lies in a scroll area: as high as its contents are at the width they have, and no higher."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "page")

    def minimumSizeHint(self) -> QSize:
        """Qt adds up the heights that words have at a narrower width than theirs: a blank tail of hundreds of pixels
        follows the contents, unless it goes by the height for the width alone.
        """
        return QSize(super().minimumSizeHint().width(), 0)


def centred(inner: QWidget) -> QWidget:
    """`inner` as wide as a page's contents may be, in the middle of a wider window."""
    outer = QWidget()
    outer.setLayout(centred_line(inner, WIDEST_PX))
    return outer


def centred_line(inner: QWidget, widest_px: int) -> QHBoxLayout:
    """`inner` as wide as there is room, in the middle once it is `widest_px` wide."""
    inner.setMaximumWidth(widest_px)
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, SCROLL_BAR_PX, 0)
    line.addStretch(1)
    # far more than the stretches, which share what is left once it is as wide as it may be
    line.addWidget(inner, 1000)
    line.addStretch(1)
    return line


class ScrollColumn(QScrollArea):
    """Contents go into `column`, at most `WIDEST_PX` wide and in the middle of a wider window.

    What gets the focus by a key comes into sight.

    Args:
        title: its name for screen readers.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # else the tab key would stop at every page, where nothing can be pressed
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        sheet = Sheet()
        sheet.setMaximumWidth(WIDEST_PX)
        self.column = QVBoxLayout(sheet)
        self.column.setContentsMargins(SIDE_PX, GAP_PX, SIDE_PX, SIDE_PX)
        self.column.setSpacing(GAP_PX)
        self.setWidget(sheet)
        self._glide = QPropertyAnimation(self.verticalScrollBar(), b"value", self)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutSine)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width(0, 0)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def glide_to(self, part: QWidget, covered_px: int, *, is_covered: bool) -> None:
        """Scroll by as little as is needed, and as slowly as the eye can follow, to a part that is read now.

        One that lies low comes to the middle; so with sentence after sentence the page moves a few lines at a time and
        never by a whole screen.

        Args:
            part: what is to be seen.
            covered_px: how much room is left above it.
            is_covered: whether something lies there already, so that what is there is not in sight.
        """
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # its place may be about to change
        top, bar = part.mapTo(self.viewport(), QPoint()).y(), self.verticalScrollBar()
        height = self.viewport().height()
        least, lowest = covered_px if is_covered else 0, round(_LOWEST_SHARE * height)
        if least <= top <= min(lowest, height - part.height()):
            return
        highest = covered_px + GAP_PX // 2
        wanted = max(highest, min(lowest, height - part.height() - GAP_PX // 2)) if top > least else highest
        end = min(max(bar.minimum(), bar.value() + top - wanted), bar.maximum())
        shortest_ms, longest_ms = _GLIDE_MS_RANGE
        self._glide.stop()
        self._glide.setDuration(min(max(shortest_ms, _GLIDE_MS_PER_PX * abs(end - bar.value())), longest_ms))
        self._glide.setEndValue(end)
        self._glide.start()

    def _keep_width(self, least: int, most: int) -> None:
        """The contents stay where they are when the scroll bar comes and goes: its room is always left free."""
        self.setViewportMargins(0, 0, 0 if most > least else SCROLL_BAR_PX, 0)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Not what was clicked at: it would move away below the mouse."""
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now and now is not self.widget() and not by_mouse and self.isAncestorOf(now) and now.isVisible():
            self.ensureWidgetVisible(now, 0, GAP_PX * 3 // 2)


class ScrollPage(ScrollColumn):
    """A page: its title, a sentence, and what goes into `column`."""

    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__(title)
        self.column.addLayout(column(label(title, "title"), label(subtitle, "muted"), spacing_px=2))


_KEYS = {
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
}


def scroll_by_key(area: QScrollArea, event: QKeyEvent) -> bool:
    """Scroll by PageUp, PageDown, Home or End; whether it was one of these."""
    action = _KEYS.get(Qt.Key(event.key()))
    if action is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    area.verticalScrollBar().triggerAction(action)
    return True
