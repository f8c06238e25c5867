"""What a screen reader is told: the window as Qt's accessibility tree has it."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface

from tests.support.window_hands import find_button
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS, MODELS, SETTINGS, SPEAK, VOICES

Role, Text = QAccessible.Role, QAccessible.Text
ACTED_ON = {
    Role.Button,
    Role.ButtonMenu,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.Slider,
    Role.SpinBox,
    Role.List,
    Role.Table,
    Role.ProgressBar,
}


def shown_below(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """All that is in sight, parts of the parts too."""
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is not None and child.isValid() and not child.state().invisible:
            yield child
            yield from shown_below(child)


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK, LONG_TEXTS, MODELS, SETTINGS])
def test_all_that_can_be_acted_on_has_a_name(whole_window: MainWindow, page: int) -> None:
    whole_window.show_page(page)
    parts = list(shown_below(QAccessible.queryAccessibleInterface(whole_window)))
    acted_on = [part for part in parts if part.role() in ACTED_ON]
    assert len(acted_on) >= 8
    assert [describe(part) for part in acted_on if not part.text(Text.Name).strip()] == []


def test_what_can_be_ticked_and_pressed_says_so(whole_window: MainWindow) -> None:
    whole_window.show_page(SPEAK)
    button = QAccessible.queryAccessibleInterface(find_button(whole_window.speak, "Speak"))
    assert button.role() is Role.Button
    assert button.state().focusable
    assert button.actionInterface() is not None


def describe(part: QAccessibleInterface) -> str:
    owner = part.object()
    return f"{part.role().name} {type(owner).__name__} in {part.parent().text(Text.Name)}"
