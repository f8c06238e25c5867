"""Takes are searched by what was said and by whom."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from tests.support.speak_hands import with_two_voices
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.search_field import SearchField
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    made = with_two_voices(window, make_voice, qtbot)
    for count, text in enumerate(("The ferry leaves at seven.", "Do not forget your umbrella."), 1):
        made.form.text.setPlainText(text)
        made.speak()
        qtbot.waitUntil(lambda: made.takes_card.model.rowCount() == count)  # noqa: B023 - at once
    return made


def shown(page: SpeakPage) -> list[str]:
    model = page.takes_card.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_word_narrows_the_list_and_esc_shows_all(page: SpeakPage, qtbot: QtBot) -> None:
    card = page.takes_card
    card.search.setFocus()
    qtbot.keyClicks(card.search, "FERRY")
    qtbot.waitUntil(lambda: shown(page) == ["The ferry leaves at seven."])
    assert not card.no_match.isVisibleTo(page)
    qtbot.keyClick(card.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(page)) == 2)
    assert card.search.text() == ""


def test_esc_is_the_fields_own_only_while_there_is_something_to_empty(qtbot: QtBot) -> None:
    """Otherwise it is the window's, and stops what is under way."""
    field = SearchField("Search", "Search what")
    qtbot.addWidget(field)
    for text, is_own in (("", False), ("ferry", True)):
        field.setText(text)
        key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        key.ignore()
        field.event(key)
        assert key.isAccepted() is is_own


def test_nothing_found_is_said_and_the_field_stays(page: SpeakPage, qtbot: QtBot) -> None:
    card = page.takes_card
    height_px = card.sizeHint().height()
    card.search.setText("zebra")
    qtbot.waitUntil(lambda: card.no_match.isVisibleTo(page))
    assert card.sizeHint().height() == height_px, "nothing moves below the field"
    assert card.no_match.text() == "No take matches “zebra”."
    assert card.search.isVisibleTo(page)
    assert not card.view.isVisibleTo(page)
    assert not card.play_button.isEnabled()
    card.search.clear()
    qtbot.waitUntil(lambda: len(shown(page)) == 2)
    assert not card.no_match.isVisibleTo(page)


def test_a_take_deleted_while_searching_goes_from_what_is_found(page: SpeakPage, qtbot: QtBot) -> None:
    card = page.takes_card
    card.search.setText("umbrella")
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    card.view.setCurrentIndex(card.model.index(0, 0))
    card.delete()
    qtbot.waitUntil(lambda: card.no_match.isVisibleTo(page))
    card.search.clear()
    qtbot.waitUntil(lambda: shown(page) == ["The ferry leaves at seven."])
