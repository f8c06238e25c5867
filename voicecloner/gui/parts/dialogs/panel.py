"""The frame of the program's own dialogs: what they say, what goes between, and the buttons below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import GAP_PX, Button, label, row
from voicecloner.gui.parts.scroll_page import Sheet

WIDTH_PX = 460
# Of the screen's height, what is left to the desktop.
_FREE_PX = 80


class Panel(QDialog):
    """A dialog that holds up only its window; its contents go into `body` and scroll where the screen is low.

    Args:
        title: of its window.
        heading: its first line; empty: there is none.
        parent: the window behind it.
        width_px: how wide it is.
    """

    def __init__(self, title: str, heading: str, parent: QWidget | None, width_px: int = WIDTH_PX) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setProperty("kind", "panel")
        # a dialog that was closed would otherwise live as long as its window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._width_px = width_px
        self._sheet = Sheet()
        self.body = QVBoxLayout(self._sheet)
        self.body.setContentsMargins(GAP_PX * 3 // 2, GAP_PX * 3 // 2, GAP_PX * 3 // 2, GAP_PX // 2)
        self.body.setSpacing(GAP_PX // 2)
        if heading:
            self.body.addWidget(label(heading, "heading"))
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._sheet)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(GAP_PX * 3 // 2, GAP_PX // 2, GAP_PX * 3 // 2, GAP_PX * 3 // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)  # the border
        layout.setSpacing(0)
        layout.addWidget(self.area, 1)
        layout.addLayout(self._foot)

    def set_buttons(self, *buttons: Button, beside: QWidget | None = None) -> None:
        """The buttons, from left to right, at the right end; `beside` stands at the left end."""
        self._foot.addLayout(row(beside, None, *buttons) if beside else row(None, *buttons))

    def showEvent(self, event: QShowEvent) -> None:
        # only now is it known on which screen, and before it is seen
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Be as high as the contents, or as the screen allows."""
        width_px = min(self._width_px, self.screen().availableSize().width())
        # Qt puts off the layout of what is not seen yet, and gives old heights until then
        self.body.activate()
        needed_px = self._sheet.heightForWidth(width_px - 2)
        if needed_px < 0:
            needed_px = self._sheet.sizeHint().height()
        whole_px = needed_px + self._foot.sizeHint().height() + 2
        most_px = self.screen().availableSize().height() - _FREE_PX
        # left to itself, a scroll bar that was there once makes the contents narrow, and so high that it stays
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if whole_px > most_px else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.area.setVerticalScrollBarPolicy(policy)
        self.resize(width_px, min(whole_px, most_px))
