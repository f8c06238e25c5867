"""What a user does on the speak page."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from voicecloner.domain.voice import Voice
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SPEAK

SAVE_DIALOG = "voicecloner.gui.speak.saving.QFileDialog.getSaveFileName"
TEXT = "One sentence. And a second one."


def with_two_voices(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    make_voice("Anna", "de")
    make_voice("Bob", "en")
    window.show_page(SPEAK)
    window.tools.voices.refresh()
    # the list of engines is asked for as well, and would undo what a test says of them if it came later
    qtbot.waitUntil(lambda: window.speak.choice.voices.count() == 2 and bool(window.tools.engines.engines))
    return window.speak


def say(page: SpeakPage, text: str, qtbot: QtBot) -> None:
    page.form.text.setPlainText(text)
    takes = page.takes_card.model.rowCount() + 1
    page.form.speak_button.click()
    # the list may show the take before the page has heard that it is made, and the button would still stop it
    qtbot.waitUntil(lambda: page.takes_card.model.rowCount() == takes and not page.is_speaking)


def choose(page: SpeakPage, name: str) -> None:
    page.choice.voices.setCurrentIndex(page.choice.voices.findText(name))
