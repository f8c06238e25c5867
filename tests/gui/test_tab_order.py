"""Tab goes through what can be used on a page, once each, in the order in which it is read."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.long_text_hands import drop_document, drop_table
from tests.support.speak_hands import say
from voicecloner.domain.voice import Voice
from voicecloner.gui.long_texts.unfinished_card import Unfinished
from voicecloner.gui.parts.basics import Card
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS, MODELS, SETTINGS, SPEAK, VOICES

_LINE_PX = 24
"""What differs by less stands on one line."""
_MOST = 400


def focused_by_tab(window: MainWindow) -> list[QWidget]:
    """All that gets the focus by Tab on the page that is shown, in that order."""
    page = window.stack.currentWidget()
    found: list[QWidget] = []
    window.sidebar.findChildren(QWidget)[-1].setFocus()
    for _ in range(_MOST):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in found:
            break
        if page.isAncestorOf(now):
            found.append(now)
    return found


def out_of_order(page: QWidget, found: list[QWidget]) -> list[str]:
    """Who comes after one that stands below, or further right on the same line."""
    return [
        f"{described(other)} after {described(one)}"
        for one, other in pairwise(found)
        if not are_side_by_side(card_of(one), card_of(other)) and comes_before(page, other, one)
    ]


def card_of(widget: QWidget) -> QWidget:
    while not isinstance(widget, Card) and widget.parentWidget():
        widget = widget.parentWidget()
    return widget


def are_side_by_side(one: QWidget, other: QWidget) -> bool:
    """Two cards on one line are read one after the other."""
    left, right = one.mapToGlobal(QPoint()), other.mapToGlobal(QPoint())
    return one is not other and left.x() + one.width() <= right.x() and abs(left.y() - right.y()) < _LINE_PX


def comes_before(page: QWidget, one: QWidget, other: QWidget) -> bool:
    here, there = one.mapTo(page, QPoint()), other.mapTo(page, QPoint())
    if abs(here.y() - there.y()) < _LINE_PX:
        return here.x() < there.x()
    return here.y() < there.y()


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()}” at {widget.mapToGlobal(QPoint()).toTuple()}"


def can_have_focus(page: QWidget) -> list[QWidget]:
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    ]  # fmt: skip


@pytest.fixture
def used_window(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> MainWindow:
    """So high that nothing has to scroll, with a voice that has spoken."""
    make_voice("Anna", "en")
    window.resize(1100, 3000)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.speak.choice.voices.count() == 1)
    say(window.speak, "Hello there.", qtbot)
    window.tools.playback.stop()
    return window


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK, LONG_TEXTS, MODELS, SETTINGS])
def test_in_the_order_of_reading(used_window: MainWindow, page: int, qtbot: QtBot) -> None:
    used_window.show_page(page)
    if page == MODELS:
        qtbot.waitUntil(lambda: bool(used_window.models.cards))
    if page == VOICES:
        qtbot.waitUntil(used_window.voices.details.player.play_button.isEnabled)
    QApplication.processEvents()
    shown = used_window.stack.currentWidget()
    found = focused_by_tab(used_window)
    assert out_of_order(shown, found) == []
    missing = [each for each in can_have_focus(shown) if each not in found]
    assert [described(each) for each in missing] == []


def test_with_a_document_and_with_a_table(used_window: MainWindow, tmp_path, qtbot: QtBot) -> None:
    shown = drop_document(used_window, qtbot, tmp_path / "night.md")
    stopped = Unfinished("Night", "2026-05-03T10:00:00+00:00", 0.5, is_at_work=False, book_id="1")
    shown.unfinished.show_listed((stopped, stopped))
    for _ in range(2):
        QApplication.processEvents()
        found = focused_by_tab(used_window)
        assert out_of_order(shown, found) == []
        assert [described(each) for each in can_have_focus(shown) if each not in found] == []
        drop_table(used_window, qtbot, tmp_path / "lines.csv", "text\nOne.\n")


def test_in_a_review(used_window: MainWindow, speech, qtbot: QtBot) -> None:
    used_window.import_files((speech,))
    qtbot.waitUntil(lambda: used_window.capture.captured is not None)
    QApplication.processEvents()
    found = focused_by_tab(used_window)
    assert used_window.capture.result_card.review.passed_button in found
    assert out_of_order(used_window.stack.currentWidget(), found) == []
