"""Where the user is on a way of few steps, and where they may go."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QWidget

from voicecloner.domain.quality import Severity
from voicecloner.gui.parts.basics import Button
from voicecloner.gui.translation import tr


class StepBar(QWidget):
    """The steps in their order, each a button.

    Args:
        names: of the steps.

    Signals:
        chosen: the number of the step the user wants, from 0.
    """

    chosen = Signal(int)

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names
        self._group = QButtonGroup(self)
        self.buttons = tuple(self._made(number, name) for number, name in enumerate(names))
        layout = self._line = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for number, made in enumerate(self.buttons):
            if number:
                between = QLabel("›")
                between.setProperty("kind", "muted")
                layout.addWidget(between)
            layout.addWidget(made)
        layout.addStretch(1)
        self.setAccessibleName(tr("Steps"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_step(self, number: int, reachable: frozenset[int]) -> None:
        """Mark the step the user is at, and let those be chosen that can be."""
        self.buttons[number].setChecked(True)
        for place, made in enumerate(self.buttons):
            made.setEnabled(place == number or place in reachable)
            where = tr("you are here") if place == number else "" if place in reachable else tr("not yet")
            made.setAccessibleDescription(where)
        self._fit()

    def tell(self, number: int, verdict: Severity | None) -> None:
        """Show what came out of a step; None: nothing yet."""
        made = self.buttons[number]
        made.set_icon(verdict.value if verdict else "", verdict.value if verdict else "")
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for the names of all steps, only the one the user is at has its name."""
        for place in range(len(self.buttons)):
            self._say(place, with_name=True)
        if self._line.totalMinimumSize().width() > self.width():
            for place, made in enumerate(self.buttons):
                self._say(place, with_name=made.isChecked())

    def _say(self, place: int, *, with_name: bool) -> None:
        whole = f"{place + 1}  {self._names[place]}"
        self.buttons[place].say(whole if with_name else str(place + 1))
        self.buttons[place].setAccessibleName(whole)
        self.buttons[place].setToolTip("" if with_name else self._names[place])

    def _made(self, number: int, name: str) -> Button:
        made = Button(f"{number + 1}  {name}", "", "step")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(made, number)
        made.clicked.connect(lambda: self.chosen.emit(number))
        return made
