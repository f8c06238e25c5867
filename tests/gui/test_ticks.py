"""A tick breaks its words into lines where it has no room."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from voicecloner.gui.parts.tick import Tick

WORDS = "A &name in brackets before a paragraph says who reads it, and so on to the end"


@pytest.fixture
def tick(qtbot: QtBot) -> Iterator[Tick]:
    page = QWidget()
    qtbot.addWidget(page)
    made = Tick(WORDS)
    QVBoxLayout(page).addWidget(made)
    page.show()
    yield made
    page.close()


def test_it_is_as_wide_as_its_words_where_it_may_be(tick: Tick) -> None:
    tick.window().resize(2000, 300)
    assert tick.heightForWidth(tick.width()) == tick.sizeHint().height()
    assert tick.sizeHint().width() > tick.minimumSizeHint().width()


def test_it_grows_in_height_where_it_is_narrow(tick: Tick, qtbot: QtBot) -> None:
    tick.window().resize(260, 300)
    qtbot.waitUntil(lambda: tick.width() < 260)
    line_px = tick.fontMetrics().height()
    assert tick.heightForWidth(tick.width()) >= tick.sizeHint().height() + line_px
    assert tick.height() >= tick.heightForWidth(tick.width())
    assert tick.grab().height() >= 2 * line_px


def test_its_words_are_one_text_for_everybody_else(tick: Tick) -> None:
    tick.window().resize(240, 300)
    assert tick.text() == WORDS
    assert tick.accessibleName() == WORDS.replace("&", "")


def test_it_is_ticked_by_its_letter_and_by_the_mouse(tick: Tick) -> None:
    tick.click()
    assert tick.isChecked()
    assert tick.shortcut().toString() == "Alt+N"
