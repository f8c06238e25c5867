"""The window: pages beside a sidebar, messages above, progress below, shortcuts and drops everywhere."""

import logging
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.capture.page import CapturePage
from voicecloner.gui.parts.dialogs.shortcuts import ShortcutsDialog
from voicecloner.gui.parts.message_bar import MessageBar
from voicecloner.gui.parts.scroll_page import SCROLL_BAR_PX, SIDE_PX, WIDEST_PX, centred_line, scroll_by_key
from voicecloner.gui.parts.sidebar import Sidebar
from voicecloner.gui.parts.sound.view import load_painting
from voicecloner.gui.parts.status_strip import CREATING, SPEAKING, StatusStrip
from voicecloner.gui.parts.theme import apply_colours, apply_theme
from voicecloner.gui.parts.wheel_guard import guard_all
from voicecloner.gui.window.garbage import GarbageCollector
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.leaving import Leaving
from voicecloner.gui.window.library_care import LibraryCare
from voicecloner.gui.window.library_watch import LibraryWatch
from voicecloner.gui.window.page_tools import Message, make_page_tools
from voicecloner.gui.window.qt_classes import QtClasses
from voicecloner.settings import AUTO_ENGINE

if TYPE_CHECKING:
    from voicecloner.api import Application
    from voicecloner.audio.playback.player import Player
    from voicecloner.gui.models.page import ModelsPage
    from voicecloner.gui.settings.page import SettingsPage
    from voicecloner.gui.speak.page import SpeakPage
    from voicecloner.gui.voices.page import VoicesPage

PageT = TypeVar("PageT", bound=QWidget)

CAPTURE, VOICES, SPEAK, MODELS, SETTINGS = range(5)
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
        self._garbage = GarbageCollector(self)
        self.setWindowTitle("VoiceCloner")
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.tools = make_page_tools(app, self, player)
        self._apply(apply_colours)
        self._is_closed = False
        self.sidebar = Sidebar()
        self.care = LibraryCare(self.tools)
        self.message_bar = MessageBar()
        self.strip = StatusStrip(self.tools.bridge)
        self.capture = CapturePage(self.tools)
        self.leaving = Leaving(self.tools, self.capture, self._speak_if_built)
        self._to_build = [VOICES, SPEAK, MODELS, SETTINGS]
        self._is_painted = False
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self._add_shortcuts()
        self._apply_theme()  # as late as this: with a style sheet it takes twice as long to build the pages
        self.show_page(CAPTURE)
        self._size_to_screen()
        self._watch = LibraryWatch(self)
        self._watch.changed.connect(self._changed_elsewhere)

    @cached_property
    def voices(self) -> "VoicesPage":
        """The page of voices."""
        from voicecloner.gui.voices.page import VoicesPage

        page = self._place(VOICES, VoicesPage(self.tools))
        page.speak_asked.connect(self.speak_with)
        page.capture_asked.connect(self._show_capture)
        return page

    @cached_property
    def speak(self) -> "SpeakPage":
        """The page that speaks."""
        from voicecloner.gui.speak.page import SpeakPage

        page = self._place(SPEAK, SpeakPage(self.tools))
        page.capture_asked.connect(self._show_capture)
        return page

    @cached_property
    def models(self) -> "ModelsPage":
        """The page of models."""
        from voicecloner.gui.models.page import ModelsPage

        return self._place(MODELS, ModelsPage(self.tools))

    @cached_property
    def settings(self) -> "SettingsPage":
        """The page of settings."""
        from voicecloner.gui.settings.page import SettingsPage

        page = self._place(SETTINGS, SettingsPage(self.tools))
        page.repair_asked.connect(self.care.repair)
        return page

    def go_to(self, number: int) -> None:
        """Show a page, and give the focus to what it is about: for those who came by a key."""
        self.show_page(number)
        self._page(number).focus()

    def show_page(self, number: int) -> None:
        """Show a page: `CAPTURE`, `VOICES`, `SPEAK`, `MODELS` or `SETTINGS`."""
        self._page(number)
        self.stack.setCurrentIndex(number)
        self.sidebar.show_page(number)
        self.strip.leave_stop_of({SPEAK: SPEAKING, CAPTURE: CREATING}.get(number, ""))
        if number in {SPEAK, SETTINGS}:
            self.tools.engines.request()
        if number == MODELS:
            self.models.refresh()
        if number == SETTINGS:
            self.settings.look_up_devices()

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Show files on the capture page."""
        self.show_page(CAPTURE)
        self.capture.check(paths)

    def come_forward(self, paths: tuple[Path, ...]) -> None:
        """The program was started again: show the window, and the files it was started with."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)  # where the desktop lets nobody take the front
        if paths:
            self.import_files(paths)

    def speak_with(self, voice: Voice) -> None:
        """Show the speak page with this voice chosen."""
        self.show_page(SPEAK)
        self.speak.choose(voice)

    def _choose(self, voice: Voice) -> None:
        self.voices.choose(voice)

    def visit(self, voice: Voice) -> None:
        """Show a new voice, and let it be heard."""
        self.voices.choose(voice, then_hear=True)
        self.go_to(VOICES)
        self.voices.measure(voice)

    def stop(self) -> None:
        """Stop what is heard and what is being done, or what comes before a recording."""
        self.capture.record_card.cancel()
        if self.speak.is_speaking:
            self.speak.stop()
        self.tools.playback.stop()
        self.strip.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._make_classes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_narrow(is_narrow=event.size().width() < _NARROW_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing that has the focus wanted: some keys scroll the page."""
        page = self.stack.currentWidget()
        is_capture = self.stack.currentIndex() == CAPTURE
        area = page if isinstance(page, QScrollArea) else self.capture.area if is_capture else self.voices.details
        if not scroll_by_key(area, event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_files(event):
            _accept_as_copy(event)
            self.capture.import_card.light(is_lit=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.capture.import_card.light(is_lit=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.capture.import_card.light(is_lit=False)
        paths = _dropped_files(event)
        if paths:
            _accept_as_copy(event)
            self._accept_dropped(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if event.spontaneous() and self.leaving.asks(self, self.close):  # by the user, not by the system's end
            event.ignore()
            return
        if not self._is_closed:
            self._is_closed = True
            self._watch.stop()
            self.hide()
            self.tools.playback.close()
            self.tools.bridge.close()
            speak = self._speak_if_built()
            if speak:
                speak.draft.keep_at_close()
            self._close_core()
            self._garbage.stop()
        super().closeEvent(event)

    def _accept_dropped(self, paths: tuple[Path, ...]) -> None:
        """A recording dropped beside a voice that can say it again is converted, all else becomes references."""
        if self.stack.currentIndex() == SPEAK and self.speak.can_convert and len(paths) == 1:
            self.speak.convert(paths[0])
        else:
            self.import_files(paths)

    def quit(self) -> None:
        """Close the window, after asking where there is something to ask."""
        if not self.leaving.asks(self, self.close):
            self.close()

    def _close_core(self) -> None:
        try:
            self.capture.keeper.keep_at_close()
            self.tools.app.close()
        except VoiceClonerError:
            _log.exception("a recording could not be kept for the next start")

    def _build(self) -> None:
        for page in (self.capture, *(QWidget() for _later in self._to_build)):
            self.stack.addWidget(page)
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
        _tame(self)

    def _page(self, number: int) -> "CapturePage | VoicesPage | SpeakPage | ModelsPage | SettingsPage":
        """A page, built by now."""
        if number == CAPTURE:
            return self.capture
        if number == VOICES:
            return self.voices
        if number == SPEAK:
            return self.speak
        return self.models if number == MODELS else self.settings

    def _place(self, number: int, page: PageT) -> PageT:
        """Put a page that was built where it belongs."""
        self._to_build.remove(number)
        self.stack.insertWidget(number, page)
        stand_in = self.stack.widget(number + 1)
        if stand_in:
            self.stack.removeWidget(stand_in)
            stand_in.deleteLater()
        _tame(page)
        return page

    def _make_classes(self) -> None:
        QtClasses(self).made.connect(self._import_pages)

    def _import_pages(self) -> None:
        """Import the other pages elsewhere, so that the window answers meanwhile, then build them."""
        task = Task(lambda _progress, _cancel: _import_pages(), Queue.LIBRARY)
        self.tools.bridge.submit(task, Reply(done=lambda _nothing: self._build_next()))

    def _build_next(self) -> None:
        """Build the pages one after the other, so that the window answers in between; then look up what they show."""
        if self._is_closed:
            return
        if not self._to_build:
            self._look_up()
            return
        self._page(self._to_build[0])
        QTimer.singleShot(0, self, self._build_next)

    def _speak_if_built(self) -> "SpeakPage | None":
        return self.speak if SPEAK not in self._to_build else None

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self.sidebar.help_asked.connect(self.show_help)
        self.tools.messages.posted.connect(self.message_bar.show_message)
        self.tools.messages.withdrawn.connect(self.message_bar.withdraw)
        self.tools.preferences.changed.connect(self._setting_changed)
        QApplication.styleHints().colorSchemeChanged.connect(self._apply_theme)
        self.capture.speak_asked.connect(self.speak_with)
        self.capture.voice_made.connect(self._choose)
        self.capture.visit_asked.connect(self.visit)
        self.capture.back_asked.connect(self._show_capture)

    def _add_shortcuts(self) -> None:
        for number in range(self.stack.count()):
            self._shortcut(f"Ctrl+{number + 1}", partial(self.go_to, number))
        self._shortcut("Ctrl+R", self._record)
        self._shortcut("Ctrl+O", self._import)
        self._shortcut("Ctrl+F", self._search)
        self._shortcut("Ctrl+,", lambda: self.go_to(SETTINGS))
        self._shortcut("Ctrl+Return", self._speak)
        self._shortcut("Ctrl+Enter", self._speak)
        self._shortcut("Ctrl+S", self._save)
        self._shortcut("Ctrl+Z", self.tools.undo.undo)
        self._shortcut("Ctrl+Q", self.quit)
        self._shortcut("Esc", self.stop)
        self._space = self._shortcut("Space", self._toggle_playback)
        self._help = self._shortcut("?", self.show_help)
        self._shortcut("F1", self.show_help)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def _shortcut(self, keys: str, called: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(called)
        return shortcut

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Space and ? are letters while the user types, and Space presses the button that has the focus."""
        is_typing = isinstance(now, QLineEdit | QPlainTextEdit | QAbstractSpinBox | QComboBox)
        self._help.setEnabled(not is_typing)
        self._space.setEnabled(not is_typing and not isinstance(now, QAbstractButton))

    def show_help(self) -> None:
        """Show the list of shortcuts."""
        if self.findChild(ShortcutsDialog) is None:
            ShortcutsDialog(self).open()

    def _show_capture(self) -> None:
        self.show_page(CAPTURE)

    def _record(self) -> None:
        self.show_page(CAPTURE)
        self.capture.record()

    def _import(self) -> None:
        self.show_page(CAPTURE)
        self.capture.import_files()

    def _search(self) -> None:
        self.show_page(VOICES)
        self.voices.search.setFocus()
        self.voices.search.selectAll()

    def _speak(self) -> None:
        if self.stack.currentIndex() == SPEAK:
            self.speak.speak()
        elif self.stack.currentIndex() == VOICES and self.voices.voice:
            self.speak_with(self.voices.voice)
        elif self.stack.currentIndex() == CAPTURE and self.capture.step:
            self.capture.go_on()
        else:
            self.show_page(SPEAK)

    def _save(self) -> None:
        if self.stack.currentIndex() == SPEAK:
            self.speak.ask_where_to_save()

    def _toggle_playback(self) -> None:
        number = self.stack.currentIndex()
        if number == CAPTURE:
            self.capture.toggle_playback()
        elif number == VOICES:
            self.voices.toggle_playback()
        elif number == SPEAK:
            self.speak.toggle_playback()

    def _look_up(self) -> None:
        """What is not needed for the first picture."""
        from voicecloner.library.opening import DATABASE_NAME

        data = self.tools.data_folder
        self._watch.watch((data / DATABASE_NAME, data / f"{DATABASE_NAME}-wal", data / "takes"))
        self.tools.voices.refresh()
        self.tools.takes.refresh()
        self.speak.draft.look_up()
        if self.tools.settings.default_engine != AUTO_ENGINE:
            self.tools.engines.request()  # it may ask less of recordings than is usual
        self.capture.record_card.look_up_devices()
        self.tools.bridge.submit(Task(lambda _progress, _cancel: load_painting(), Queue.PICTURES))
        lost = self.tools.app.recover_recordings
        task = Task(lambda _progress, _cancel: lost.found(), Queue.FILES)
        self.tools.bridge.submit(task, Reply(done=lambda found: self.capture.lost.add(*found)))
        notes = self.tools.preferences.notes
        if notes:
            self.tools.messages.tell(Message(notes[0], " ".join(notes[1:]), Severity.WARN))

    def _changed_elsewhere(self) -> None:
        """Perhaps by a command, or by another program on the same folder."""
        self.tools.voices.refresh()
        self.tools.takes.refresh()

    def _setting_changed(self, key: str) -> None:
        if key == "theme":
            self._apply_theme()
        if key == "voice_quota":
            self.voices.refresh()
        if key == "keep_takes_days":
            self.tools.takes.refresh()

    def _apply_theme(self) -> None:
        self._apply(apply_theme)

    def _apply(self, paint: Callable[[QApplication, str], object]) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            paint(app, self.tools.settings.theme)

    def _size_to_screen(self) -> None:
        available = self.screen().availableSize()
        self.resize(_USUAL.boundedTo(available).expandedTo(_SMALLEST))


def _import_pages() -> None:
    import voicecloner.gui.models.page
    import voicecloner.gui.settings.page
    import voicecloner.gui.speak.page
    import voicecloner.gui.voices.page  # noqa: F401 - 0.3 s, for a worker's thread


def _tame(parent: QWidget) -> None:
    """Keep text fields from taking a dropped file for text, and the wheel from changing fields."""
    for kind in (QLineEdit, QPlainTextEdit):
        for field in parent.findChildren(kind):
            field.setAcceptDrops(False)
    guard_all(parent)


def _accept_as_copy(event: QDropEvent) -> None:
    """Never as a move: a program that offers a file to be moved deletes it afterwards."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _dropped_files(event: QDropEvent) -> tuple[Path, ...]:
    """The files, as far as they may be copied."""
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return ()
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    paths = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return tuple(path for path in paths if not path.is_dir())
