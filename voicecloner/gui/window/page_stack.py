"""The pages, and the ways from one to another. Each is built when it is first wanted."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from voicecloner.domain.voice import Voice
from voicecloner.gui.capture.page import CapturePage
from voicecloner.gui.parts.wheel_guard import guard_all
from voicecloner.gui.window.file_drop import leave_drops_to_window
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from voicecloner.gui.long_texts.page import LongTextsPage
    from voicecloner.gui.models.page import ModelsPage
    from voicecloner.gui.settings.page import SettingsPage
    from voicecloner.gui.speak.page import SpeakPage
    from voicecloner.gui.voices.page import VoicesPage

PageT = TypeVar("PageT", bound=QWidget)

CAPTURE, VOICES, SPEAK, LONG_TEXTS, MODELS, SETTINGS = range(6)


class PageStack(QStackedWidget):
    """All pages, one of them shown.

    Only the first is built at once; modules of the others are imported when one is built, as that takes 0.3 s.

    Args:
        tools: the window's tools.

    Attributes:
        capture: the page that is seen first.

    Signals:
        shown: the number of the page that is seen from now on, or that was asked for again.
        repair_asked: the user wants the library to be looked through and mended.
    """

    shown = Signal(int)
    repair_asked = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._unbuilt = [VOICES, SPEAK, LONG_TEXTS, MODELS, SETTINGS]
        self.capture = CapturePage(tools.of_page(CAPTURE))
        # stand-ins keep the places, so that a page's number is its index from the beginning
        for page in (self.capture, *(QWidget() for _later in self._unbuilt)):
            self.addWidget(page)
        _guard(self.capture)
        self.capture.speak_asked.connect(self.speak_with)
        self.capture.voice_made.connect(self._choose)
        self.capture.visit_asked.connect(self._visit)
        self.capture.back_asked.connect(self._show_capture)

    @cached_property
    def voices(self) -> "VoicesPage":
        """The page of voices."""
        from voicecloner.gui.voices.page import VoicesPage

        page = self._place(VOICES, VoicesPage(self._tools.of_page(VOICES)))
        page.speak_asked.connect(self.speak_with)
        page.capture_asked.connect(self._show_capture)
        return page

    @cached_property
    def speak(self) -> "SpeakPage":
        """The page that speaks."""
        from voicecloner.gui.speak.page import SpeakPage

        return self._place(SPEAK, SpeakPage(self._tools.of_page(SPEAK)))

    @cached_property
    def long_texts(self) -> "LongTextsPage":
        """The page of long texts."""
        from voicecloner.gui.long_texts.page import LongTextsPage

        return self._place(LONG_TEXTS, LongTextsPage(self._tools.of_page(LONG_TEXTS)))

    @cached_property
    def models(self) -> "ModelsPage":
        """The page of models."""
        from voicecloner.gui.models.page import ModelsPage

        return self._place(MODELS, ModelsPage(self._tools.of_page(MODELS)))

    @cached_property
    def settings(self) -> "SettingsPage":
        """The page of settings."""
        from voicecloner.gui.settings.page import SettingsPage

        page = self._place(SETTINGS, SettingsPage(self._tools.of_page(SETTINGS)))
        page.repair_asked.connect(self.repair_asked)
        return page

    @property
    def speak_if_built(self) -> "SpeakPage | None":
        """The page that speaks; None where nobody has wanted it yet, so that nothing can be lost in it."""
        return None if SPEAK in self._unbuilt else self.speak

    @property
    def long_texts_if_built(self) -> "LongTextsPage | None":
        """The page of long texts; None where nobody has wanted it yet, so that nothing is at work in it."""
        return None if LONG_TEXTS in self._unbuilt else self.long_texts

    @property
    def scrolled(self) -> QScrollArea:
        """What scrolls on the page that is shown."""
        page = self.currentWidget()
        if isinstance(page, QScrollArea):
            return page
        return self.capture.area if page is self.capture else self.voices.details

    def build_next(self) -> bool:
        """Build one of the pages that are not there yet; False if all of them are."""
        if self._unbuilt:
            self._page(self._unbuilt[0])
            return True
        return False

    def show_page(self, number: int) -> None:
        """Show a page: `CAPTURE`, `VOICES`, `SPEAK`, `LONG_TEXTS`, `MODELS` or `SETTINGS`."""
        self._page(number)
        self.setCurrentIndex(number)
        self.shown.emit(number)

    def go_to(self, number: int) -> None:
        """Show a page, and give the focus to what it is about: for those who came by a key."""
        self.show_page(number)
        self._page(number).focus()

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Show files on the capture page."""
        self.show_page(CAPTURE)
        self.capture.check(paths)

    def show_long_text(self, path: Path) -> None:
        """Show a document or a table on the page of long texts."""
        self.show_page(LONG_TEXTS)
        self.long_texts.take(path)

    def speak_with(self, voice: Voice) -> None:
        """Show the speak page with this voice chosen."""
        self.show_page(SPEAK)
        self.speak.choose(voice)

    def show_voice(self, voice: Voice) -> None:
        """Show a voice in the list."""
        self._choose(voice)
        self.go_to(VOICES)

    def _choose(self, voice: Voice) -> None:
        self.voices.choose(voice)

    def _visit(self, voice: Voice) -> None:
        """Show a new voice, and let it be heard."""
        self.voices.choose(voice, then_hear=True)
        self.go_to(VOICES)
        self.voices.measure(voice)

    def _show_capture(self) -> None:
        self.show_page(CAPTURE)

    def _page(self, number: int) -> "CapturePage | VoicesPage | SpeakPage | LongTextsPage | ModelsPage | SettingsPage":
        """A page, built by now."""
        if number == CAPTURE:
            return self.capture
        if number == VOICES:
            return self.voices
        if number == SPEAK:
            return self.speak
        if number == LONG_TEXTS:
            return self.long_texts
        return self.models if number == MODELS else self.settings

    def _place(self, number: int, page: PageT) -> PageT:
        """Put a page that was built where it belongs."""
        self._unbuilt.remove(number)
        # before the stand-in goes: otherwise Qt would show the page beside it for a moment where it is the one shown
        self.insertWidget(number, page)
        stand_in = self.widget(number + 1)
        if stand_in:
            self.removeWidget(stand_in)
            stand_in.deleteLater()
        _guard(page)
        return page


def import_pages() -> None:
    """Import the pages that are not seen first, so that building one is quick; for a worker's thread."""
    import voicecloner.gui.long_texts.page
    import voicecloner.gui.models.page
    import voicecloner.gui.settings.page
    import voicecloner.gui.speak.page
    import voicecloner.gui.voices.page  # noqa: F401 - 0.3 s


def _guard(page: QWidget) -> None:
    leave_drops_to_window(page)
    guard_all(page)
