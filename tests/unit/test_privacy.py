"""The user's folders are closed to others, also where they existed before."""

import os
from pathlib import Path

import pytest

from voicecloner.bootstrap import Application
from voicecloner.paths import Folders
from voicecloner.privacy import close_to_others, open_to_others
from voicecloner.settings_file import SettingsStore

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the system has no such permissions")


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folders_that_were_open_are_closed_at_the_next_start(tmp_path):
    folders = Folders(*(tmp_path / name for name in ("data", "config", "cache", "log")))
    for folder in (folders.data, folders.config, folders.log):
        folder.mkdir(mode=0o755)
    settings = folders.config / "settings.json"
    settings.write_text("{}")
    settings.chmod(0o644)
    Application(folders).close()
    assert [mode_of(each) for each in (folders.data, folders.config, folders.log)] == [0o700] * 3
    assert mode_of(settings) == 0o600
    assert not folders.cache.exists()


def test_what_is_made_anew_is_closed_from_the_start(tmp_path):
    store = SettingsStore(tmp_path / "new" / "config" / "settings.json")
    store.change("theme", "dark")
    assert mode_of(tmp_path / "new" / "config" / "settings.json") == 0o600
    assert mode_of(tmp_path / "new" / "config") == mode_of(tmp_path / "new") == 0o700


def test_a_folder_that_holds_more_than_the_programs_own_stays_as_it_is(tmp_path, monkeypatch):
    home, shared = tmp_path / "home", tmp_path / "shared"
    home.mkdir(mode=0o755)
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.setenv("HOME", str(home))
    close_to_others([home, tmp_path, shared, tmp_path / "none"])
    assert mode_of(home) == 0o755
    assert mode_of(shared) == 0o777
    assert open_to_others([home, shared]) == []
