"""The chapters of a document: which are to be read, how long they are, and how far reading is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from voicecloner.domain.text import one_line
from voicecloner.gui.long_texts.plain_table import dress, share_width, show_rows
from voicecloner.gui.parts.basics import plain_tip
from voicecloner.gui.translation import tr
from voicecloner.wording import time_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecloner.api.books import SeenChapter

_TITLE, _LENGTH, _STATE = range(3)
_ROWS_SHOWN = 8
_ENABLED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ChapterList(QTableWidget):
    """A row for each chapter, with a tick.

    Signals:
        ticked: others are ticked.
    """

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self._chapters: tuple[SeenChapter, ...] = ()
        self._begun = 0
        self.setHorizontalHeaderLabels([tr("Chapter"), tr("Length"), ""])
        dress(self, tr("Chapters"))
        share_width(self, (_TITLE,), (_LENGTH, _STATE))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the chapters of a part begin alike
        self.itemChanged.connect(self._changed)

    @property
    def chosen(self) -> "tuple[SeenChapter, ...]":
        """Those that are ticked."""
        return tuple(chapter for chapter, tick in self._rows() if tick.checkState() == Qt.CheckState.Checked)

    @property
    def are_all_chosen(self) -> bool:
        """Whether every one is ticked."""
        return len(self.chosen) == len(self._chapters)

    def show_chapters(self, chapters: "tuple[SeenChapter, ...]") -> None:
        """Show these, all of them ticked."""
        self._chapters, self._begun = chapters, 0
        with QSignalBlocker(self):
            self.setRowCount(len(chapters))
            for place, chapter in enumerate(chapters):
                self._fill_row(place, chapter)
        show_rows(self, len(chapters), _ROWS_SHOWN)
        self.ticked.emit()

    def tick_all(self, *, is_ticked: bool) -> None:
        """Tick all of them, or none."""
        state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        with QSignalBlocker(self):
            for _chapter, tick in self._rows():
                tick.setCheckState(state)
        self.viewport().update()
        self.ticked.emit()

    def set_locked(self, *, is_locked: bool) -> None:
        """What is being read goes by what was ticked."""
        with QSignalBlocker(self):
            for _chapter, tick in self._rows():
                tick.setFlags(_ENABLED if is_locked else _ENABLED | Qt.ItemFlag.ItemIsUserCheckable)

    def show_begun(self, number: int) -> None:
        """It is this chapter's turn, and those before it are read; 0: nothing is being read."""
        self._begun = number
        self._show_states({})
        if number:
            self.scrollTo(self.model().index(max(0, number - 1), _TITLE))

    def show_read(self) -> None:
        """All that were ticked are read."""
        self._begun = 0
        self._show_states({chapter.number: tr("Read") for chapter in self.chosen})

    def _show_states(self, told: dict[int, str]) -> None:
        chosen = {chapter.number for chapter in self.chosen}
        with QSignalBlocker(self):
            for place, chapter in enumerate(self._chapters):
                state = told.get(chapter.number, self._state(chapter.number) if chapter.number in chosen else "")
                item = self.item(place, _STATE)
                if item:
                    item.setText(state)
        self.viewport().update()

    def _state(self, number: int) -> str:
        if not self._begun or number > self._begun:
            return ""
        return tr("Being read") if number == self._begun else tr("Read")

    def _fill_row(self, place: int, chapter: "SeenChapter") -> None:
        title, length, state = (QTableWidgetItem() for _ in range(3))
        title.setText(one_line(chapter.title))
        title.setToolTip(plain_tip(chapter.title))
        title.setFlags(_ENABLED | Qt.ItemFlag.ItemIsUserCheckable)
        title.setCheckState(Qt.CheckState.Checked)
        length.setText(f"{time_words(chapter.seconds)} ")
        length.setToolTip(tr("{words:,} words", words=chapter.words).replace(",", "\u00a0"))
        for item in (length, state):
            item.setFlags(_ENABLED)
        for column, item in enumerate((title, length, state)):
            self.setItem(place, column, item)

    def _rows(self) -> "Iterator[tuple[SeenChapter, QTableWidgetItem]]":
        for place, chapter in enumerate(self._chapters):
            tick = self.item(place, _TITLE)
            if tick:
                yield chapter, tick

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _TITLE:
            self.ticked.emit()
