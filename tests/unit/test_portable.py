"""Portable use: when everything lies beside the program, and where that is."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecloner import __main__ as entry
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.paths import HOME_VARIABLE, user_folders
from voicecloner.portable import DATA_FOLDER, FLAG, MARKER, program_folder, settle


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """The program's start changes what Ctrl-C does."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a program that was built, which is the one that runs; no home is set."""
    folder = tmp_path / "stick" / "voicecloner"
    folder.mkdir(parents=True)
    (folder / "voicecloner").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "voicecloner"))
    monkeypatch.setenv(HOME_VARIABLE, "")
    return folder


def test_the_flag_makes_the_folder_tells_where_it_is_and_goes_no_further(
    stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settle([FLAG, "voices", "list"]) == ["voices", "list"]
    folders = user_folders()
    assert folders.data == stick / DATA_FOLDER
    assert folders.data.is_dir()
    assert all(each.is_relative_to(folders.data) for each in (folders.config, folders.cache, folders.log))
    assert str(folders.data) in capsys.readouterr().err


@pytest.mark.parametrize("mark", [MARKER, DATA_FOLDER])
def test_a_mark_beside_the_program_is_enough(stick: Path, mark: str) -> None:
    (stick / mark).mkdir() if mark == DATA_FOLDER else (stick / mark).touch()
    assert settle(["voices", "list"]) == ["voices", "list"]
    assert user_folders().data == stick / DATA_FOLDER


def test_without_a_mark_the_users_own_folders_are_used(stick: Path) -> None:
    assert settle([]) == []
    assert not os.environ[HOME_VARIABLE]
    assert not list(stick.glob("portable*"))


def test_a_home_that_is_named_counts_more_than_a_mark_and_less_than_the_flag(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stick / MARKER).touch()
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    settle([])
    assert user_folders().data == tmp_path / "home"
    settle([FLAG])
    assert user_folders().data == stick / DATA_FOLDER


def test_the_flag_is_heard_as_the_first_word_only(stick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settle(["speak", FLAG]) == ["speak", FLAG]
    assert not os.environ[HOME_VARIABLE]
    assert entry.main(["--portabl", "voices", "list"]) == 2  # argparse takes it for the whole word
    assert "has to be the first word" in capsys.readouterr().err
    assert not list(stick.glob("portable*"))


def test_a_link_to_the_program_leads_to_its_folder(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "bin"
    link.symlink_to(stick / "voicecloner")
    monkeypatch.setattr(sys, "executable", str(link))
    assert program_folder() == stick


def test_in_an_image_it_is_the_folder_of_the_image(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPIMAGE", str(tmp_path / "drive" / "VoiceCloner.AppImage"))
    monkeypatch.setenv("APPDIR", str(stick.parent))
    assert program_folder() == tmp_path / "drive"
    monkeypatch.setenv("APPDIR", str(tmp_path / "another"))  # the terminal it is started from is an image, too
    assert program_folder() == stick


def test_on_macos_it_is_the_folder_of_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Untried on macOS: only the choice of the folder is looked at."""
    program = tmp_path / "drive" / "VoiceCloner.app" / "Contents" / "MacOS" / "voicecloner"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert program_folder() == tmp_path / "drive"


def test_a_package_in_a_python_is_not_portable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InvalidRequest, match="package in a Python"):
        settle([FLAG])
    assert entry.main([FLAG, "voices", "list"]) == 2
    assert HOME_VARIABLE in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(stick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stick / DATA_FOLDER).touch()
    with pytest.raises(StorageError):
        settle([FLAG])
    assert entry.main([FLAG]) == 1
    assert "Traceback" not in capsys.readouterr().err
