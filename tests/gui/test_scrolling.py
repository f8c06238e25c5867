"""The wheel and the keys that scroll, given to the real window as the system gives them."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, MODELS, SETTINGS, SPEAK, VOICES

_NOTCH = 120
_PAGES = (CAPTURE, SPEAK, MODELS, SETTINGS)


@pytest.fixture
def low_window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """So low that every page has something to scroll."""
    window.resize(700, window.minimumHeight())
    qtbot.waitUntil(lambda: window.height() < 400)
    return window


def area_of(window: MainWindow) -> QScrollArea:
    page = window.stack.currentWidget()
    area = page if isinstance(page, QScrollArea) else page.findChild(QScrollArea)
    assert area is not None
    return area


def turn_wheel(window: MainWindow, place: QPoint, notches: int) -> None:
    """At a place in the window; Qt finds out which child is there, and who wants it of those behind that."""
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, _NOTCH * notches))
    QApplication.processEvents()


def in_sight(window: MainWindow, child: QWidget) -> QPoint:
    """Scroll a child into sight; its middle, in the window."""
    QApplication.processEvents()  # everything is in its place first
    area_of(window).ensureWidgetVisible(child)
    place = child.mapTo(window, child.rect().center())
    found = window.childAt(place)
    assert found is child or child.isAncestorOf(found), f"{found} covers {child}"
    return place


def _grows(bar: QScrollBar) -> bool:
    before = bar.maximum()
    for _ in range(5):
        QApplication.processEvents()
    return bar.maximum() != before


@pytest.fixture
def scroll_to_top(qtbot: QtBot):
    def scroll(window: MainWindow) -> QScrollBar:
        bar = area_of(window).verticalScrollBar()
        qtbot.waitUntil(lambda: bar.maximum() > 0)  # once everything is listed
        qtbot.waitUntil(lambda: not _grows(bar))  # and has the height it needs at the width it has
        bar.setValue(0)
        return bar

    return scroll


@pytest.mark.parametrize("page", _PAGES)
def test_the_wheel_scrolls_the_page_itself(low_window: MainWindow, page: int, scroll_to_top) -> None:
    low_window.show_page(page)
    bar, viewport = scroll_to_top(low_window), area_of(low_window).viewport()
    turn_wheel(low_window, viewport.mapTo(low_window, QPoint(3, viewport.height() // 2)), -1)
    assert bar.value() > 0
    turn_wheel(low_window, viewport.mapTo(low_window, QPoint(3, viewport.height() // 2)), 10)
    assert bar.value() == 0


@pytest.mark.parametrize("page", _PAGES)
def test_the_wheel_scrolls_the_page_over_its_words(low_window: MainWindow, page: int, scroll_to_top) -> None:
    low_window.show_page(page)
    bar = scroll_to_top(low_window)
    words = next(each for each in area_of(low_window).findChildren(QLabel) if each.isVisible())
    turn_wheel(low_window, in_sight(low_window, words), -1)
    assert bar.value() > 0


@pytest.mark.parametrize("page", [SPEAK, SETTINGS])
def test_the_wheel_over_a_field_scrolls_and_changes_nothing(
    low_window: MainWindow, page: int, make_voice, scroll_to_top
) -> None:
    low_window.show_page(page)
    kinds = (QComboBox, QAbstractSpinBox, QAbstractSlider)
    children = area_of(low_window).widget().findChildren(QWidget)
    fields = [w for w in children if isinstance(w, kinds) and not isinstance(w, QScrollBar) and w.isVisible()]
    assert fields
    bar = scroll_to_top(low_window)
    for field in fields:
        place, before = in_sight(low_window, field), shown(field)
        field.setFocus()
        start = bar.value()
        for notches in (-1, 1):
            turn_wheel(low_window, place, notches if start < bar.maximum() else -notches)
            assert shown(field) == before
            if notches == -1:
                assert bar.value() != start, field.accessibleName()
        bar.setValue(start)


def shown(field: QWidget) -> object:
    if isinstance(field, QComboBox):
        return field.currentIndex()
    assert isinstance(field, QAbstractSlider | QSpinBox | QDoubleSpinBox)
    return field.value()


def test_a_field_made_later_leaves_the_wheel_to_the_page_too(
    low_window: MainWindow, qtbot: QtBot, scroll_to_top
) -> None:
    from voicecloner.gui.settings.setting_field import setting_field
    from voicecloner.settings import Setting

    low_window.show_page(SETTINGS)
    setting = Setting("steps", int, 5, "Steps.", limits=(1, 9))
    field = setting_field(setting, 5, lambda _value: None)
    low_window.settings.column.insertWidget(0, field)
    qtbot.waitUntil(field.isVisible)
    bar = scroll_to_top(low_window)
    field.setFocus()
    turn_wheel(low_window, in_sight(low_window, field), -1)
    assert shown(field) == 5
    assert bar.value() > 0


def test_the_wheel_scrolls_a_long_text_first_and_the_page_after(low_window, scroll_to_top, qtbot: QtBot) -> None:
    low_window.show_page(SPEAK)
    text = low_window.speak.form.text
    text.setPlainText("one line\n" * 40)
    qtbot.waitUntil(lambda: text.verticalScrollBar().maximum() > 0)
    bar = scroll_to_top(low_window)
    place = in_sight(low_window, text)
    bar_before = bar.value()
    turn_wheel(low_window, place, -1)
    assert text.verticalScrollBar().value() > 0
    assert bar.value() == bar_before
    text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
    turn_wheel(low_window, place, -1)
    assert bar.value() > bar_before


@pytest.mark.parametrize("page", _PAGES)
@pytest.mark.parametrize("is_within", [True, False], ids=["focus on the page", "focus on the sidebar"])
def test_keys_scroll_the_page(low_window: MainWindow, page: int, scroll_to_top, *, is_within: bool) -> None:
    low_window.show_page(page)
    bar = scroll_to_top(low_window)
    focus = area_of(low_window).widget() if is_within else low_window.sidebar._buttons[page]
    focus.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    focus.setFocus()
    seen = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(low_window.windowHandle(), key)
        seen.append(bar.value())
    assert seen == [min(bar.pageStep(), bar.maximum()), 0, bar.maximum(), 0]


def test_keys_scroll_the_details_of_a_voice(low_window: MainWindow, make_voice, qtbot: QtBot) -> None:
    voice = make_voice("Anna")
    low_window.tools.voices.refresh()
    low_window.show_page(VOICES)
    low_window.voices.choose(voice)
    qtbot.waitUntil(lambda: low_window.voices.details.verticalScrollBar().maximum() > 0)
    low_window.sidebar._buttons[VOICES].setFocus()
    bar = low_window.voices.details.verticalScrollBar()

    def is_at_end() -> bool:  # which moves while the details are laid out
        QTest.keyClick(low_window.windowHandle(), Qt.Key.Key_End)
        return bar.value() == bar.maximum() > 100

    qtbot.waitUntil(is_at_end)


def test_nothing_blank_follows_the_contents(window: MainWindow, make_voice, speech, qtbot: QtBot) -> None:
    """Not the hundreds of pixels that words would need at a narrower width."""
    make_voice("Anna")
    window.resize(1120, 700)
    window.import_files((speech,))
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    window.tools.voices.refresh()
    for page in (CAPTURE, VOICES, MODELS, SETTINGS):
        window.show_page(page)
        area = area_of(window)
        qtbot.waitUntil(lambda area=area: area.verticalScrollBar().maximum() > 0)
        qtbot.waitUntil(lambda area=area: _blank_px(area) < 40)


def _blank_px(area: QScrollArea) -> int:
    sheet = area.widget()
    items = [sheet.layout().itemAt(number) for number in range(sheet.layout().count())]
    last = max(item.geometry().bottom() for item in items if item.widget() or item.layout())
    return sheet.height() - last


def test_keys_in_an_editor_move_its_cursor(low_window: MainWindow, scroll_to_top) -> None:
    low_window.show_page(SPEAK)
    text: QPlainTextEdit = low_window.speak.form.text
    text.setPlainText("one line\n" * 40)
    text.setFocus()
    bar = scroll_to_top(low_window)
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageDown):
        QTest.keyClick(low_window.windowHandle(), key)
    assert text.textCursor().position() > len("one line")
    assert bar.value() == 0
