"""What is seldom wanted, folded away."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import SMALL_GAP_PX, button, row
from voicecloner.gui.translation import tr


class More(QWidget):
    """A button that unfolds what lies below it.

    Args:
        parts: what is folded away, one below the other.
    """

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.toggle_button = button(tr("More"), "chevron", self.toggle, "flush", tr("Show what is seldom wanted"))
        self.inside = QWidget()
        inner = QVBoxLayout(self.inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SMALL_GAP_PX)
        for part in parts:
            inner.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addLayout(row(self.toggle_button, None))
        layout.addWidget(self.inside)
        self.unfold(is_open=False)

    def toggle(self) -> None:
        """Unfold it, or fold it away."""
        self.unfold(is_open=self.inside.isHidden())

    def unfold(self, *, is_open: bool) -> None:
        """Show what lies in it, or hide it."""
        self.inside.setVisible(is_open)
        self.toggle_button.say(tr("Less") if is_open else tr("More"))
        self.toggle_button.set_icon("chevron-up" if is_open else "chevron")
