"""The field for what shall be said: marks are put into it at the selection, and a word's pronunciation is asked for."""

import re

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from voicecloner.domain.pronunciation import MAX_WORD_CHARACTERS
from voicecloner.domain.text import is_speakable, shortened
from voicecloner.gui.translation import tr

STRESS_KEY, PAUSE_KEY = "Ctrl+B", "Ctrl+Shift+P"
_STEP_S, _LONGEST_S = 0.5, 10.0
_PAUSE = re.compile(r'<break time="(\d{1,2}(?:\.\d{1,2})?)s"/>\s*\Z')
_LONGEST_MARK = 40
_NAMED = 40
_LINE_ENDS = str.maketrans("\u2028\u2029", "\n\n")


class SpeechText(QPlainTextEdit):
    """A field for plain text. What its methods change can be undone, each in one step.

    Signals:
        pronounce_asked: the word of which the user wants to say how it is pronounced.
    """

    pronounce_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(placeholderText=tr("What should the voice say?"))
        self.setAccessibleName(tr("Text to say"))
        self.setProperty("kind", "text")
        # the key leads on to the next field: nobody speaks a tab
        self.setTabChangesFocus(True)
        for keys, action in ((STRESS_KEY, self.stress), (PAUSE_KEY, self.pause)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)

    def stress(self) -> None:
        """Put asterisks around the selection, or the word at the cursor; take them away where there are some."""
        cursor = self._words_at(self.textCursor())
        if not cursor.hasSelection():
            return
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        words, text = _selected(cursor), self.toPlainText()
        is_stressed = self._characters(start - 1, start) == "*" == self._characters(end, end + 1)
        if is_stressed:
            start, end, made = start - 1, end + 1, words
        else:
            made = f"*{words.replace('*', '')}*"
        if made.replace("*", "").strip() and text:
            self._replace(start, end, made)
            self._select(start + (not is_stressed), start + _units(made) - (not is_stressed))

    def pause(self) -> None:
        """Put half a second of silence at the cursor, behind the word it stands in; where there is silence, more."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        if self._characters(cursor.position(), cursor.position() + 1).isalnum():
            cursor.movePosition(QTextCursor.MoveOperation.EndOfWord)
        place = cursor.position()
        found = _PAUSE.search(self._characters(place - _LONGEST_MARK, place))
        seconds = min(_LONGEST_S, (float(found[1]) if found else 0.0) + _STEP_S)
        start = place - len(found[0]) if found else place
        before = "" if self._characters(start - 1, start).isspace() or not start else " "
        after = "" if self._characters(place, place + 1).isspace() else " "
        self._replace(start, place, f'{before}<break time="{seconds:g}s"/>{after}')

    def word_at(self, place: QPoint | None = None) -> str:
        """The selected words, or the one at a place of the field or at the cursor; empty where there is none.

        Args:
            place: where the mouse is; None: at the cursor.
        """
        cursor = self.textCursor()
        if place is not None and not cursor.hasSelection():
            cursor = self.cursorForPosition(place)
        words = " ".join(_selected(self._words_at(cursor)).replace("*", " ").split())
        return words if len(words) <= MAX_WORD_CHARACTERS and is_speakable(words) else ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        menu = self.menu(self.word_at(event.pos() if is_by_mouse else None))
        menu.popup(event.globalPos())

    def menu(self, word: str) -> QMenu:
        """What can be done with the text, and with a word of it."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        menu.addAction(tr("Stress"), QKeySequence(STRESS_KEY), self.stress)
        menu.addAction(tr("Pause"), QKeySequence(PAUSE_KEY), self.pause)
        if word:
            shown = shortened(word, _NAMED).replace("&", "&&")
            menu.addAction(tr("Pronounce “{shown}” as…", shown=shown), lambda: self.pronounce_asked.emit(word))
        return menu

    def _words_at(self, cursor: QTextCursor) -> QTextCursor:
        """The selection without the spaces at its ends, or the word at the cursor."""
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        words = _selected(cursor)
        start = cursor.selectionStart() + _units(words) - _units(words.lstrip())
        end = cursor.selectionEnd() - (_units(words) - _units(words.rstrip()))
        cursor.setPosition(start)
        cursor.setPosition(max(start, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _characters(self, start: int, end: int) -> str:
        """What stands between two places, as far as they are there."""
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(max(0, start), last))
        cursor.setPosition(min(max(0, end), last), QTextCursor.MoveMode.KeepAnchor)
        return _selected(cursor)

    def _replace(self, start: int, end: int, text: str) -> None:
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setFocus()

    def _select(self, start: int, end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)


def _selected(cursor: QTextCursor) -> str:
    """The selection; Qt has separators of its own for the ends of lines in it."""
    return cursor.selectedText().translate(_LINE_ENDS)


def _units(text: str) -> int:
    """How many characters Qt counts: those of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
