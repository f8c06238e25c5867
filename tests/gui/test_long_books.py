"""A document is dropped, read aloud, stopped, gone on with, heard; what keeps it from being read is said."""

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.support.books import package, page, png, write_epub
from tests.support.long_text_hands import (
    BOOK,
    WORK_MS,
    choose_kind,
    drop_document,
    save_into,
    states,
    tick,
    with_voices,
)
from tests.support.window_hands import drop, press
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS

STOPS_WITHIN_S = 1.0  # 0.2 on a computer that does nothing else


@pytest.fixture
def long_page(window, make_voice, qtbot, tmp_path, monkeypatch):
    made = with_voices(window, make_voice, qtbot, "Anna", "Bob")
    save_into(made, tmp_path / "out", monkeypatch)
    return made


def test_a_document_that_is_dropped_anywhere_shows_its_chapters(window, long_page, tmp_path, qtbot: QtBot) -> None:
    window.show_page(CAPTURE)
    drop_document(window, qtbot, tmp_path / "night.md")
    card = long_page.book_card
    assert window.stack.currentIndex() == LONG_TEXTS
    assert card.isVisible()
    assert not long_page.document_card.isVisible()
    assert card.title.text() == "night"
    assert "2 chapters" in card.facts.text()
    assert [card.chapters.item(place, 0).text() for place in range(2)] == ["One", "Two"]
    assert card.counted.text().startswith("All chapters, about ")
    card.leave_button.click()
    assert long_page.document_card.isVisible()


def test_its_title_author_and_cover_are_shown(window, long_page, tmp_path, qtbot: QtBot) -> None:
    opf = package(["a|a.xhtml|application/xhtml+xml", "p|p.png|image/png|cover-image"], ["a"])
    files: dict[str, str | bytes] = {
        "OEBPS/content.opf": opf,
        "OEBPS/a.xhtml": page("<h1>One</h1><p>It rained on the harbour all night long.</p>"),
        "OEBPS/p.png": png(60, 80),
    }
    assert drop(window, write_epub(tmp_path / "sea.epub", files))
    card = long_page.book_card
    qtbot.waitUntil(lambda: card.document is not None, timeout=WORK_MS)
    assert card.title.text() == "The Sea"
    assert card.facts.text().startswith("A. Writer · 1 chapter")
    assert card.cover.isVisible()
    assert card.form.cover_words.text() == "With the document’s own cover"
    assert card.form.reader.language.tag == "en"


def test_a_document_that_cannot_be_read_is_told_of(window, long_page, tmp_path, qtbot: QtBot) -> None:
    (tmp_path / "bad.epub").write_bytes(b"no book")
    assert drop(window, tmp_path / "bad.epub")
    qtbot.waitUntil(window.message_bar.isVisible)
    assert "bad.epub" in window.message_bar.message.text
    assert long_page.document_card.isVisible()


def test_a_book_is_read_by_several_voices_and_can_be_heard(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    card = long_page.book_card
    assert list(card.form.cast.combos) == ["Ben"]
    assert card.form.cast.cast == {"Ben": card.form.reader.voice_id}
    combo = card.form.cast.combos["Ben"]
    combo.setCurrentIndex(combo.findText("Bob"))
    choose_kind(long_page, "WAV")
    card.form.subtitles.setCurrentIndex(1)
    press(window, "Ctrl+Return")
    assert card.stop_button.isVisible()
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    folder = tmp_path / "out" / "night"
    names = ["01 One.srt", "01 One.wav", "02 Two.srt", "02 Two.wav"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert [text for text, _options in host.spoken][:3] == ["One", "It was dark.", "Was it?"]
    assert states(long_page) == ["Read", "Read"]
    assert "2 chapters" in card.made.words.text()
    assert window.message_bar.message.action_name == "Open folder"
    assert card.made.play_button.hasFocus()
    QTest.keyClick(card.made.play_button, Qt.Key.Key_Space)
    assert window.tools.playback.is_playing("book")
    QTest.keyClick(card.made.play_button, Qt.Key.Key_Space)
    assert not window.tools.playback.is_playing("book")


def test_a_book_in_one_file_is_heard_in_the_window(window, long_page, speaker, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    card = long_page.book_card
    choose_kind(long_page, "M4B")
    press(window, "Ctrl+Return")
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    assert (tmp_path / "out" / "night.m4b").exists()
    card.made.play_button.click()
    qtbot.waitUntil(lambda: bool(speaker.streams), timeout=WORK_MS)
    assert window.tools.playback.is_playing("book")
    assert np.abs(speaker.take_sound(48_000)).max() > 0.01


def test_chapters_can_be_left_out_and_names_in_them_are_not_asked_about(
    window, long_page, host, tmp_path, qtbot: QtBot
) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    card = long_page.book_card
    card.none_button.click()
    assert card.what_is_missing == "Tick a chapter."
    assert not card.read_button.isEnabled()
    tick(long_page, 1)
    assert card.counted.text().startswith("1 of 2 chapters")
    assert not card.form.cast.isVisible()
    choose_kind(long_page, "One MP3")
    card.read_button.click()
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    assert "It was dark." not in {text for text, _options in host.spoken}
    assert (tmp_path / "out" / "night.mp3").exists()
    card.all_button.click()
    assert card.form.cast.isVisible()


def test_names_in_brackets_can_be_read_as_text(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    long_page.book_card.form.cast.reads_names.setChecked(False)
    long_page.book_card.read_button.click()
    qtbot.waitUntil(long_page.book_card.made.isVisible, timeout=WORK_MS)
    assert any("Ben" in text for text, _options in host.spoken)


def test_the_language_is_the_documents_own_unless_the_user_chooses(window, long_page, tmp_path, qtbot: QtBot) -> None:
    text = "<html lang='de'><body><h1>Eins</h1><p>Es war eine dunkle Nacht.</p></body></html>"
    drop_document(window, qtbot, tmp_path / "nacht.html", text)
    reader = long_page.book_card.form.reader
    assert (reader.language.tag, reader.asked_language) == ("de", None)
    index = reader.language.findData("fr")
    reader.language.setCurrentIndex(index)
    reader.language.activated.emit(index)
    reader.voices.setCurrentIndex(1)
    assert (reader.language.tag, reader.asked_language) == ("fr", "fr")
    drop_document(window, qtbot, tmp_path / "night.md")
    assert (reader.language.tag, reader.asked_language) == ("en", None)


def test_files_that_are_there_are_replaced_only_where_that_is_ticked(
    window, long_page, host, tmp_path, qtbot: QtBot
) -> None:
    (tmp_path / "out" / "night.m4b").write_bytes(b"mine")
    drop_document(window, qtbot, tmp_path / "night.md")
    card = long_page.book_card
    card.read_button.click()
    qtbot.waitUntil(window.message_bar.isVisible, timeout=WORK_MS)
    assert "night.m4b” is there already" in window.message_bar.message.text
    assert "tick “Replace files that are there”" in window.message_bar.message.hint
    assert host.spoken == []
    card.form.replaces.setChecked(True)
    card.read_button.click()
    qtbot.waitUntil(card.made.isVisible, timeout=WORK_MS)
    assert (tmp_path / "out" / "night.m4b").read_bytes() != b"mine"


def read_until_stopped(window: MainWindow, long_page, host, qtbot: QtBot) -> float:
    """Have it read, stop it while it waits for the engine; returns how long the button took, seconds."""
    host.gate.clear()
    long_page.book_card.read_button.click()
    qtbot.waitUntil(lambda: "Being read" in states(long_page), timeout=WORK_MS)
    begun_s = time.monotonic()
    long_page.book_card.stop_button.click()
    qtbot.waitUntil(lambda: not long_page.is_at_work, timeout=WORK_MS)
    took_s = time.monotonic() - begun_s
    host.gate.set()
    qtbot.waitUntil(long_page.unfinished.isVisible, timeout=WORK_MS)
    return took_s


def test_stop_is_quick_and_what_was_stopped_goes_on(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    choose_kind(long_page, "WAV")
    assert read_until_stopped(window, long_page, host, qtbot) < STOPS_WITHIN_S
    assert window.message_bar.message.text.startswith("Stopped: ")
    assert states(long_page) == ["", ""]
    (line,) = long_page.unfinished.listed
    assert (line.title, line.is_at_work) == ("night", False)
    long_page.unfinished.resume_asked.emit(line)
    qtbot.waitUntil(long_page.book_card.made.isVisible, timeout=WORK_MS)
    qtbot.waitUntil(lambda: not long_page.unfinished.isVisible(), timeout=WORK_MS)
    assert (tmp_path / "out" / "night" / "02 Two.wav").exists()


def test_the_focus_stays_with_the_buttons_that_read_and_stop(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    card = long_page.book_card
    host.gate.clear()
    card.read_button.setFocus()
    QTest.keyClick(card.read_button, Qt.Key.Key_Space)
    qtbot.waitUntil(card.stop_button.isVisible)
    assert card.stop_button.hasFocus()
    QTest.keyClick(card.stop_button, Qt.Key.Key_Space)
    host.gate.set()
    qtbot.waitUntil(lambda: card.read_button.isVisible() and card.read_button.isEnabled(), timeout=WORK_MS)
    assert card.read_button.hasFocus()


def test_what_was_stopped_can_be_forgotten_after_a_question(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    read_until_stopped(window, long_page, host, qtbot)
    long_page.unfinished.ask_to_forget(long_page.unfinished.listed[0])
    dialog = window.findChild(QuestionDialog)
    assert dialog is not None
    dialog.yes.click()
    qtbot.waitUntil(lambda: not long_page.unfinished.isVisible(), timeout=WORK_MS)
    assert window.tools.app.make_book.unfinished() == ()


def test_an_unfinished_book_is_listed_at_the_next_start(window, long_page, host, app, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    read_until_stopped(window, long_page, host, qtbot)
    other = MainWindow(app)
    qtbot.addWidget(other)
    other.show()
    other.show_page(LONG_TEXTS)
    qtbot.waitUntil(lambda: bool(other.long_texts.unfinished.listed), timeout=WORK_MS)
    assert other.long_texts.unfinished.listed[0].words.startswith("book · ")
    other.tools.bridge.close()


def test_a_document_that_was_changed_is_not_gone_on_with(window, long_page, host, tmp_path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    read_until_stopped(window, long_page, host, qtbot)
    (tmp_path / "night.md").write_text(BOOK.replace("dark", "bright"))
    long_page.unfinished.resume_asked.emit(long_page.unfinished.listed[0])
    qtbot.waitUntil(lambda: "cannot be continued" in window.message_bar.message.text, timeout=WORK_MS)
    assert not long_page.is_at_work


def test_a_book_that_goes_on_changes_nothing_in_another_document(window, long_page, host, tmp_path, qtbot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    read_until_stopped(window, long_page, host, qtbot)
    drop_document(window, qtbot, tmp_path / "day.md")
    host.gate.clear()
    long_page.unfinished.resume_asked.emit(long_page.unfinished.listed[0])
    (tmp_path / "more.md").write_text(BOOK)
    assert drop(window, tmp_path / "more.md")
    assert window.message_bar.message.text == "A book is being read: wait for it, or stop it."
    host.gate.set()
    qtbot.waitUntil(lambda: not long_page.is_at_work, timeout=WORK_MS)
    assert window.message_bar.message.text == "“night” was read aloud."
    assert states(long_page) == ["", ""]
    assert not long_page.book_card.made.isVisible()


def test_the_window_asks_before_it_is_closed_while_a_book_is_read(window, long_page, host, tmp_path, qtbot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    host.gate.clear()
    long_page.book_card.read_button.click()
    press(window, "Ctrl+Q")
    dialog = window.findChild(QuestionDialog)
    assert dialog is not None
    assert dialog.question.text == "A book or a table is being read aloud."
    dialog.no.click()
    assert window.isVisible()
    host.gate.set()
    qtbot.waitUntil(lambda: not long_page.is_at_work, timeout=WORK_MS)


def test_another_cover_can_be_chosen_for_one_file_alone(window, long_page, tmp_path, monkeypatch, qtbot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    form = long_page.book_card.form
    assert form.cover_words.text() == "Without a cover"
    picture = tmp_path / "cover.png"
    picture.write_bytes(png())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(picture), ""))
    form.cover_button.click()
    assert form.cover_words.text() == f"With the cover {picture}"
    choose_kind(long_page, "One MP3")
    long_page.book_card.read_button.click()
    qtbot.waitUntil(long_page.book_card.made.isVisible, timeout=WORK_MS)
    assert png() in (tmp_path / "out" / "night.mp3").read_bytes()
    form.no_cover_button.click()
    assert form.cover is None
    choose_kind(long_page, "WAV")
    assert not form.cover_button.isVisible()


def test_ctrl_o_asks_for_a_document_here(window, long_page, tmp_path, monkeypatch, qtbot: QtBot) -> None:
    (tmp_path / "night.txt").write_text(BOOK)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "night.txt"), ""))
    press(window, "Ctrl+O")
    qtbot.waitUntil(lambda: long_page.book_card.document is not None, timeout=WORK_MS)
    assert window.stack.currentIndex() == LONG_TEXTS


def test_without_a_voice_the_page_says_so(window, tmp_path: Path, qtbot: QtBot) -> None:
    drop_document(window, qtbot, tmp_path / "night.md")
    assert window.long_texts.book_card.what_is_missing == "There is no voice yet: make one on the Capture page."
