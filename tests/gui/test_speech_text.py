"""Marks in the text that shall be said, put there by buttons and keys, and the words in it."""

import pytest
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from voicecloner.gui.speak.speech_text import SpeechText


@pytest.fixture
def field(qtbot: QtBot) -> SpeechText:
    made = SpeechText()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    return made


def given(field: SpeechText, marked: str) -> None:
    """The text without `[` and `]`, with what stands between them selected."""
    start, end = marked.index("["), marked.index("]") - 1
    field.setPlainText(marked.replace("[", "").replace("]", ""))
    units = [len(part.encode("utf-16-le")) // 2 for part in (marked[:start], marked[start + 1 : end + 1])]
    cursor = field.textCursor()
    cursor.setPosition(units[0])
    cursor.setPosition(sum(units), QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A [very] big dog.", "A *very* big dog."),
        ("A[ very ]big dog.", "A *very* big dog."),
        ("A ve[]ry big dog.", "A *very* big dog."),
        ("A *[very]* big dog.", "A very big dog."),
        ("A [very *big*] dog.", "A *very big* dog."),
        ("😀 A [very] 😀 big.", "😀 A *very* 😀 big."),
        ("[]", ""),
        (" [ ] ", "   "),
    ],
)
def test_words_are_stressed_and_left_unstressed_again(field: SpeechText, before: str, after: str) -> None:
    given(field, before)
    field.stress()
    assert field.toPlainText() == after


def test_pressed_twice_the_text_is_as_it_was(field: SpeechText) -> None:
    given(field, "A [very] big dog.")
    field.stress()
    field.stress()
    assert field.toPlainText() == "A very big dog."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One[] two.", 'One <break time="0.5s"/> two.'),
        ("One [] two.", 'One <break time="0.5s"/> two.'),
        ("On[]e two.", 'One <break time="0.5s"/> two.'),
        ("[One] two.", 'One <break time="0.5s"/> two.'),
        ("One.[]", 'One. <break time="0.5s"/> '),
        ("[]", '<break time="0.5s"/> '),
    ],
)
def test_a_pause_stands_between_words(field: SpeechText, before: str, after: str) -> None:
    given(field, before)
    field.pause()
    assert field.toPlainText() == after


def test_each_press_makes_a_pause_half_a_second_longer_up_to_ten(field: SpeechText) -> None:
    given(field, "One.[]")
    for _ in range(3):
        field.pause()
    assert field.toPlainText() == 'One. <break time="1.5s"/> '
    for _ in range(30):
        field.pause()
    assert field.toPlainText() == 'One. <break time="10s"/> '


@pytest.mark.parametrize("keys", ["Ctrl+B", "Ctrl+Shift+P"])
def test_what_a_key_has_put_in_is_taken_back_in_one_step(field: SpeechText, keys: str, qtbot: QtBot) -> None:
    given(field, "A [very] big dog.")
    QTest.keySequence(field, QKeySequence(keys))
    assert field.toPlainText() != "A very big dog."
    field.undo()
    assert field.toPlainText() == "A very big dog."


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ask [Nguyen] now.", "Nguyen"),
        ("Ask Ngu[]yen now.", "Nguyen"),
        ("Ask[ *New York* ]now.", "New York"),
        ("Ask [...] now.", ""),
        ("Ask [" + "x" * 81 + "].", ""),
    ],
)
def test_the_menu_offers_to_say_how_a_word_is_pronounced(field: SpeechText, text: str, word: str, qtbot: QtBot) -> None:
    given(field, text)
    assert field.word_at() == word
    menu = field.menu(field.word_at())
    offered = [action for action in menu.actions() if action.text().startswith("Pronounce")]
    assert [action.text() for action in offered] == ([f"Pronounce “{word}” as…"] if word else [])
    if offered:
        with qtbot.waitSignal(field.pronounce_asked) as asked:
            offered[0].trigger()
        assert asked.args == [word]
