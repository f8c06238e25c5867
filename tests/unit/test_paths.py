import sys
from pathlib import Path

import platformdirs
import pytest

from voicecloner import paths
from voicecloner.paths import HOME_VARIABLE, downloads_folder, resource, sounds_folder, user_folders


def test_all_folders_lie_below_the_home_variable(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    folders = user_folders()
    assert folders.data == tmp_path / "home"
    assert {folders.config, folders.cache, folders.log} == {tmp_path / "home" / n for n in ("config", "cache", "log")}
    assert not (tmp_path / "home").exists()


def test_the_home_variable_may_be_relative_or_use_a_tilde(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(HOME_VARIABLE, "here")
    assert user_folders().data == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(HOME_VARIABLE, "~/there")
    assert user_folders().data == tmp_path / "there"


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_the_platform_decides(monkeypatch, value):
    monkeypatch.delenv(HOME_VARIABLE)
    if value is not None:
        monkeypatch.setenv(HOME_VARIABLE, value)
    folders = user_folders()
    for folder in (folders.data, folders.config, folders.cache, folders.log):
        assert folder.is_absolute()
        assert "VoiceCloner" in folder.parts


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders of Linux")
def test_on_linux_the_xdg_variables_count(tmp_path, monkeypatch):
    monkeypatch.delenv(HOME_VARIABLE)
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    folders = user_folders()
    assert [folder.relative_to(tmp_path).parts[0] for folder in (folders.data, folders.config, folders.cache)] == [
        "DATA",
        "CONFIG",
        "CACHE",
    ]


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Path:
    """A package that is installed at this place."""
    package = tmp_path / "site-packages" / "voicecloner"
    package.mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    return package


def put(folder: Path, name: str) -> Path:
    folder.joinpath(name).parent.mkdir(parents=True)
    folder.joinpath(name).write_bytes(b"")
    return folder / name


def test_resources_of_a_checkout_a_wheel_and_a_frozen_program(installed, tmp_path, monkeypatch):
    in_checkout = put(installed.parent / "resources", "icons/record.svg")
    assert resource("icons/record.svg") == in_checkout
    in_wheel = put(installed / "_resources", "icons/record.svg")
    assert resource("icons/record.svg") == in_wheel
    frozen = put(tmp_path / "frozen" / "resources", "icons/record.svg")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "frozen"), raising=False)
    assert resource("icons/record.svg") == frozen
    assert resource("icons") == frozen.parent


@pytest.mark.usefixtures("installed")
def test_a_missing_resource_is_a_defect_of_the_build():
    with pytest.raises(FileNotFoundError, match="icons/none.svg".replace(".", r"\.")):
        resource("icons/none.svg")


def test_sounds_are_where_the_music_is_else_the_documents_else_at_home(tmp_path, monkeypatch):
    music, documents = tmp_path / "Music", tmp_path / "Documents"
    monkeypatch.setattr(platformdirs, "user_music_path", lambda: music)
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: documents)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert sounds_folder() == tmp_path
    documents.mkdir()
    assert sounds_folder() == documents
    music.mkdir()
    assert sounds_folder() == music


def test_downloads_are_in_their_folder_else_at_home(tmp_path, monkeypatch):
    downloads = tmp_path / "Downloads"
    monkeypatch.setattr(platformdirs, "user_downloads_path", lambda: downloads)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert downloads_folder() == tmp_path
    downloads.mkdir()
    assert downloads_folder() == downloads
