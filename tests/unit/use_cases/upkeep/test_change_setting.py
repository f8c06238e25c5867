"""Changing a setting: what is saved, what counts at once, and what is told."""

import json

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from tests.support.keyrings import Drawer, used
from voicecloner.bootstrap import Application
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.paths import user_folders
from voicecloner.settings import SETTINGS
from voicecloner.settings_file import SettingsStore
from voicecloner.use_cases.upkeep.change_setting import SettingChange

ADDRESS = "http://anna:s3cret@proxy.example"


@pytest.fixture
def path():
    return user_folders().config / "settings.json"


def test_a_change_is_saved_and_told(app: Application, path):
    changed = app.change_setting(SettingChange("theme", "dark"))
    assert changed.settings == app.settings == SettingsStore(path).load()
    assert (changed.settings.theme, changed.notes) == ("dark", ())


def test_parts_that_are_at_work_take_the_new_value(app: Application):
    assert (app.library.quota, app.takes.keep_days) == (30, 30)
    app.change_setting(SettingChange("voice_quota", 7))
    app.change_setting(SettingChange("keep_takes_days", 2))
    assert (app.library.quota, app.takes.keep_days) == (7, 2)


def test_parts_that_are_made_later_take_the_new_value_and_none_is_made_for_it(app: Application):
    assert app.settings.voice_quota == 30
    app.change_setting(SettingChange("voice_quota", 7))
    app.change_setting(SettingChange("keep_takes_days", 2))
    assert not {"library", "takes"} & vars(app).keys()
    assert (app.library.quota, app.takes.keep_days) == (7, 2)


@pytest.mark.parametrize("change", [SettingChange("voice_quota", 0), SettingChange("voice_quotas", 7)])
def test_what_is_not_allowed_changes_nothing(app: Application, path, change):
    before = app.settings
    with pytest.raises(InvalidRequest):
        app.change_setting(change)
    assert app.settings == before
    assert not path.exists()


def test_what_cannot_be_saved_does_not_count(app: Application, path):
    assert app.library.quota == 30
    path.mkdir(parents=True)  # where the file should be
    with pytest.raises(StorageError):
        app.change_setting(SettingChange("voice_quota", 7))
    assert (app.library.quota, app.settings.voice_quota) == (30, 30)


def test_a_password_goes_to_the_keyring_only(app: Application, path):
    change = SettingChange("download_proxy", ADDRESS)
    drawer = Drawer()
    with used(drawer):
        changed = app.change_setting(change)
        assert list(drawer.kept.values()) == ["s3cret"]
    assert changed.settings.download_proxy == change.shown == "http://anna@proxy.example"
    assert changed.notes == ()
    assert "s3cret" not in f"{change!r} {changed!r} {path.read_text('utf-8')}"


def test_each_password_that_no_keyring_keeps_is_told_of(app: Application):
    with used(NoKeyring()):
        told = [app.change_setting(SettingChange("download_proxy", f"{ADDRESS}{end}")).notes for end in ("", ".org")]
    assert [len(notes) for notes in told] == [1, 1]
    assert "no keyring" in told[0][0]
    assert app.change_setting(SettingChange("theme", "dark")).notes == ()


def test_what_was_wrong_at_the_start_is_not_told_again(app: Application, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"theme": "pink"}))
    assert app.settings.theme == "system"
    assert len(app.notes) == 1
    assert app.change_setting(SettingChange("voice_quota", 7)).notes == ()


def test_what_is_found_wrong_meanwhile_is_told(app: Application, path):
    assert app.settings.theme == "system"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{")
    (note,) = app.change_setting(SettingChange("theme", "dark")).notes
    assert "could not be understood" in note
    assert app.settings.theme == "dark"


def test_only_addresses_hold_passwords():
    assert SettingChange("save_folder", ADDRESS).shown == ADDRESS


def test_what_engines_let_the_user_set_stands_behind_the_programs_own_settings(app: Application):
    listed = {each.declared.key: each for each in app.known_settings.list()}
    assert list(listed)[: len(SETTINGS)] == list(SETTINGS)
    assert (listed["theme"].value, listed["pocket_precision"].value) == ("system", "auto")
    assert listed["pocket_precision"].declared.choices == ("auto", "full", "int8")


def test_an_engines_option_is_changed_like_any_setting(app: Application, path):
    changed = app.change_setting(SettingChange("pocket_precision", "int8"))
    assert changed.settings == app.settings == SettingsStore(path).load()
    assert app.known_settings.find("pocket_precision").value == "int8"
    with pytest.raises(InvalidRequest, match="pocket_precision cannot be “double”"):
        app.change_setting(SettingChange("pocket_precision", "double"))


def test_a_setting_nobody_declares_is_refused_with_all_there_are(app: Application):
    with pytest.raises(InvalidRequest, match="no setting called “pocket_tuning”") as caught:
        app.known_settings.find("pocket_tuning")
    assert {"theme", "pocket_precision"} <= set(
        caught.value.hint.removesuffix(".").replace("The settings are ", "").split(", ")
    )
