"""A choice of languages that can be typed into."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView

from voicecloner.gui.parts.elided import ElidedLine
from voicecloner.gui.parts.words import LANGUAGES, language_name, sorted_languages
from voicecloner.gui.translation import tr


class SearchableCombo(QComboBox):
    """A combo box whose entries are found by any part of their text.

    A click anywhere on it opens the list of all; typing makes it shorter. Enter, or going elsewhere, takes what was
    typed for the only entry it fits; what fits none or several jumps back to the last choice.

    Args:
        words_if_empty: what it says while nothing is chosen.
    """

    def __init__(self, words_if_empty: str = "") -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMaxVisibleItems(14)
        self._line = ElidedLine(placeholderText=words_if_empty)
        self.setLineEdit(self._line)
        self._choices = QListView()
        self._choices.setProperty("kind", "choices")
        self._choices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setPopup(self._choices)
        self.setCompleter(completer)
        self._completer = completer
        self._line.editingFinished.connect(self._settle)
        self._line.textChanged.connect(lambda _text: self._show_beginning())
        for part in (self._line, self._choices):
            part.installEventFilter(self)
        self._choices.setAccessibleName(tr("Choices"))

    def setAccessibleName(self, name: str) -> None:
        """Also of the line in it, which has the focus."""
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # left to the window, Esc would stop what is being done, and leave the list open
        if watched is self._choices and _is_esc(event):
            event.accept()
            return True
        # an editable box never hears of clicks on its line
        if watched is self._line and event.type() == QEvent.Type.MouseButtonRelease:
            self._open()
        return super().eventFilter(watched, event)

    def _show_beginning(self) -> None:
        """Of a long text that was chosen, not typed."""
        if not self._line.isModified():
            self._line.setCursorPosition(0)

    def _open(self) -> None:
        """Show all entries below the line, at the one that is chosen, with the line's text ready to be typed over."""
        # without one all entries match
        self._completer.setCompletionPrefix("")
        self._completer.complete()
        chosen = self._completer.completionModel().index(self.currentIndex(), 0)
        self._choices.setCurrentIndex(chosen)
        self._choices.scrollTo(chosen)
        self._line.selectAll()

    def _settle(self) -> None:
        found = self._index_meant(self.currentText())
        if found >= 0:
            self.setCurrentIndex(found)
        self.setEditText(self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)

    def _index_meant(self, typed: str) -> int:
        """Which entry is called so, or is the only one to contain it; -1: none."""
        called = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if called >= 0 or not typed:
            return called
        containing = [i for i in range(self.count()) if typed.casefold() in self.itemText(i).casefold()]
        return containing[0] if len(containing) == 1 else -1


def _is_esc(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent):
        return False
    return event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape


class LanguageCombo(SearchableCombo):
    """Languages by name; `tag` is the BCP 47 tag chosen."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.offer(LANGUAGES, tag)

    @property
    def tag(self) -> str:
        """The chosen language."""
        return str(self.currentData() or "")

    def offer(self, tags: Iterable[str], chosen: str = "") -> None:
        """Offer these languages, and choose one; the choice made before by default."""
        chosen = chosen or self.tag
        # emptied and filled, it would name one language after the other as the chosen one
        with QSignalBlocker(self):
            self.clear()
            for tag, name in sorted_languages([*tags, chosen]):
                self.addItem(name, tag)
        self.choose(chosen)

    def choose(self, tag: str) -> None:
        """Choose a language; one that is not offered is added."""
        if self.findData(tag) < 0:
            self.addItem(language_name(tag), tag)
        self.setCurrentIndex(self.findData(tag))


class SpokenLanguageCombo(SearchableCombo):
    """Languages by name below an entry that leaves the choice to the voice, for which `tag` is empty.

    Args:
        nobodys: that entry.
    """

    def __init__(self, nobodys: str) -> None:
        super().__init__()
        self._nobodys = nobodys
        self.offer(())

    @property
    def tag(self) -> str:
        """The chosen language; empty: none."""
        return str(self.currentData() or "")

    def offer(self, tags: Iterable[str]) -> None:
        """Offer these languages; the choice made before stays."""
        chosen = self.tag
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self._nobodys, "")
            for tag, name in sorted_languages([*tags, *filter(None, [chosen])]):
                self.addItem(name, tag)
            self.setCurrentIndex(self.findData(chosen))
