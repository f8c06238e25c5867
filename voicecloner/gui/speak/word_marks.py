"""Marks the word that is being said in the text it was typed in, also where the text was edited meanwhile."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from voicecloner.domain.audio import WordTime
from voicecloner.gui.parts.theme import Tones, current_tones

Place = tuple[int, int]
# A word stays marked for as long after its end if the next one does not come sooner.
_LINGERING_S = 0.6
# Of a text that was said, at least this share must be unchanged in the text shown; else it is another text.
_ALIKE = 0.5


class WordPlaces:
    """When each word is said, and where it stands by now.

    Places are counted as Qt counts them, in UTF-16 units.

    Args:
        said: the text the words are timed in.
        shown: the text they are looked for in, where that differs by one edit; where it is another text altogether,
            there are none.
    """

    def __init__(self, said: str, shown: str) -> None:
        self._units = _units_before(said)
        self._start_s: NDArray[np.float64] = np.zeros(0)
        self._end_s: NDArray[np.float64] = np.zeros(0)
        self._places: NDArray[np.int64] = np.zeros((0, 2), np.int64)
        self._edits: list[tuple[int, int, int]] = []
        self._is_other_text = False
        if shown != said:
            self._compare(said, shown)

    def add(self, words: Iterable[WordTime]) -> None:
        """These are said after those that are known."""
        table = [(w.first_character, w.end_character, w.start_s, w.end_s) for w in words]
        if not table or self._is_other_text:
            return
        first, end, start_s, end_s = np.array(table).T
        places = self._units[np.clip(np.array([first, end], np.int64).T, 0, len(self._units) - 1)]
        for edit in self._edits:
            places = _moved(places, *edit)
        self._places = np.concatenate([self._places, places])
        self._start_s = np.concatenate([self._start_s, start_s])
        self._end_s = np.concatenate([self._end_s, end_s])

    def edited(self, position: int, removed: int, added: int) -> None:
        """So many characters at this place made room for so many others."""
        self._edits.append((position, removed, added))
        self._places = _moved(self._places, position, removed, added)

    def at(self, seconds: float) -> Place | None:
        """Where the word stands that is said at this moment: its first character and the one after its last."""
        index = int(np.searchsorted(self._start_s, seconds, side="right")) - 1
        if index < 0 or seconds > self._end_s[index] + _LINGERING_S:
            return None
        first, end = (int(place) for place in self._places[index])
        return (first, end) if first < end else None

    def _compare(self, said: str, shown: str) -> None:
        one, other = _codes(said), _codes(shown)
        before = _alike(one, other)
        after = _alike(one[before:][::-1], other[before:][::-1])
        self._is_other_text = before + after < _ALIKE * len(said)
        units, shown_units = self._units, _units_before(shown)
        start = int(units[before])
        removed = int(units[len(said) - after]) - start
        self._edits.append((start, removed, int(shown_units[len(shown) - after]) - start))


class WordMarks:
    """Marks one word of a text at a time, and lets a long text scroll along.

    It scrolls only as long as the word before was in sight: a user who has scrolled elsewhere is left there.

    Args:
        text: where the words are.
    """

    def __init__(self, text: QPlainTextEdit) -> None:
        self._text = text
        self._words = WordPlaces("", "")
        self._marked: Place | None = None
        self._tones: Tones | None = None
        # `textChanged` does not tell where
        text.document().contentsChange.connect(self._edited)

    @property
    def marked(self) -> str:
        """The word that is marked; empty: none."""
        return self._cursor(self._marked).selectedText() if self._marked else ""

    def begin(self, said: str) -> None:
        """Another text is said from now on; `add` tells when."""
        self.clear()
        self._words = WordPlaces(said, self._text.toPlainText())

    def add(self, words: Iterable[WordTime]) -> None:
        """These words are said after those that are known."""
        self._words.add(words)

    def show_at(self, seconds: float) -> None:
        """Mark what is said at this moment."""
        place = self._words.at(seconds)
        if place == self._marked and self._tones is current_tones():
            return
        follows = self._marked is None or self._is_in_sight(self._cursor(self._marked))
        self._mark(place)
        if place and follows:
            self._bring_into_sight(self._cursor(place))

    def clear(self) -> None:
        """Mark nothing."""
        self._mark(None)

    def _edited(self, position: int, removed: int, added: int) -> None:
        self._words.edited(position, removed, added)
        if self._marked:
            self._mark(None)  # until the next look: its place may be another by now

    def _mark(self, place: Place | None) -> None:
        self._marked, self._tones = place, current_tones()
        # beside the text: cursor, selection and undo of the user stay as they are
        self._text.setExtraSelections([_selection(self._cursor(place), self._tones)] if place else [])

    def _cursor(self, place: Place) -> QTextCursor:
        cursor = QTextCursor(self._text.document())
        last = self._text.document().characterCount() - 1
        cursor.setPosition(min(place[0], last))
        cursor.setPosition(min(place[1], last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _is_in_sight(self, cursor: QTextCursor) -> bool:
        bar, line = self._text.verticalScrollBar(), _line_of(cursor)
        return bar.value() <= line < bar.value() + bar.pageStep()

    def _bring_into_sight(self, cursor: QTextCursor) -> None:
        """Into the upper third, so that what follows is seen as well."""
        if not self._is_in_sight(cursor):
            bar = self._text.verticalScrollBar()
            bar.setValue(_line_of(cursor) - bar.pageStep() // 3)


def _line_of(cursor: QTextCursor) -> int:
    """The line of the screen in which the selection begins; the scroll bar of a plain text counts these."""
    block = cursor.document().findBlock(cursor.selectionStart())
    cursor.document().documentLayout().blockBoundingRect(block)  # lays the block out, if that was not done
    line = block.layout().lineForTextPosition(cursor.selectionStart() - block.position())
    return block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)


def _selection(cursor: QTextCursor, tones: Tones) -> QTextEdit.ExtraSelection:
    made = QTextEdit.ExtraSelection()
    style = QTextCharFormat()
    style.setBackground(QColor(tones.accent))
    style.setForeground(QColor(tones.on_accent))
    made.cursor, made.format = cursor, style
    return made


def _units_before(text: str) -> NDArray[np.int64]:
    """How many UTF-16 units stand before each character, and before the end."""
    return np.concatenate([[0], np.cumsum(1 + (_codes(text) > 0xFFFF))]).astype(np.int64)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _alike(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> int:
    """How many characters both begin with."""
    length = min(len(one), len(other))
    differing = np.flatnonzero(one[:length] != other[:length])
    return int(differing[0]) if len(differing) else length


def _moved(places: NDArray[np.int64], position: int, removed: int, added: int) -> NDArray[np.int64]:
    """The places after an edit; those that were edited themselves become empty."""
    first, end = places[:, 0], places[:, 1]
    is_touched = (first < position + removed) & (end > position)
    after = places + (added - removed) * (first >= position + removed)[:, None]
    after[is_touched] = 0
    return after
