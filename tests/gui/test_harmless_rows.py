"""Lists show what users and files call things, and never what steers the direction of reading."""

from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from pytestqt.qtbot import QtBot

from tests.support.kept_takes import kept_take
from voicecloner.api.batches import SeenLine, SeenTable
from voicecloner.api.books import SeenChapter
from voicecloner.gui.capture.several.candidates import named
from voicecloner.gui.long_texts.chapter_list import ChapterList
from voicecloner.gui.long_texts.line_rows import LinesModel, sight_of
from voicecloner.gui.parts.row_roles import SUMMARY_ROLE
from voicecloner.gui.speak.take_rows import TakesModel

ODD = "ab\u202egnp.\u2067c\x1b[2J"
SHOWN = "ab\ufffdgnp.\ufffdc\ufffd[2J"
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, SUMMARY_ROLE)


def told(model: QAbstractItemModel) -> list[str]:
    """All words of the first row."""
    places = [place for column in range(5) if (place := model.index(0, column)).isValid()]
    return [str(text) for place in places for role in ROLES if (text := model.data(place, int(role)))]


def takes() -> TakesModel:
    model = TakesModel()
    model.show([kept_take(text=ODD, voice_name=ODD)])
    return model


def lines() -> LinesModel:
    model = LinesModel()
    model.show_table(sight_of(SeenTable(Path("t.csv"), (SeenLine(1, ODD, ODD, ODD),), ())))
    return model


@pytest.mark.parametrize("made", [takes, lines])
def test_a_row_shows_no_control_characters(qtbot: QtBot, made) -> None:
    words = told(made())
    assert any(SHOWN in each for each in words)
    assert all(not set(each) & set("\u202e\u2067\x1b") for each in words)


def test_a_chapter_shows_none_either(qtbot: QtBot) -> None:
    chapters = ChapterList()
    qtbot.addWidget(chapters)
    chapters.show_chapters((SeenChapter(1, ODD, 10, 5.0, ()),))
    assert SHOWN in told(chapters.model())[0]
    assert all(not set(each) & set("\u202e\u2067\x1b") for each in told(chapters.model()))


def test_a_file_of_such_a_name_becomes_a_voice_of_a_name_that_is_allowed() -> None:
    (candidate,) = named([Path(f"{ODD}.wav")], ())
    assert candidate.name == SHOWN
