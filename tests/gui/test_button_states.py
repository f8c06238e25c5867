"""A button shows whether it can be pressed and whether it is pressed, in both themes."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from voicecloner.gui.parts.basics import Button
from voicecloner.gui.parts.theme import DARK, LIGHT, Tones, apply_theme
from voicecloner.gui.window.main_window import MainWindow

THEMES = {"light": LIGHT, "dark": DARK}


@pytest.fixture(params=THEMES)
def tones(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Tones]:
    apply_theme(qapp, request.param)
    yield THEMES[request.param]
    apply_theme(qapp, "light")


def picture(button: QAbstractButton) -> QImage:
    QApplication.processEvents()
    return button.grab().toImage()


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def is_reddish(colour: str) -> bool:
    shade = QColor(colour)
    return shade.red() - max(shade.green(), shade.blue()) > 40


def test_what_deletes_is_grey_while_it_cannot_be_pressed(qtbot: QtBot, tones: Tones) -> None:
    button = Button("Delete", "trash", "danger")
    qtbot.addWidget(button)
    button.show()
    assert any(is_reddish(colour) for colour in colours(picture(button)))
    button.setEnabled(False)
    shown = colours(picture(button))
    assert not any(is_reddish(colour) for colour in shown)
    assert tones.muted in shown


def test_every_destructive_button_of_the_window_is_grey_without_a_choice(
    whole_window: MainWindow, tones: Tones
) -> None:
    found = [each for each in whole_window.findChildren(Button) if each.property("kind") == "danger"]
    assert len(found) >= 5
    for button in found:
        button.setEnabled(False)
        assert not any(is_reddish(colour) for colour in colours(picture(button))), button.accessibleName()


@pytest.mark.parametrize("kind", ["", "quiet", "nav", "step"])
def test_a_toggle_shows_that_it_is_on(qtbot: QtBot, tones: Tones, kind: str) -> None:
    button = Button("", "spectrum", kind, "Spectrogram")
    qtbot.addWidget(button)
    button.setCheckable(True)
    button.show()
    assert tones.accent_soft not in colours(picture(button))
    button.setChecked(True)
    assert tones.accent_soft in colours(picture(button))
    button.setFocus()
    assert tones.accent_soft in colours(picture(button)), "the focus does not hide it"


def test_every_toggle_of_the_window_shows_that_it_is_on(whole_window: MainWindow, tones: Tones) -> None:
    found = [each for each in whole_window.findChildren(QPushButton) if each.isCheckable()]
    assert len(found) >= 8
    for button in found:
        button.setEnabled(True)
        if group := button.group():
            group.setExclusive(False)
        button.blockSignals(True)  # noqa: FBT003 - of Qt
        shown = []
        for is_on in (False, True):
            button.setChecked(is_on)
            shown.append(picture(button))
        assert shown[0] != shown[1], button.accessibleName()
