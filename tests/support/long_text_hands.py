"""What a user does on the page of long texts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.support.window_hands import drop
from voicecloner.domain.voice import Voice
from voicecloner.gui.long_texts.page import LongTextsPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import LONG_TEXTS

WORK_MS = 60_000
BOOK = """# One

It was dark.

[Ben] Was it?

# Two

In the morning the sun came out. All was well.
"""


def with_voices(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot, *names: str) -> LongTextsPage:
    """The page, with voices of these names, that saves into a folder of the test's own."""
    for name in names:
        make_voice(name)
    window.show_page(LONG_TEXTS)
    window.tools.voices.refresh()
    page = window.long_texts
    qtbot.waitUntil(
        lambda: page.book_card.form.reader.voices.count() == len(names) and bool(window.tools.engines.engines),
        timeout=WORK_MS,
    )
    return page


def save_into(page: LongTextsPage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose a folder for what is made."""
    folder.mkdir(exist_ok=True)
    dialog = "voicecloner.gui.parts.folder_field.QFileDialog.getExistingDirectory"
    monkeypatch.setattr(dialog, lambda *_args: str(folder))
    for form in (page.book_card.form, page.table_card.form):
        form.folder.choose()


def drop_document(window: MainWindow, qtbot: QtBot, path: Path, text: str = BOOK) -> LongTextsPage:
    """Drop a document and wait until its chapters are shown."""
    path.write_text(text, "utf-8")
    assert drop(window, path)
    page = window.long_texts
    qtbot.waitUntil(lambda: bool(page.book_card.document) and page.book_card.document.path == path, timeout=WORK_MS)
    return page


def drop_table(window: MainWindow, qtbot: QtBot, path: Path, text: str) -> LongTextsPage:
    """Drop a table and wait until its lines are shown, or what keeps it from being read."""
    path.write_text(text, "utf-8")
    assert drop(window, path)
    page = window.long_texts
    looked_at(page, qtbot)
    return page


def looked_at(page: LongTextsPage, qtbot: QtBot) -> None:
    """Wait until the table's lines are known."""
    qtbot.waitUntil(lambda: "being looked at" not in page.table_card.what_is_missing, timeout=WORK_MS)


def tick(page: LongTextsPage, *places: int) -> None:
    """Tick these chapters and no others."""
    page.book_card.none_button.click()
    for place in places:
        item = page.book_card.chapters.item(place, 0)
        assert item is not None
        item.setCheckState(Qt.CheckState.Checked)


def states(page: LongTextsPage) -> list[str]:
    """What is said of each chapter."""
    items = [page.book_card.chapters.item(place, 2) for place in range(page.book_card.chapters.rowCount())]
    return [item.text() if item else "" for item in items]


def choose_kind(page: LongTextsPage, words: str) -> None:
    """Choose as what a book is saved."""
    kind = page.book_card.form.kind
    kind.setCurrentIndex(next(i for i in range(kind.count()) if words in kind.itemText(i)))
