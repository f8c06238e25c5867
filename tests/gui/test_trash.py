"""The trash on the voices page: what lies in it, bring it back, erase it now."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.kept_takes import speak
from tests.support.library_makers import new_voice, sounding_reference
from tests.support.window_hands import find_button, press
from voicecloner.bootstrap import Application
from voicecloner.gui.parts.dialogs.name import NameDialog
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.parts.row_roles import SUMMARY_ROLE
from voicecloner.gui.voices.page import VoicesPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import VOICES
from voicecloner.library.voices import DATABASE_NAME

SAID = "Nobody must ever hear this."


@pytest.fixture
def page(app: Application, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> VoicesPage:
    for name in ("Anna", "Bob"):
        voice = new_voice(tmp_path, name, language="en", transcript=f"{SAID} {name}")
        app.library.create(replace(voice, references=(sounding_reference(tmp_path),)))
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.model.rowCount() == 2)
    return window.voices


def names(page: VoicesPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def in_trash(page: VoicesPage) -> list[str]:
    model = page.trash.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def delete(page: VoicesPage, name: str, qtbot: QtBot) -> None:
    page.view.setCurrentIndex(page.model.index(names(page).index(name), 0))
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: name not in names(page) and name in in_trash(page))


def open_trash(page: VoicesPage, window: MainWindow, qtbot: QtBot) -> None:
    press(window, "Alt+T")
    qtbot.waitUntil(page.trash.isVisible)


def question(page: VoicesPage, qtbot: QtBot) -> QuestionDialog:
    qtbot.waitUntil(lambda: page.trash.findChild(QuestionDialog) is not None)
    found = page.trash.findChild(QuestionDialog)
    assert found is not None
    return found


def test_an_empty_trash_is_no_button(page: VoicesPage) -> None:
    assert not page.trash_button.isVisible()


def test_ctrl_z_brings_the_last_deleted_back_first(page, window: MainWindow, qtbot: QtBot) -> None:
    delete(page, "Anna", qtbot)
    delete(page, "Bob", qtbot)
    assert page.trash_button.text().strip() == "&Trash (2)"
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: names(page) == ["Bob"])
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: set(names(page)) == {"Anna", "Bob"})
    qtbot.waitUntil(lambda: not page.trash_button.isVisible())
    qtbot.waitUntil(lambda: page.voice is not None and page.voice.name == "Anna")
    press(window, "Ctrl+Z")
    assert window.message_bar.message.text == "There is nothing to undo."


def test_ctrl_z_in_a_text_field_is_the_fields_own(page, window: MainWindow, qtbot: QtBot) -> None:
    delete(page, "Anna", qtbot)
    page.search.setFocus()
    QTest.keyClicks(page.search, "bo")
    press(page.search, "Ctrl+Z")
    assert page.search.text() == ""
    assert in_trash(page) == ["Anna"]


def test_enter_brings_a_voice_back(page, window: MainWindow, qtbot: QtBot) -> None:
    delete(page, "Anna", qtbot)
    open_trash(page, window, qtbot)
    line = str(page.trash.model.index(0, 0).data(SUMMARY_ROLE))
    assert line == "English · deleted just now · erased after 30 more days of use"
    assert page.trash.view.hasFocus()
    QTest.keyClick(page.trash.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: set(names(page)) == {"Anna", "Bob"})
    qtbot.waitUntil(lambda: not page.trash.isVisible())
    qtbot.waitUntil(lambda: page.voice is not None and page.voice.name == "Anna")
    assert window.message_bar.message.text == "“Anna” is back."


def test_a_name_given_away_meanwhile_asks_for_another(page, window, app, tmp_path, qtbot: QtBot) -> None:
    delete(page, "Anna", qtbot)
    app.library.create(new_voice(tmp_path, "Anna", language="en"))
    open_trash(page, window, qtbot)
    page.trash.restore_button.click()
    qtbot.waitUntil(lambda: page.trash.findChild(NameDialog) is not None)
    dialog = page.trash.findChild(NameDialog)
    assert dialog.words.text() == "Another voice is called “Anna” now. Bring it back as:"
    assert dialog.field.text() == "Anna 2"
    QTest.keyClicks(dialog.field, "Anna (old)")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: set(names(page)) == {"Anna", "Anna (old)", "Bob"})


@pytest.mark.parametrize("words", ["Erase it", "Keep it"])
def test_del_erases_a_voice_with_what_it_has_spoken(page, window, app: Application, words: str, qtbot: QtBot) -> None:
    voice = app.library.find("Anna")
    speak(app.takes, voice_id=voice.id, text=SAID, created_at=datetime.now(UTC))
    delete(page, "Anna", qtbot)
    open_trash(page, window, qtbot)
    QTest.keyClick(page.trash.view, Qt.Key.Key_Delete)
    box = question(page, qtbot)
    assert box.question.text == "Erase “Anna” for good?"
    assert box.question.details.startswith("Its recordings and what it has spoken (1 take) are erased too.")
    find_button(box, words).click()
    if words == "Keep it":
        assert in_trash(page) == ["Anna"]
        return
    qtbot.waitUntil(lambda: in_trash(page) == [])
    assert window.message_bar.message.text == "“Anna” was erased, with 1 take."
    assert not page.trash.isVisible(), "an empty trash is left"
    window.tools.undo.undo()
    assert window.message_bar.message.text == "There is nothing to undo."
    holding = [
        path
        for path in app.folders.data.rglob("*")
        if path.is_file() and any(words in path.read_bytes() for words in (f"{SAID} Anna".encode(), voice.id.encode()))
    ]
    assert holding == []


def test_the_trash_is_emptied(page, window: MainWindow, app: Application, qtbot: QtBot) -> None:
    delete(page, "Anna", qtbot)
    delete(page, "Bob", qtbot)
    open_trash(page, window, qtbot)
    page.trash.empty_button.click()
    box = question(page, qtbot)
    assert box.question.text == "Erase 2 voices for good?"
    find_button(box, "Erase all").click()
    qtbot.waitUntil(lambda: in_trash(page) == [])
    assert window.message_bar.message.text == "2 voices were erased."
    assert app.library.trash() == ()


def test_what_cannot_be_read_can_only_be_erased(page, window: MainWindow, app: Application, qtbot: QtBot) -> None:
    delete(page, "Anna", qtbot)
    with closing(sqlite3.connect(app.folders.data / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE voices SET review = '{' WHERE name = 'Anna'")
    page.trash.refresh()
    qtbot.waitUntil(lambda: "can only be erased" in str(page.trash.model.index(0, 0).data(SUMMARY_ROLE)))
    open_trash(page, window, qtbot)
    assert not page.trash.restore_button.isEnabled()
    page.trash.erase_button.click()
    find_button(question(page, qtbot), "Erase it").click()
    qtbot.waitUntil(lambda: in_trash(page) == [])
