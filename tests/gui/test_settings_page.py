"""The settings page: made from the declarations, kept at once."""

from dataclasses import replace

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from tests.support.fake_host import fake_engine
from tests.support.keyrings import Drawer, used
from voicecloner.bootstrap import Application
from voicecloner.errors import InvalidRequest
from voicecloner.gui.parts.device_picker import DevicePicker
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.parts.switch import Switch
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SETTINGS
from voicecloner.settings import SETTINGS as DECLARED
from voicecloner.settings import EngineOption, Setting


@pytest.fixture
def window_at_settings(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.show_page(SETTINGS)
    qtbot.waitUntil(lambda: bool(window.tools.engines.engines))
    return window


def test_every_declared_setting_has_a_field(window: MainWindow) -> None:
    elsewhere = {key for key, declared in DECLARED.items() if declared.chosen_in}
    assert set(window.settings.fields) == set(DECLARED) - elsewhere


@pytest.mark.parametrize(
    ("key", "kind", "value"), [("voice_quota", QSpinBox, 12), ("recording_minimum_s", QDoubleSpinBox, 45.0)]
)
def test_numbers_are_kept_within_their_limits(window, app: Application, key, kind, value, qtbot: QtBot) -> None:
    field = window.settings.fields[key]
    assert isinstance(field, kind)
    low, high = DECLARED[key].limits
    assert (field.minimum(), field.maximum()) == (low, high)
    field.setValue(value)
    qtbot.waitUntil(lambda: app.settings_store.load().value(key) == value)


def test_options_stand_beside_the_settings_as_their_engine_declares_them(window, app, host, qtbot: QtBot) -> None:
    precision = Setting("precision", str, "auto", "How exactly it calculates.", choices=("auto", "int8"))
    option = EngineOption("pocket", precision)
    host.info = replace(fake_engine("pocket"), title="Pocket TTS", load_options=(precision,))
    window.tools.engines.look_again()
    qtbot.waitUntil(lambda: "pocket_precision" in window.settings.fields)
    field = window.settings.fields["pocket_precision"]
    assert isinstance(field, QComboBox)
    assert "Precision of Pocket TTS" in [each.text() for each in window.settings.findChildren(QLabel)]
    field.setCurrentIndex(field.findData("int8"))
    field.activated.emit(0)
    qtbot.waitUntil(lambda: app.settings_store.load().option(option) == "int8")


def test_the_quota_counts_at_once(window: MainWindow, app: Application, qtbot: QtBot) -> None:
    field = window.settings.fields["voice_quota"]
    assert isinstance(field, QSpinBox)
    field.setValue(7)
    qtbot.waitUntil(lambda: app.library.quota == 7)
    window.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.count.text() == "0 of 7")


def test_the_theme_is_a_choice(window_at_settings: MainWindow, app: Application, qtbot: QtBot) -> None:
    field = window_at_settings.settings.fields["theme"]
    assert isinstance(field, QComboBox)
    field.setCurrentIndex(field.findData("dark"))
    field.activated.emit(0)
    qtbot.waitUntil(lambda: app.settings_store.load().theme == "dark")


def test_languages_and_engines_are_chosen_by_name(
    window_at_settings: MainWindow, app: Application, qtbot: QtBot
) -> None:
    language = window_at_settings.settings.fields["default_language"]
    assert isinstance(language, LanguageCombo)
    language.choose("fr")
    qtbot.waitUntil(lambda: app.settings_store.load().default_language == "fr")
    engine = window_at_settings.settings.fields["default_engine"]
    assert isinstance(engine, QComboBox)
    assert engine.currentText() == "The best for the language"
    assert engine.itemText(1) == "Test engine"


def test_microphones_are_chosen_by_name(window_at_settings: MainWindow, app: Application, qtbot: QtBot) -> None:
    picker = window_at_settings.settings.fields["input_device"]
    assert isinstance(picker, DevicePicker)
    combo = picker._combo
    qtbot.waitUntil(lambda: combo.count() == 3)
    assert combo.itemText(0) == "Built-in (default)"
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    qtbot.waitUntil(lambda: app.settings_store.load().input_device == "Studio mic")


def test_a_value_that_is_not_allowed_is_refused_in_words(window: MainWindow) -> None:
    with pytest.raises(InvalidRequest):
        window.tools.preferences.change("theme", "pink")
    window.settings._change("theme", "pink")
    assert "pink" in window.message_bar.message.text
    assert window.tools.preferences.settings.theme == "system"


def test_what_is_on_or_off_is_a_switch(window: MainWindow, app: Application, qtbot: QtBot) -> None:
    field = window.settings.fields["room_check"]
    assert isinstance(field, Switch)
    assert field.accessibleName() == "Room check"
    assert not field.isChecked()
    field.click()
    qtbot.waitUntil(lambda: app.settings_store.load().room_check == "on")
    field.click()
    qtbot.waitUntil(lambda: app.settings_store.load().room_check == "off")


@pytest.mark.parametrize(
    ("key", "words"),
    [("download_mirror", "huggingface.co"), ("download_proxy", "The system's"), ("certificate_file", "None")],
)
def test_an_empty_text_says_what_counts_instead(window: MainWindow, key: str, words: str) -> None:
    field = window.settings.fields[key]
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", words)


def test_no_setting_speaks_of_variables(window: MainWindow) -> None:
    assert [key for key, setting in DECLARED.items() if "HF_" in setting.text or "empty" in setting.text] == []


@pytest.mark.parametrize("width", [560, 1024])
def test_no_explanation_is_cut(window_at_settings: MainWindow, width: int, qtbot: QtBot) -> None:
    window_at_settings.resize(width, 600)
    shown = [each for each in window_at_settings.settings.widget().findChildren(QLabel) if each.wordWrap()]
    assert len(shown) > 18

    def cut() -> list[str]:
        return [each.text() for each in shown if each.height() < each.heightForWidth(each.width())]

    qtbot.waitUntil(lambda: not cut())


@pytest.mark.parametrize("backend", [Drawer, NoKeyring])
def test_the_proxys_password_goes_to_the_keyring_and_is_not_shown_again(
    window: MainWindow, app: Application, backend: type[KeyringBackend], qtbot: QtBot
) -> None:
    field = window.settings.fields["download_proxy"]
    assert isinstance(field, QLineEdit)
    with used(backend()) as keyring:
        field.setText("http://anna:s3cret@proxy.example")
        field.editingFinished.emit()
        assert field.text() == "http://anna@proxy.example"
        qtbot.waitUntil(lambda: app.settings_store.load().download_proxy == "http://anna@proxy.example")
        assert app.settings_store.usable_address("download_proxy") == "http://anna:s3cret@proxy.example"
        if isinstance(keyring, Drawer):
            assert list(keyring.kept.values()) == ["s3cret"]
        else:
            qtbot.waitUntil(lambda: "no keyring" in window.message_bar.message.text)
    assert window.tools.preferences.settings.download_proxy == "http://anna@proxy.example"
    assert "s3cret" not in (app.folders.config / "settings.json").read_text("utf-8")
