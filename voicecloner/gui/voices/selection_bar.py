"""What can be done with several voices at once; shown while more than one is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionRange, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QListView, QSizePolicy, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import button, row, set_style
from voicecloner.gui.translation import tr
from voicecloner.gui.voices.voice_rows import VoicesModel

_TERSE_PX = 200


class SelectionBar(QWidget):
    """Says how many are chosen.

    Further actions find their place in `actions_row`.

    Args:
        view: the list in which they are chosen.
        model: its voices.

    Signals:
        tag_asked, export_asked, delete_asked: with the numbers of the chosen voices.
    """

    tag_asked = Signal(object)
    export_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, view: QListView, model: VoicesModel) -> None:
        super().__init__()
        self._view = view
        self._model = model
        self.count = QLabel()
        tag = button(
            tr("A&dd tag…"), "tag", lambda: self.tag_asked.emit(self.numbers), "", tr("Give all of them a tag")
        )
        export = button(
            tr("Export…"),
            "save",
            lambda: self.export_asked.emit(self.numbers),
            "",
            tr("Write all of them into one file"),
        )
        delete = button(
            tr("Delete"),
            "trash",
            lambda: self.delete_asked.emit(self.numbers),
            "danger",
            tr("Put all of them into the trash"),
        )
        self._words = {each: (each.text(), each.toolTip()) for each in (tag, export, delete)}
        self.actions_row = row(tag, export, delete, None, spacing_px=4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.count)
        layout.addLayout(self.actions_row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # what is left is the list's
        self._wanted_px = self.minimumSizeHint().width()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        is_terse = event.size().width() < _TERSE_PX  # below each other, they would take a low window's whole list
        for each, (words, tip) in self._words.items():
            each.say("" if is_terse else words.strip(), tip)
            set_style(each, "terse", is_terse)
        is_below = not is_terse and event.size().width() < self._wanted_px
        self.actions_row.setDirection(below if is_below else beside)

    @property
    def numbers(self) -> Sequence[int]:
        """The chosen voices, in the order of the list."""
        return self._model.numbers_at(_places(self._view.selectionModel().selection()))

    def look(self) -> None:
        """The choice has changed."""
        # by ranges: Ctrl+A in a long list makes one of them, and a hundred thousand indexes
        chosen = sum(part.height() for part in _ranges(self._view.selectionModel().selection()))
        self.count.setText(tr("{chosen} voices chosen", chosen=chosen))
        self.setVisible(chosen > 1)


def _places(selection: QItemSelection) -> list[int]:
    return sorted(place for part in _ranges(selection) for place in range(part.top(), part.bottom() + 1))


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    return [selection.at(number) for number in range(selection.count())]
