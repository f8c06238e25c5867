"""The window: pages beside a sidebar, messages above, progress below, shortcuts and drops everywhere."""

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from voicecloner.domain.quality import Severity
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.dialogs.shortcuts import ShortcutsDialog
from voicecloner.gui.parts.message_bar import MessageBar
from voicecloner.gui.parts.scroll_page import SCROLL_BAR_PX, SIDE_PX, WIDEST_PX, centred_line, scroll_by_key
from voicecloner.gui.parts.sidebar import Sidebar
from voicecloner.gui.parts.status_strip import CREATING, SPEAKING, StatusStrip
from voicecloner.gui.translation import said
from voicecloner.gui.window.appearance import Appearance
from voicecloner.gui.window.arriving import ArrivingVoices
from voicecloner.gui.window.file_drop import accept_as_copy, dropped_files, is_long_text
from voicecloner.gui.window.garbage import GarbageCollector
from voicecloner.gui.window.leaving import Leaving
from voicecloner.gui.window.library_care import LibraryCare
from voicecloner.gui.window.library_watch import LibraryWatch
from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS, MODELS, SETTINGS, SPEAK, PageStack
from voicecloner.gui.window.page_tools import Message, make_page_tools
from voicecloner.gui.window.shortcuts import PageActions, Shortcuts
from voicecloner.gui.window.warm_up import WarmUp
from voicecloner.settings import AUTO_ENGINE

if TYPE_CHECKING:
    from voicecloner.api import Application
    from voicecloner.api.speaking import Player
    from voicecloner.gui.capture.page import CapturePage
    from voicecloner.gui.long_texts.page import LongTextsPage
    from voicecloner.gui.models.page import ModelsPage
    from voicecloner.gui.settings.page import SettingsPage
    from voicecloner.gui.speak.page import SpeakPage
    from voicecloner.gui.voices.page import VoicesPage

_SMALLEST = QSize(560, 380)
_USUAL = QSize(1080, 760)
_NARROW_PX = 760
_log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """The program's window.

    Only the page that is seen first is built at once; the others are imported and built after the first picture, or as
    soon as somebody wants one.

    Args:
        app: the program below the window: its use cases and settings.
        player: plays sound; another one for tests.
    """

    def __init__(self, app: "Application", player: "Player | None" = None) -> None:
        super().__init__()
        self._garbage = GarbageCollector(self)  # first of all: from here on other threads are at work
        self.setWindowTitle("VoiceCloner")
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.tools = make_page_tools(app, self, player)
        appearance = Appearance(self.tools.preferences, self)
        self._is_painted = False
        self._is_closed = False
        self.sidebar = Sidebar()
        self.care = LibraryCare(self.tools)
        self.arriving = ArrivingVoices(self.tools, self)
        self.message_bar = MessageBar()
        self.strip = StatusStrip(self.tools.bridge)
        self.stack = PageStack(self.tools)
        self._actions = PageActions(self.stack)  # a connection of Qt keeps no object of Python alive
        self.leaving = Leaving(self.tools, self.stack)
        self._warm_up = WarmUp(self.stack, self.tools.bridge)
        self._watch = LibraryWatch(self)
        self._build()
        self._connect()
        self._add_shortcuts()
        appearance.apply()
        self.show_page(CAPTURE)
        self._size_to_screen()

    @property
    def capture(self) -> "CapturePage":
        """The page that records and imports."""
        return self.stack.capture

    @property
    def voices(self) -> "VoicesPage":
        """The page of voices, built by now."""
        return self.stack.voices

    @property
    def speak(self) -> "SpeakPage":
        """The page that speaks, built by now."""
        return self.stack.speak

    @property
    def long_texts(self) -> "LongTextsPage":
        """The page of long texts, built by now."""
        return self.stack.long_texts

    @property
    def models(self) -> "ModelsPage":
        """The page of models, built by now."""
        return self.stack.models

    @property
    def settings(self) -> "SettingsPage":
        """The page of settings, built by now."""
        return self.stack.settings

    def show_page(self, number: int) -> None:
        """Show a page, by its number in `page_stack`."""
        self.stack.show_page(number)

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Show files where they belong: recordings on the capture page; those of voices are asked about."""
        self._show_files(self.arriving.take(paths))

    def come_forward(self, paths: tuple[Path, ...]) -> None:
        """The program was started again: show the window, and the files it was started with."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)  # where the desktop lets nobody take the front
        if paths:
            self.import_files(paths)

    def show_help(self) -> None:
        """Show the list of shortcuts."""
        if self.findChild(ShortcutsDialog) is None:
            ShortcutsDialog(self).open()

    def stop(self) -> None:
        """Stop what is heard and what is being done, or what comes before a recording."""
        self.capture.record_card.cancel()
        speak = self.stack.speak_if_built
        if speak and speak.is_speaking:
            speak.stop()
        self.tools.playback.stop()
        self.strip.stop()

    def quit(self) -> None:
        """Close the window, after asking where there is something to ask."""
        if not self.leaving.asks(self, self.close):
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            # not from here: the picture is handed to the screen only after this event
            QTimer.singleShot(0, self._warm_up, self._warm_up.start)
            QTimer.singleShot(0, self.tools.service, self.tools.service.start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_narrow(is_narrow=event.size().width() < _NARROW_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing that has the focus wanted: some keys scroll the page."""
        if not scroll_by_key(self.stack.scrolled, event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            accept_as_copy(event)
            self._light(is_lit=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(is_lit=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(is_lit=False)
        paths = dropped_files(event)
        if paths:
            accept_as_copy(event)
            self._take_dropped(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if event.spontaneous() and self.leaving.asks(self, self.close):  # by the user, not by the system's end
            event.ignore()
            return
        if not self._is_closed:
            self._is_closed = True
            self._warm_up.stop()
            self._watch.stop()
            self.hide()  # at once: what follows waits for threads
            self._close_parts()
        super().closeEvent(event)

    def _close_parts(self) -> None:
        """In this order: nothing may be at work any more when the library is closed."""
        self.tools.playback.close()
        self.tools.bridge.close()
        speak = self.stack.speak_if_built
        if speak:
            speak.draft.keep_at_close()
        try:
            self.capture.keeper.keep_at_close()
            self.tools.app.close()
        except VoiceClonerError as error:
            _log.error("a recording could not be kept for the next start: %s", error.message)
        self._garbage.stop()

    def _take_dropped(self, paths: tuple[Path, ...]) -> None:
        """A recording dropped beside a voice that can say it again is converted, all else becomes references."""
        paths = self.arriving.take(paths)
        if self.stack.currentIndex() == SPEAK and self.speak.can_convert and len(paths) == 1:
            self.speak.convert(paths[0])
        else:
            self._show_files(paths)

    def _show_files(self, paths: tuple[Path, ...]) -> None:
        long_text = next(filter(is_long_text, paths), None)
        if long_text:
            self.stack.show_long_text(long_text)
        elif paths:
            self.stack.import_files(paths)

    def _light(self, *, is_lit: bool) -> None:
        """Show where a file that is dragged over the window may be dropped."""
        self.capture.import_card.light(is_lit=is_lit)
        if long_texts := self.stack.long_texts_if_built:
            long_texts.light(is_lit=is_lit)

    def _build(self) -> None:
        bar = centred_line(self.message_bar, WIDEST_PX - 2 * SIDE_PX)
        bar.setContentsMargins(SIDE_PX, 12, SIDE_PX + SCROLL_BAR_PX, 0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(bar)
        right.addWidget(self.stack, 1)
        right.addWidget(self.strip)
        right.addWidget(self.capture.next_bar)
        whole = QWidget()
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sidebar)
        layout.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self.sidebar.help_asked.connect(self.show_help)
        self.arriving.arrived.connect(self.stack.show_voice)
        self.stack.shown.connect(self._page_shown)
        self.stack.repair_asked.connect(self.care.repair)
        self.tools.messages.posted.connect(self.message_bar.show_message)
        self.tools.messages.withdrawn.connect(self.message_bar.withdraw)
        self.tools.bridge.started.connect(lambda _running: self.message_bar.work_begun())
        self.tools.preferences.changed.connect(self._setting_changed)
        self._warm_up.built.connect(self._look_up)
        for catalogue in (self.tools.voices, self.tools.takes):
            self._watch.changed.connect(catalogue.refresh)

    def _add_shortcuts(self) -> None:
        keys, actions = Shortcuts(self), self._actions
        for number in range(self.stack.count()):
            keys.add(f"Ctrl+{number + 1}", partial(self.stack.go_to, number))
        keys.add("Ctrl+,", partial(self.stack.go_to, SETTINGS))
        keys.add("Ctrl+R", actions.record)
        keys.add("Ctrl+O", actions.import_files)
        keys.add("Ctrl+F", actions.search)
        for enter in ("Ctrl+Return", "Ctrl+Enter"):  # the second is the one of the number pad
            keys.add(enter, actions.go_on)
        keys.add("Ctrl+S", actions.save)
        keys.add("Ctrl+E", actions.export)
        keys.add("Space", actions.toggle_playback)
        keys.add("Ctrl+Z", self.tools.undo.undo)
        keys.add("Ctrl+Q", self.quit)
        keys.add("Esc", self.stop)
        for help_keys in ("?", "F1"):
            keys.add(help_keys, self.show_help)

    def _page_shown(self, number: int) -> None:
        self.sidebar.show_page(number)
        self.message_bar.go_to(number)
        self._leave_stop_to_page(number)
        if number in {SPEAK, LONG_TEXTS, SETTINGS}:
            self.tools.engines.request()
        if number == MODELS:
            self.models.refresh()
        if number == SETTINGS:
            self.settings.look_up_devices()

    def _leave_stop_to_page(self, number: int) -> None:
        if number == SPEAK:
            self.strip.leave_stop_of(SPEAKING, self.speak.form.speak_button)
        elif number == CAPTURE:
            self.strip.leave_stop_of(CREATING, self.capture.form.create_button)
        else:
            self.strip.leave_stop_of("", None)

    def _look_up(self) -> None:
        """What is not needed for the first picture."""
        self._watch.begin(self.tools.data_folder)
        self.tools.voices.refresh()
        self.tools.takes.refresh()
        self.speak.draft.look_up()
        if self.tools.settings.default_engine != AUTO_ENGINE:
            self.tools.engines.request()  # it may ask less of recordings than is usual
        self.capture.look_up()
        notes = self.tools.preferences.notes
        if notes:
            self.tools.messages.tell(Message(said(notes[0]), said(" ".join(notes[1:])), Severity.WARN))

    def _setting_changed(self, key: str) -> None:
        if key == "voice_quota":
            self.voices.refresh()
        if key == "keep_takes_days":
            self.tools.takes.refresh()

    def _size_to_screen(self) -> None:
        available = self.screen().availableSize()
        self.resize(_USUAL.boundedTo(available).expandedTo(_SMALLEST))
