"""In a narrow window the list of voices has the whole width, and the details come in front of it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.layout_faults import layout_faults
from voicecloner.domain.voice import Voice
from voicecloner.gui.voices.page import VoicesPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SPEAK, VOICES


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> VoicesPage:
    for name in ("Anna", "Ben", "Cleo"):
        make_voice(name)
    window.resize(560, 700)
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.model.rowCount() == 3 and window.voices.voice is not None)
    return window.voices


def middle_of_row(page: VoicesPage, place: int) -> QPoint:
    return page.view.visualRect(page.model.index(place, 0)).center()


def click(page: VoicesPage, place: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, keys, middle_of_row(page, place))


def test_the_list_has_the_whole_width(page: VoicesPage) -> None:
    assert page.view.isVisible()
    assert not page.details.isVisible()
    assert page.view.width() > page.width() - 60


def test_a_click_shows_the_details_and_a_button_leads_back(page: VoicesPage, qtbot: QtBot) -> None:
    click(page, 2)
    qtbot.waitUntil(page.details.isVisible)
    qtbot.waitUntil(lambda: page.details.name.words.text() == page.model.index(2, 0).data())
    assert not page.view.isVisible()
    assert not page.search.isVisible()
    assert page.details.width() > page.width() - 60
    for _ in range(8):  # what is placed by its own width is placed after a first layout
        QApplication.processEvents()
    assert layout_faults(page.window()) == []
    page.both.back_button.click()
    assert page.view.isVisible()
    assert page.view.hasFocus()
    assert page.search.isVisible()
    assert not page.details.isVisible()


def test_enter_shows_the_details_first_and_speaks_then(page: VoicesPage, window: MainWindow) -> None:
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.details.isVisible()
    assert page.details.speak_button.hasFocus()
    page.details.speak_button.click()
    assert window.stack.currentIndex() == SPEAK


def test_a_click_with_ctrl_chooses_several_and_stays(page: VoicesPage) -> None:
    page.view.setCurrentIndex(page.model.index(0, 0))
    click(page, 1, Qt.KeyboardModifier.ControlModifier)
    assert page.several.isVisible()
    assert not page.details.isVisible()


def test_a_voice_that_is_led_to_is_seen_and_a_search_shows_the_list(page: VoicesPage, qtbot: QtBot) -> None:
    page.choose(page.voice)
    qtbot.waitUntil(page.details.isVisible)
    page.begin_search()
    assert page.view.isVisible()
    assert page.search.hasFocus()


def test_a_voice_deleted_in_its_details_leads_back_to_the_list(page: VoicesPage, qtbot: QtBot) -> None:
    click(page, 0)
    qtbot.waitUntil(page.details.isVisible)
    page.delete()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.view.isVisible()
    assert not page.details.isVisible()


def test_in_a_wider_window_both_are_side_by_side_again(page: VoicesPage, window: MainWindow) -> None:
    window.resize(1080, 700)
    assert page.view.isVisible()
    assert page.details.isVisible()
    assert not page.both.back_button.isVisible()
    assert page.view.width() >= 240
