"""The word that is being said is marked in the text, wherever it stands by now."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.speak_hands import choose, say
from voicecloner.domain.audio import WordTime
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.theme import DARK, LIGHT, apply_theme
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.word_marks import WordMarks
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SPEAK

TEXT = "The ferry leaves at seven."


def timed(text: str) -> list[WordTime]:
    """One word in each second."""
    words, place = [], 0
    for number, word in enumerate(text.split()):
        place = text.index(word, place)
        words.append(WordTime(place, place + len(word), float(number), number + 0.9))
        place += len(word)
    return words


@pytest.fixture
def box(qtbot: QtBot) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.resize(300, 150)
    qtbot.addWidget(made)
    made.show()
    return made


def marks_in(box: QPlainTextEdit, said: str, shown: str | None = None) -> WordMarks:
    box.setPlainText(said if shown is None else shown)
    marks = WordMarks(box)
    marks.begin(said)
    marks.add(timed(said))
    return marks


def marked_at(marks: WordMarks, *moments_s: float) -> list[str]:
    found = []
    for moment_s in moments_s:
        marks.show_at(moment_s)
        found.append(marks.marked)
    return found


def test_each_word_is_marked_while_it_is_said(box: QPlainTextEdit) -> None:
    marks = marks_in(box, TEXT)
    assert marked_at(marks, 0.0, 1.2, 2.95, 4.5, 5.6) == ["The", "ferry", "leaves", "seven.", ""]
    assert marked_at(marks, 1.0) == ["ferry"], "also after seeking back"
    marks.clear()
    assert marks.marked == ""
    assert box.extraSelections() == []


def test_the_caret_stays_where_it_is(box: QPlainTextEdit) -> None:
    marks = marks_in(box, TEXT)
    box.moveCursor(QTextCursor.MoveOperation.End)
    marked_at(marks, 1.0)
    assert box.textCursor().position() == len(TEXT)
    assert box.toPlainText() == TEXT


def test_places_are_right_behind_emoji_and_combined_letters(box: QPlainTextEdit) -> None:
    marks = marks_in(box, "Hi 👩‍🚀 there, 𝕒 e\u0301te\u0301.\nNext line.")
    assert marked_at(marks, 2.0, 4.0, 5.0) == ["there,", "e\u0301te\u0301.", "Next"]


def edit(box: QPlainTextEdit, start: int, end: int, text: str) -> None:
    cursor = QTextCursor(box.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text)


def test_edited_words_are_not_marked_and_all_others_are(box: QPlainTextEdit) -> None:
    marks = marks_in(box, TEXT)
    edit(box, 4, 9, "slow boat")
    edit(box, 0, 0, "🚢 ")
    assert box.toPlainText() == "🚢 The slow boat leaves at seven."
    assert marked_at(marks, 0.5, 1.5, 2.5, 4.5) == ["The", "", "leaves", "seven."]
    box.undo()
    box.undo()
    assert box.toPlainText() == TEXT
    assert marked_at(marks, 2.5, 4.5) == ["leaves", "seven."]


def test_words_that_become_known_after_an_edit_are_found(box: QPlainTextEdit) -> None:
    marks = marks_in(box, TEXT)
    marks.begin(TEXT)
    edit(box, 0, 3, "Our first")
    marks.add(timed(TEXT))
    assert marked_at(marks, 0.5, 1.5, 4.5) == ["", "ferry", "seven."]


def test_the_mark_does_not_stay_on_what_is_typed(box: QPlainTextEdit) -> None:
    marks = marks_in(box, TEXT)
    marks.show_at(1.5)
    edit(box, 6, 7, "rr")
    assert box.extraSelections() == []
    assert marked_at(marks, 1.6) == [""]


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("The ferry leaves at eight.", ["The", "ferry", ""]),
        ("Tomorrow the ferry leaves at seven.", ["", "ferry", "seven."]),
        ("The dog sleeps.", ["", "", ""]),
        ("", ["", "", ""]),
    ],
)
def test_an_earlier_take_is_followed_as_far_as_its_text_is_still_there(box, shown: str, found: list[str]) -> None:
    assert marked_at(marks_in(box, TEXT, shown), 0.5, 1.5, 4.5) == found


LONG = {
    "paragraphs": "\n".join(f"Line{n} says hardly anything but it goes on and on." for n in range(80)),
    "one paragraph": " ".join(f"word{n}" for n in range(900)),
}


@pytest.mark.parametrize("kind", LONG)
def test_a_long_text_scrolls_along(box: QPlainTextEdit, kind: str) -> None:
    marks = marks_in(box, LONG[kind])
    words = timed(LONG[kind])
    for number in (*range(0, len(words), 7), 3):
        marks.show_at(number + 0.5)
        cursor = QTextCursor(box.document())
        cursor.setPosition(words[number].first_character)
        assert box.viewport().rect().contains(box.cursorRect(cursor)), f"word {number} is out of sight"


def test_who_scrolls_away_is_left_there(box: QPlainTextEdit) -> None:
    marks = marks_in(box, LONG["paragraphs"])
    marks.show_at(0.5)
    bar = box.verticalScrollBar()
    bar.setValue(bar.maximum())
    marks.show_at(1.5)
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    marks.show_at(2.5)
    marks.show_at(150.5)
    assert bar.value() > 0, "followed again once the word was in sight"


@pytest.fixture
def either_theme() -> Iterator[Callable[[str], None]]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    yield lambda name: apply_theme(app, name)
    apply_theme(app, "light")


def test_the_mark_has_the_colours_of_the_theme(box, either_theme: Callable[[str], None]) -> None:
    marks = marks_in(box, TEXT)
    for name, tones in (("light", LIGHT), ("dark", DARK)):
        either_theme(name)
        marks.show_at(1.5)
        (selection,) = box.extraSelections()
        style = selection.format
        assert style.background().color() == QColor(tones.accent)
        assert style.foreground().color() == QColor(tones.on_accent)


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    make_voice("Bob", "en")
    window.show_page(SPEAK)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.speak.choice.voices.count() == 1)
    choose(window.speak, "Bob")
    return window.speak


def test_words_are_marked_while_the_rest_is_still_made(page, host: FakeHost, speaker: FakeSpeaker, qtbot) -> None:
    def hear_then_wait(*_args: object, **_more: object):
        yield from FakeHost.synthesize(host, *_args, **_more)
        if len(host.spoken) == 1:
            host.gate.clear()

    host.synthesize = hear_then_wait
    page.form.text.setPlainText("One sentence. And a second one.")
    page.speak()
    qtbot.waitUntil(lambda: bool(host.spoken and speaker.streams))
    speaker.take_sound(round(0.4 * speaker.sample_rate))
    qtbot.waitUntil(lambda: page.marks.marked == "sentence")
    assert page.is_speaking
    page.stop()
    assert page.marks.marked == ""
    host.gate.set()
    qtbot.waitUntil(lambda: not page.is_speaking)


def test_a_take_is_followed_when_it_is_sought_in_and_heard_again(page, window, speaker: FakeSpeaker, qtbot) -> None:
    say(page, TEXT, qtbot)
    window.tools.playback.stop()
    assert page.marks.marked == ""
    words = {TEXT[word.first_character : word.end_character]: word.start_s for word in page.take.words}
    page.take_card.player.track.seek_asked.emit(words["leaves"] + 0.01)
    assert page.marks.marked == "leaves", "silent, but the player stands there"
    opened = len(speaker.streams)
    page.toggle_playback()
    qtbot.waitUntil(lambda: len(speaker.streams) > opened)
    speaker.take_sound(round((words["seven"] - words["leaves"] + 0.1) * speaker.sample_rate))
    qtbot.waitUntil(lambda: page.marks.marked == "seven")
    page.form.text.setPlainText("Something else.")
    assert page.marks.marked == ""


def test_a_listed_take_is_followed_in_the_same_text(page, window, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    say(page, TEXT, qtbot)
    say(page, "Something else.", qtbot)
    window.tools.playback.stop()
    page.form.text.setPlainText(TEXT)
    page.take_card.show_listed(page.takes_card.model.index(1, 0).data(0x0100))
    qtbot.waitUntil(lambda: page.take is not None and page.take.text == TEXT)
    page.take_card.player.track.seek_asked.emit(page.take.words[1].start_s + 0.01)
    assert page.marks.marked == "ferry"
