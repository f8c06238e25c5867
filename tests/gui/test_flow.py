"""A row that becomes several where its words are too long for one."""

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from voicecloner.gui.parts.flow import FlowRow


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def boxes(holder: QWidget, *widths: int, at_right: int | None = None) -> list[QWidget]:
    made = [QWidget() for _ in widths]
    for each, width in zip(made, widths, strict=True):
        each.setFixedSize(width, 20)
    parts: list[QWidget | None] = list(made)
    if at_right is not None:
        parts.insert(at_right, None)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addLayout(FlowRow(*parts))
    return made


def test_what_fits_stands_on_one_line_the_last_at_the_right(holder: QWidget) -> None:
    made = boxes(holder, 50, 60, 40, at_right=2)
    holder.resize(300, 20)
    holder.show()
    assert [each.x() for each in made] == [0, 58, 260]
    assert len({each.y() for each in made}) == 1


def test_what_does_not_fit_goes_on_in_the_next_line(holder: QWidget) -> None:
    made = boxes(holder, 50, 60, 40)
    assert holder.minimumSizeHint().width() == 60
    assert holder.heightForWidth(120) == 20 + 8 + 20
    holder.resize(120, 60)
    holder.show()
    assert [each.x() for each in made] == [0, 58, 0]
    assert made[2].y() == made[0].y() + 28


def test_what_is_hidden_takes_no_room(holder: QWidget) -> None:
    made = boxes(holder, 50, 60, 40)
    made[1].hide()
    holder.resize(120, 20)
    holder.show()
    assert [made[0].x(), made[2].x()] == [0, 58]
    assert holder.heightForWidth(120) == 20


def test_beside_something_else_it_stays_one_line(holder: QWidget) -> None:
    layout = FlowRow(*(QPushButton("words") for _ in range(3)))
    holder.setLayout(layout)
    layout.may_wrap = False
    layout.invalidate()
    assert layout.minimumSize() == layout.sizeHint()
