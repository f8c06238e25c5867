"""A table is dropped, its lines are said, stopped, gone on with, heard; what keeps lines from being said is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.long_text_hands import WORK_MS, drop_table, looked_at, save_into, with_voices
from tests.support.window_hands import drop, press
from voicecloner.api.batches import BatchRequest, LineDefaults
from voicecloner.errors import EngineError
from voicecloner.gui.long_texts.line_rows import LineState
from voicecloner.gui.long_texts.unfinished_card import UnfinishedLine
from voicecloner.gui.parts.basics import Button
from voicecloner.gui.window.page_stack import LONG_TEXTS, SPEAK
from voicecloner.jobs import CancelToken


@pytest.fixture
def long_page(window, make_voice, qtbot, tmp_path, monkeypatch):
    made = with_voices(window, make_voice, qtbot, "Anna", "Bob")
    save_into(made, tmp_path / "out", monkeypatch)
    # one engine, so that lines end in the order of the table
    made.table_card.form.processes.setCurrentIndex(1)
    return made


def shown(page, place: int) -> list[str]:
    model = page.table_card.model
    return [str(model.index(place, column).data()) for column in range(model.columnCount())]


def test_a_table_that_is_dropped_shows_its_lines(window, long_page, tmp_path: Path, qtbot: QtBot) -> None:
    drop_table(window, qtbot, tmp_path / "lines.csv", "text,voice,file\nOne.,,\nTwo.,Bob,two\n")
    assert window.stack.currentIndex() == LONG_TEXTS
    assert long_page.table_button.isChecked()
    assert long_page.table_card.facts.text() == "2 lines"
    assert shown(long_page, 0) == ["2", "Anna", "One.", "0001_Anna.wav", "To be said"]
    assert shown(long_page, 1) == ["3", "Bob", "Two.", "two.wav", "To be said"]
    voices = long_page.table_card.form.voices
    voices.setCurrentIndex(voices.findText("Bob"))
    looked_at(long_page, qtbot)
    assert [shown(long_page, place)[1] for place in range(2)] == ["Bob", "Bob"]


def test_lines_that_cannot_be_said_say_why_and_the_button_waits(window, long_page, tmp_path, qtbot: QtBot) -> None:
    path = tmp_path / "lines.csv"
    drop_table(window, qtbot, path, "text,voice\nOne.,\nTwo.,Zoe\n")
    card = long_page.table_card
    assert card.facts.text() == "2 lines · 1 cannot be said"
    assert "Zoe" in shown(long_page, 1)[4]
    assert card.what_is_missing.startswith("1 line cannot be said")
    assert not card.say_button.isEnabled()
    path.write_text("text,voice\nOne.,\nTwo.,Bob\n")
    card.again_button.click()
    looked_at(long_page, qtbot)
    assert card.say_button.isEnabled()


def test_a_table_that_cannot_be_read_says_why(window, long_page, tmp_path: Path, qtbot: QtBot) -> None:
    drop_table(window, qtbot, tmp_path / "lines.csv", "txt\nOne.\n")
    card = long_page.table_card
    assert "Did you mean “text”?" in card.trouble.text()
    assert not card.lines.isVisible()
    assert card.what_is_missing == "There are no lines that can be said."
    card.leave_button.click()
    assert long_page.list_card.isVisible()


def test_nothing_is_said_any_more_of_the_lines_of_another_table(window, long_page, tmp_path, qtbot: QtBot) -> None:
    drop_table(window, qtbot, tmp_path / "lines.csv", "text,voice\nOne.,Zoe\n")
    card = long_page.table_card
    assert card.fault.isVisible()
    drop_table(window, qtbot, tmp_path / "other.csv", "txt\nOne.\n")
    assert "Did you mean “text”?" in card.trouble.text()
    assert not card.fault.isVisible()


def test_all_lines_are_said_and_one_can_be_heard(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_table(window, qtbot, tmp_path / "lines.csv", "text,file\nOne.,a.wav\nTwo.,b.wav\n")
    card = long_page.table_card
    press(window, "Ctrl+Return")
    assert card.stop_button.isVisible()
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    folder = tmp_path / "out" / "lines"
    assert {path.name for path in folder.iterdir()} == {"a.wav", "b.wav", "manifest.jsonl"}
    assert [row.state for row in card.model.rows] == [LineState.SAID] * 2
    assert card.made.words.text().startswith("2 of 2 lines are said")
    assert card.what_is_missing == "All lines are said."
    card.lines.selectRow(1)
    card.line_button.click()
    assert window.tools.playback.is_playing("table-line")
    card.leave_button.click()
    assert not window.tools.playback.is_playing("table-line")


def test_a_line_that_fails_says_why_and_the_others_are_said(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_table(window, qtbot, tmp_path / "lines.txt", "One.\nTwo.\n")
    long_page.show_tables()
    long_page.take(tmp_path / "lines.txt")
    looked_at(long_page, qtbot)
    host.error = EngineError("The engine has no more memory.")
    card = long_page.table_card
    card.say_button.click()
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    assert shown(long_page, 0)[4] == "The engine has no more memory."
    assert shown(long_page, 1)[4] == "Said"
    assert "1 line failed." in card.made.words.text()
    assert window.message_bar.message.hint == "1 line failed: the list says why."
    assert card.say_button.text().strip() == "Say the rest"


def test_a_text_file_is_what_is_chosen_above(window, long_page, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "words.txt"
    path.write_text("One.\n\nTwo.\n")
    long_page.show_tables()
    assert drop(window, path)
    looked_at(long_page, qtbot)
    assert len(long_page.table_card.model.rows) == 2
    long_page.show_books()
    assert drop(window, path)
    qtbot.waitUntil(lambda: long_page.book_card.document is not None, timeout=WORK_MS)


def stop_after_one_of_two(window, long_page, host, table: Path, qtbot: QtBot) -> None:
    """Say a line, add another one, and stop while the engine is at that."""
    card = long_page.table_card
    drop_table(window, qtbot, table, "text,file\nOne.,a.wav\n")
    card.say_button.click()
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    table.write_text("text,file\nOne.,a.wav\nTwo.,b.wav\n")
    card.look()
    looked_at(long_page, qtbot)
    assert [row.words for row in card.model.rows] == ["Said before", "To be said"]
    host.gate.clear()
    card.say_button.click()
    qtbot.waitUntil(lambda: bool(window.tools.app.speak_lines.unfinished()), timeout=WORK_MS)
    card.stop_button.click()
    qtbot.waitUntil(lambda: not long_page.is_at_work and long_page.unfinished.isVisible(), timeout=WORK_MS)
    host.gate.set()


def test_what_was_stopped_is_listed_and_goes_on(window, long_page, host, tmp_path: Path, qtbot: QtBot) -> None:
    stop_after_one_of_two(window, long_page, host, tmp_path / "lines.csv", qtbot)
    assert window.message_bar.message.text == "Stopped: 1 of 2 lines are said."
    (line,) = long_page.unfinished.listed
    assert line.words.startswith("table · 50 % said")
    long_page.unfinished.resume_asked.emit(line)
    qtbot.waitUntil(lambda: not long_page.is_at_work and not long_page.unfinished.isVisible(), timeout=WORK_MS)
    assert long_page.table_card.model.said == 2


def test_a_table_that_was_stopped_can_be_forgotten_and_its_files_stay(
    window, long_page, host, tmp_path: Path, qtbot: QtBot
) -> None:
    stop_after_one_of_two(window, long_page, host, tmp_path / "lines.csv", qtbot)
    long_page.unfinished.ask_to_forget(long_page.unfinished.listed[0])
    qtbot.waitUntil(lambda: not long_page.unfinished.isVisible(), timeout=WORK_MS)
    assert (tmp_path / "out" / "lines" / "a.wav").exists()


def begin_by_command(app, folder: Path) -> None:
    """What a command does that is stopped after the first of two lines."""
    table, cancel = folder / "by-command.txt", CancelToken()
    table.write_text("One.\nTwo.\n")
    request = BatchRequest(table, folder / "by-command", LineDefaults(voice="Anna"), processes=1)
    done = app.speak_lines(request, cancel=cancel, on_each=lambda _line: cancel.cancel())
    assert done.is_stopped


@pytest.mark.parametrize("is_page_left", [True, False])
def test_what_a_command_has_begun_is_listed_when_the_user_comes_back(
    window, long_page, app, tmp_path, qtbot: QtBot, is_page_left: bool
) -> None:
    begin_by_command(app, tmp_path)
    assert not long_page.unfinished.isVisible()
    if is_page_left:
        window.show_page(SPEAK)
        window.show_page(LONG_TEXTS)
    else:
        QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    qtbot.waitUntil(long_page.unfinished.isVisible, timeout=WORK_MS)
    assert long_page.unfinished.listed[0].title == "by-command.txt"


def test_a_second_look_takes_nobody_the_focus(window, long_page, app, tmp_path, qtbot: QtBot) -> None:
    begin_by_command(app, tmp_path)
    long_page.look_up()
    qtbot.waitUntil(long_page.unfinished.isVisible, timeout=WORK_MS)
    card = long_page.unfinished
    (first,) = card.listed
    card.findChildren(Button)[1].setFocus()
    card.show_listed((first,))
    assert card.findChildren(Button)[1].hasFocus()
    older = replace(first, folder=tmp_path / "older", started_at="2020-01-01T00:00:00+00:00")
    card.show_listed((first, older))
    (line,) = (each for each in card.findChildren(UnfinishedLine) if each.isVisible() and each.shown == first)
    assert line.buttons[1].hasFocus()


def test_a_file_of_the_users_is_replaced_only_where_that_is_ticked(window, long_page, tmp_path, qtbot: QtBot) -> None:
    folder = tmp_path / "out" / "lines"
    folder.mkdir(parents=True)
    (folder / "a.wav").write_bytes(b"mine")
    drop_table(window, qtbot, tmp_path / "lines.csv", "text,file\nOne.,a.wav\n")
    card = long_page.table_card
    assert "is there already" in shown(long_page, 0)[4]
    card.form.replaces.setChecked(True)
    looked_at(long_page, qtbot)
    assert shown(long_page, 0)[4] == "To be said"


def test_a_table_waits_for_a_book(window, long_page, tmp_path: Path, qtbot: QtBot) -> None:
    drop_table(window, qtbot, tmp_path / "lines.csv", "text\nOne.\n")
    long_page.book_work.is_reading = True
    long_page.book_work.state_changed.emit()
    assert long_page.table_card.what_is_missing == "A book is being read: wait for it, or stop it."
    long_page.book_work.is_reading = False
    long_page.book_work.state_changed.emit()
    assert long_page.table_card.say_button.isEnabled()
