"""Clear or alike: mouse, keyboard, the way back, and what a screen reader is told."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from voicecloner.gui.theme import apply_theme
from voicecloner.gui.widgets.likeness_choice import LikenessChoice


@pytest.fixture
def choice(qapp: QApplication, qtbot: QtBot) -> LikenessChoice:
    apply_theme(qapp, "light")
    made = LikenessChoice()
    qtbot.addWidget(made)
    made.resize(360, 70)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def handle_colours(choice: LikenessChoice) -> set[str]:
    image = choice.slider.grab().toImage()
    return {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}


def test_it_rests_on_the_voices_default(choice: LikenessChoice) -> None:
    assert choice.likeness is None
    assert choice.slider.value() == 50
    assert choice.words.text() == "as the voice is"
    assert not choice.reset.isEnabled()


def test_keys_choose_and_the_button_goes_back(choice: LikenessChoice, qtbot: QtBot) -> None:
    choice.slider.setFocus()
    with qtbot.waitSignal(choice.moved):
        QTest.keyClick(choice.slider, Qt.Key.Key_Right)
    assert choice.likeness == 0.55
    QTest.keyClick(choice.slider, Qt.Key.Key_Left)
    assert choice.likeness == 0.5, "the middle itself was chosen now, whatever the voice's default is"
    QTest.keyClick(choice.slider, Qt.Key.Key_Home)
    assert choice.likeness == 0.0
    QTest.keyClick(choice.slider, Qt.Key.Key_End)
    assert choice.likeness == 1.0
    choice.reset.setFocus()
    with qtbot.waitSignal(choice.moved):
        QTest.keyClick(choice.reset, Qt.Key.Key_Space)
    assert choice.likeness is None
    assert choice.slider.hasFocus()


def test_a_double_click_goes_back(choice: LikenessChoice, qtbot: QtBot) -> None:
    choice.show_likeness(0.9)
    with qtbot.waitSignal(choice.moved):
        QTest.mouseDClick(choice.slider, Qt.MouseButton.LeftButton, pos=QPoint(20, choice.slider.height() // 2))
    assert choice.likeness is None


def test_showing_a_value_is_not_choosing_it(choice: LikenessChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(choice.moved):
        choice.show_likeness(0.3)
        choice.show_likeness(None)


def test_a_chosen_place_looks_different_from_resting_there(choice: LikenessChoice) -> None:
    resting = handle_colours(choice)
    choice.show_likeness(0.5)
    assert handle_colours(choice) != resting


def test_screen_readers_hear_what_is_seen(choice: LikenessChoice) -> None:
    assert choice.slider.accessibleName() == "Clear or alike"
    assert choice.slider.accessibleDescription() == "as the voice is"
    choice.show_likeness(0.7)
    assert choice.slider.accessibleDescription() == "70\u00a0% alike"
    assert choice.reset.accessibleName() == "Back to the voice’s default"


def test_what_cannot_be_chosen_says_why(choice: LikenessChoice) -> None:
    choice.offer("This engine cannot.")
    assert not choice.slider.isEnabled()
    assert choice.slider.toolTip() == choice.slider.accessibleDescription() == "This engine cannot."
    choice.offer()
    assert choice.slider.isEnabled()
    assert "Double-click" in choice.slider.toolTip()
