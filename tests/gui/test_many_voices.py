"""The page of voices with more of them than are in sight: filter, several at once, far down the list."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout
from pytestqt.qtbot import QtBot

from tests.support.fake_host import VOICE_DATA
from tests.support.library_makers import new_voice, sounding_reference
from voicecloner.bootstrap import Application
from voicecloner.gui.parts.basics import Button
from voicecloner.gui.parts.dialogs.name import NameDialog
from voicecloner.gui.parts.row_roles import ITEM_ROLE
from voicecloner.gui.voices.page import VoicesPage
from voicecloner.gui.voices.voice_rows import OUTLINE_ROLE
from voicecloner.gui.window import page_tools
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SPEAK, VOICES
from voicecloner.library.voice_table import insert_voice


@pytest.fixture
def make_many(app: Application, tmp_path) -> Callable[[int], None]:
    """Puts voices into the library at once, all but the first without their files."""

    def make(count: int) -> None:
        new = new_voice(tmp_path, "Solo", references=(sounding_reference(tmp_path),), voice_data=VOICE_DATA)
        first = app.library.create(replace(new, engine_revision="1", language="de"))
        with app.library._database.writing() as connection:
            for number in range(1, count):
                tags = ("odd",) if number % 2 else ()
                copy = replace(first, id=f"{number:032x}", name=f"Voice {number}", tags=tags, language="en")
                insert_voice(connection, copy)

    return make


@pytest.fixture
def page(window: MainWindow, app: Application, make_many: Callable[[int], None], qtbot: QtBot) -> VoicesPage:
    make_many(300)
    app.library.quota = 300
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.model.rowCount() == 300)
    return window.voices


def choose(page: VoicesPage, first: int, last: int) -> None:
    chosen = QItemSelection(page.model.index(first), page.model.index(last))
    page.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_far_down_the_list_voices_are_read_when_they_are_seen(page: VoicesPage, qtbot: QtBot) -> None:
    last = page.model.index(299)
    assert last.data(ITEM_ROLE) is None
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: last.data(ITEM_ROLE) is not None)
    qtbot.waitUntil(lambda: page.details.voice is not None and page.details.voice.summary == last.data(ITEM_ROLE))
    page.refresh()
    qtbot.waitUntil(lambda: not page.model._outdated & set(page.model.numbers_at([299])))
    assert page.view.currentIndex().row() == 299  # it stays where it was


def test_a_voice_is_chosen_wherever_it_is_in_the_list(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    page.choose(app.library.find("Solo"))
    qtbot.waitUntil(lambda: page.details.voice is not None and page.details.voice.name == "Solo")
    assert page.view.currentIndex().row() == 299


def test_a_full_library_says_what_to_do(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.count.text() == "300 of 300: delete one first")
    app.library.quota = 301
    page.refresh()
    qtbot.waitUntil(lambda: page.count.text() == "300 of 301")


def test_the_filter_says_what_is_shown(page: VoicesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.filter._kinds.tags == ("odd",))
    page.filter._fill()
    offered = {
        menu.title(): [each.text() for each in menu.actions()]
        for menu in page.filter.menu_of_kinds.findChildren(type(page.filter.menu_of_kinds))
    }
    assert offered["Tag"] == ["Any", "odd"]
    assert offered["Language"] == ["Any", "English", "German"]
    assert offered["State"] == ["Any", "Approved", "Being reviewed", "Failed review", "Needs rebuild"]
    page.filter.choose("tag", "odd")
    qtbot.waitUntil(lambda: page.count.text().startswith("150 found · "))
    assert page.filter.text().strip() == "odd"
    page.filter.choose("language", "fr")
    qtbot.waitUntil(page.no_match.isVisible)
    page.no_match.button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 300)
    assert page.filter.text().strip() == "&Filter"


def test_words_that_many_hold_are_counted_when_all_are_found(page: VoicesPage, qtbot: QtBot) -> None:
    page.search.setText("voice")
    qtbot.waitUntil(lambda: page.count.text().startswith("299 found"))
    page.search.setText("voice 29")
    qtbot.waitUntil(lambda: page.count.text().startswith("13 found"))


def test_several_are_deleted_and_brought_back(page: VoicesPage, window: MainWindow, qtbot: QtBot) -> None:
    assert not page.several.isVisible()
    choose(page, 0, 4)
    assert page.several.isVisible()
    assert page.several.count.text() == "5 voices chosen"
    told: list[Any] = []
    window.tools.messages.posted.connect(told.append)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 295)
    qtbot.waitUntil(lambda: "5 voices were deleted." in {message.text for message in told})
    window.tools.undo.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 300)


def test_what_several_offer_takes_no_room_from_the_list(page: VoicesPage, qtbot: QtBot) -> None:
    page.view.selectAll()
    qtbot.waitUntil(page.several.isVisible)
    assert page.several.actions_row.direction() is QBoxLayout.Direction.TopToBottom
    qtbot.waitUntil(lambda: page.several.height() == page.several.sizeHint().height())


def test_in_a_narrow_window_what_several_offer_are_icons_beside_each_other(
    page: VoicesPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(710, 700)  # hardly wide enough for list and details side by side
    page.view.selectAll()
    qtbot.waitUntil(page.several.isVisible)
    made = page.several.findChildren(Button)
    qtbot.waitUntil(lambda: all(not each.text() for each in made))
    assert [each.accessibleName() for each in made] == [each.toolTip() for each in made]
    assert len({each.y() for each in made}) == 1
    qtbot.waitUntil(lambda: page.several.minimumSizeHint().width() <= page.several.width())


def test_several_get_a_tag(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    choose(page, 10, 12)
    page.several.tag_asked.emit(page.several.numbers)
    dialog = page.findChild(NameDialog)
    QTest.keyClicks(dialog.field, "new")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.list_voices.kinds().tags == ("new", "odd"))
    page.filter.choose("tag", "new")
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)


def test_what_has_no_picture_yet_gets_one(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    page.search.setText("solo")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    qtbot.waitUntil(lambda: bool(page.model.index(0).data(OUTLINE_ROLE)))
    page.view.grab()  # and it can be painted


def test_one_speaks_with_a_voice_that_was_long_not_used(
    page: VoicesPage, window: MainWindow, app: Application, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(page_tools, "MOST_CHOICES", 10)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: len(window.tools.voices.listed.voices) == 10)
    voice = app.library.find("Solo")
    page.choose(voice)
    qtbot.waitUntil(lambda: page.voice is not None and page.voice.name == "Solo")
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert window.stack.currentIndex() == SPEAK
    assert window.speak.choice.voice_id == voice.id
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: len(window.tools.voices.listed.voices) == 11)
    assert window.speak.choice.voice_id == voice.id


def test_a_voice_speaks_that_was_not_read_yet_when_enter_was_pressed(
    page: VoicesPage, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.voice is not None)
    page.view.setCurrentIndex(page.model.index(3))
    assert page.voice is None  # what is shown is still the one before
    wanted = page.summary.id
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.stack.currentIndex() == SPEAK)
    assert window.speak.choice.voice_id == wanted
