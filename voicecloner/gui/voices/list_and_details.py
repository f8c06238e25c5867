"""The list of voices beside what is known of the chosen one, or in a narrow window one in front of the other."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QWidget

from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, Card, button, row
from voicecloner.gui.translation import tr
from voicecloner.gui.voices.selection_bar import SelectionBar
from voicecloner.gui.voices.voice_details import VoiceDetails

_LEAST_LIST_PX, _LEAST_DETAILS_PX = 140, 320


class ListAndDetails(QSplitter):
    """Holds both. Where it is narrow the list has the whole width until the details are asked for.

    Args:
        view: the list.
        several: what can be done with several voices; stands below the list.
        details: of the chosen voice.

    Signals:
        left: the user goes back from the details to the list.
        turned: other parts of it are in sight than before.
    """

    left = Signal()
    turned = Signal()

    def __init__(self, view: QWidget, several: SelectionBar, details: VoiceDetails) -> None:
        super().__init__()
        self._is_narrow = self._is_in_front = False
        self.back_button = button(
            tr("&All voices"), "back", self._go_back, "quiet", tr("Back to the list of voices (Alt+A)")
        )
        self._list, self._shown = Card(), Card()
        self._list.body.setContentsMargins(6, 6, 6, 6)
        self._shown.body.setContentsMargins(2, 2, 2, 2)
        self._list.setMinimumWidth(_LEAST_LIST_PX)
        self._shown.setMinimumWidth(_LEAST_DETAILS_PX)
        for part in (view, several):
            self._list.body.addWidget(part)
        back = row(self.back_button, None)
        back.setContentsMargins(SMALL_GAP_PX, SMALL_GAP_PX // 2, SMALL_GAP_PX, 0)
        self._shown.body.addLayout(back)
        self._shown.body.addWidget(details)
        self.setHandleWidth(GAP_PX // 2)
        self.setChildrenCollapsible(False)
        for number, (part, stretch) in enumerate(((self._list, 2), (self._shown, 3))):
            self.addWidget(part)
            self.setStretchFactor(number, stretch)
        self.setSizes([2, 5])  # by what they wish for, the list would cut its lines off
        self._arrange()

    @property
    def hides_details(self) -> bool:
        """Whether the list is alone."""
        return self._is_narrow and not self._is_in_front

    @property
    def covers_list(self) -> bool:
        """Whether the details are in front of the list."""
        return self._is_narrow and self._is_in_front

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One in front of the other, or side by side."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._arrange()

    def show_details(self, *, is_in_front: bool = True) -> None:
        """Show the details where only one has room, or the list."""
        if is_in_front != self._is_in_front:
            self._is_in_front = is_in_front
            self._arrange()

    def _go_back(self) -> None:
        self.show_details(is_in_front=False)
        self.left.emit()

    def _arrange(self) -> None:
        self._list.setVisible(not self.covers_list)
        self._shown.setVisible(not self.hides_details)
        self.back_button.setVisible(self._is_narrow)
        self.turned.emit()
