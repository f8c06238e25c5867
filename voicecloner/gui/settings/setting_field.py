"""A field for anything that is declared as a `Setting`: the program's settings, and the options of engines."""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from voicecloner.gui.parts.basics import SMALL_GAP_PX
from voicecloner.gui.parts.switch import Switch
from voicecloner.gui.parts.wheel_guard import guard
from voicecloner.gui.parts.words import choice_name
from voicecloner.gui.translation import said
from voicecloner.settings import Setting, SettingValue

Changed = Callable[[SettingValue], object]


def setting_field(setting: Setting, value: SettingValue, changed: Changed) -> QWidget:
    """A field of the right kind.

    Args:
        setting: what it is for.
        value: what it shows first.
        changed: called with each other value the user chooses.
    """
    if setting.is_switch:
        field: QWidget = _switch(value, changed)
    elif setting.choices:
        field = _choice_field(setting, value, changed)
    elif setting.kind is int:
        field = _whole_field(setting, value, changed)
    else:
        field = (
            _number_field(setting, value, changed) if setting.kind is float else _text_field(setting, value, changed)
        )
    # a page of fields is scrolled over with the wheel, which must not set one after the other
    guard(field)
    return field


def _choice_field(setting: Setting, value: SettingValue, changed: Changed) -> QWidget:
    field = QComboBox()
    for choice in setting.choices:
        field.addItem(choice_name(choice), choice)
    field.setCurrentIndex(field.findData(value))
    field.activated.connect(lambda _index: changed(str(field.currentData())))
    return field


def _whole_field(setting: Setting, value: SettingValue, changed: Changed) -> QWidget:
    field = QSpinBox()
    low, high = setting.limits or (0, 1_000_000)
    field.setRange(round(low), round(high))
    field.setSuffix(f" {said(setting.unit)}".rstrip())
    _pad(field)
    field.setValue(int(value))
    field.valueChanged.connect(changed)
    return field


def _number_field(setting: Setting, value: SettingValue, changed: Changed) -> QWidget:
    field = QDoubleSpinBox()
    low, high = setting.limits or (0.0, 1e6)
    field.setRange(low, high)
    field.setDecimals(2 if high <= 10 else 0)
    field.setSingleStep(0.05 if high <= 10 else 1.0)
    field.setSuffix(f" {said(setting.unit)}".rstrip())
    _pad(field)
    field.setValue(float(value))
    field.valueChanged.connect(lambda now: changed(round(now, 2)))
    return field


def _switch(value: SettingValue, changed: Changed) -> QWidget:
    field = Switch(is_on=value == "on")
    field.toggled.connect(lambda is_on: changed("on" if is_on else "off"))
    return field


def _text_field(setting: Setting, value: SettingValue, changed: Changed) -> QWidget:
    field = QLineEdit(str(value), placeholderText=said(setting.when_empty))
    field.editingFinished.connect(lambda: changed(field.text().strip()))
    return field


def _pad(field: QAbstractSpinBox) -> None:
    """Room left of the number, which the style sheet gives to other fields; the value counts once it is typed whole."""
    field.setKeyboardTracking(False)
    line = field.findChild(QLineEdit)
    if line is not None:
        line.setTextMargins(SMALL_GAP_PX, 0, 0, 0)
