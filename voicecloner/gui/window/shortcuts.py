"""The keys of the window as a whole, and what they do."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS, SPEAK, VOICES, PageStack


class Shortcuts(QObject):
    """Keys, each with what it does.

    A shortcut of Qt takes its key away from whatever has the focus. So the keys that are letters are switched off while
    the user types, and Space while it would press a button.

    Args:
        window: hears the keys.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._letters: list[QShortcut] = []
        self._presses: list[QShortcut] = []
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def add(self, keys: str, called: Callable[[], object]) -> None:
        """Call this when the keys are pressed."""
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.activated.connect(called)
        if keys == "Space":
            self._presses.append(shortcut)
        elif len(keys) == 1:
            self._letters.append(shortcut)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        is_typing = isinstance(now, QLineEdit | QPlainTextEdit | QAbstractSpinBox | QComboBox)
        for shortcut in self._letters:
            shortcut.setEnabled(not is_typing)
        for shortcut in self._presses:
            shortcut.setEnabled(not is_typing and not isinstance(now, QAbstractButton))


class PageActions:
    """What the keys do; some of it depends on the page that is shown.

    Args:
        stack: the pages.
    """

    def __init__(self, stack: PageStack) -> None:
        self._stack = stack

    def record(self) -> None:
        """Start a recording, or end the one under way."""
        self._stack.show_page(CAPTURE)
        self._stack.capture.record()

    def import_files(self) -> None:
        """Ask for recordings; on the page of long texts, for one of these."""
        if self._stack.currentIndex() == LONG_TEXTS:
            self._stack.long_texts.choose_file()
            return
        self._stack.show_page(CAPTURE)
        self._stack.capture.import_files()

    def search(self) -> None:
        """Let a voice be searched for."""
        self._stack.show_page(VOICES)
        self._stack.voices.begin_search()

    def go_on(self) -> None:
        """Do what the page is there for: speak the text, speak with the chosen voice, or take the next step."""
        stack = self._stack
        number = stack.currentIndex()
        if number == SPEAK:
            stack.speak.speak()
        elif number == LONG_TEXTS:
            stack.long_texts.start()
        elif number == VOICES and stack.voices.voice:
            stack.speak_with(stack.voices.voice)
        elif number == CAPTURE and stack.capture.step:  # on its first step there is nothing to press yet
            stack.capture.go_on()
        else:
            stack.show_page(SPEAK)

    def save(self) -> None:
        """Save the speech that is shown."""
        if self._stack.currentIndex() == SPEAK:
            self._stack.speak.ask_where_to_save()

    def export(self) -> None:
        """Ask how the chosen takes are to be exported."""
        if self._stack.currentIndex() == SPEAK:
            self._stack.speak.ask_to_export()

    def toggle_playback(self) -> None:
        """Play or pause what is shown."""
        number = self._stack.currentIndex()
        if number == CAPTURE:
            self._stack.capture.toggle_playback()
        elif number == VOICES:
            self._stack.voices.toggle_playback()
        elif number == SPEAK:
            self._stack.speak.toggle_playback()
        elif number == LONG_TEXTS:
            self._stack.long_texts.toggle_playback()
