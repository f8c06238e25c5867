"""What is wrong with a window as it is laid out: words cut off, parts on each other, blank tails, doubled keys."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from tests.support.mnemonics import doubled_mnemonics
from voicecloner.gui.capture.recording_bar import RecordingBar
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.parts.scroll_page import Sheet

_ROUNDING_PX = 2
_TAIL_PX = 60
"""So much may follow the last part of a page that scrolls."""


def layout_faults(top: QWidget) -> list[str]:
    """One sentence for each fault of what is visible in a window."""
    widgets = [top, *(each for each in top.findChildren(QWidget) if each.isVisibleTo(top))]
    looks = (_cut_off, _outside, _overlapping, _tail)
    return [*(fault for each in widgets for look in looks for fault in look(each)), *doubled_mnemonics(top)]


def _name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__} “{words[:50]}”"


def _cut_off(widget: QWidget) -> Iterator[str]:
    """Words that do not fit, and are not told by a tooltip either."""
    if isinstance(widget, ElidedLabel):
        if widget.fontMetrics().horizontalAdvance(widget.text()) > widget.width() + _ROUNDING_PX:
            widget.grab()  # sets the tooltip
            if not widget.toolTip():
                yield f"{_name(widget)} is cut off without a tooltip"
    elif isinstance(widget, QLabel) and widget.wordWrap():
        needed_px = widget.heightForWidth(widget.width())
        if needed_px > widget.height() + _ROUNDING_PX:
            yield f"{_name(widget)} is {widget.height()} px high and needs {needed_px}"
    elif isinstance(widget, QLabel | QPushButton):
        needed_px = widget.minimumSizeHint().width()
        if needed_px > widget.width() + _ROUNDING_PX:
            yield f"{_name(widget)} is {widget.width()} px wide and needs {needed_px}"
    elif isinstance(widget, QComboBox):
        yield from _cut_choice(widget)


def fits(combo: QComboBox, words: str) -> bool:
    """Whether a choice has room for these words."""
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    return combo.fontMetrics().horizontalAdvance(words) <= field.width() + _ROUNDING_PX


def _cut_choice(combo: QComboBox) -> Iterator[str]:
    if not fits(combo, combo.currentText()):
        combo.grab()
        if not (combo.lineEdit() or combo).toolTip():
            yield f"{_name(combo)} shows half of “{combo.currentText()[:50]}” without a tooltip"


def _outside(widget: QWidget) -> Iterator[str]:
    """Parts that stick out of what holds them, unless it scrolls in that direction."""
    holder = widget.parentWidget()
    if holder is None or widget.isWindow() or isinstance(widget, RecordingBar):
        return
    area = holder.parentWidget()
    if isinstance(area, QScrollArea) and area.viewport() is holder:
        if widget.width() > holder.width() + _ROUNDING_PX:
            widest = " and in it ".join(_widest(widget))
            yield f"{_name(area)} is {holder.width()} px wide, and what it holds {widget.width()}: {widest}"
    elif isinstance(area, QAbstractScrollArea) and area.viewport() is holder:
        return
    elif (
        not holder.rect().adjusted(-_ROUNDING_PX, -_ROUNDING_PX, _ROUNDING_PX, _ROUNDING_PX).contains(widget.geometry())
    ):
        yield f"{_name(widget)} at {_box(widget.geometry())} sticks out of {_name(holder)} {_box(holder.rect())}"


def _widest(holder: QWidget) -> Iterator[str]:
    """What makes it so wide, from the outside to the inside."""
    while parts := _laid_out(holder):
        holder = max(parts, key=lambda each: each.minimumSizeHint().width())
        yield f"{_name(holder)} of {holder.minimumSizeHint().width()} px"


def _overlapping(widget: QWidget) -> Iterator[str]:
    """Parts of one layout that lie on each other."""
    shown = _laid_out(widget)
    for number, one in enumerate(shown):
        for other in shown[number + 1 :]:
            common = one.geometry().intersected(other.geometry())
            if common.width() > _ROUNDING_PX and common.height() > _ROUNDING_PX:
                yield f"{_name(one)} lies on {_name(other)}"


def _laid_out(holder: QWidget) -> list[QWidget]:
    """What its layout, and the layouts in that, give a place."""
    layout = holder.layout()
    children = [each for each in holder.children() if isinstance(each, QWidget)]
    return [each for each in children if each.isVisible() and layout is not None and _places(layout, each)]


def _places(layout: QLayout, widget: QWidget) -> bool:
    inner = [each for each in layout.children() if isinstance(each, QLayout)]
    return layout.indexOf(widget) >= 0 or any(_places(each, widget) for each in inner)


def _tail(widget: QWidget) -> Iterator[str]:
    """Room below the last part of a page that has to be scrolled."""
    if not isinstance(widget, Sheet) or widget.height() <= widget.parentWidget().height():
        return
    bottom = max((_bottom(each, widget) for each in _laid_out(widget)), default=0)
    if widget.height() - bottom > _TAIL_PX:
        page = widget.parentWidget().parentWidget()
        assert page is not None
        yield f"{widget.height() - bottom} px of {_name(page)} are blank at the end"


def _bottom(part: QWidget, whole: QWidget) -> int:
    return part.mapTo(whole, QPoint(0, part.height())).y()


def _box(rect: QRect) -> str:
    return f"{rect.width()}×{rect.height()}+{rect.x()}+{rect.y()}"
