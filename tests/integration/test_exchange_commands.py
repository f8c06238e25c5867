"""Voices that travel, by command: export, import, backup and restore."""

import json

import pytest

from tests.support.answers import require_valid_output
from tests.support.bundles import keep_voice
from voicecloner.cli.main import main
from voicecloner.library.voices import VoiceLibrary


@pytest.fixture
def home(tmp_path):
    with VoiceLibrary(tmp_path / "home") as library:
        for name in ("Anna", "小明", "Deleted"):
            keep_voice(library, tmp_path, name)
        library.delete(library.find("Deleted").id)
    return tmp_path / "home"


@pytest.fixture
def run(home, monkeypatch, capsys):
    def run_command(*arguments: str, code: int = 0, at=home) -> tuple[dict, str]:
        monkeypatch.setenv("VOICECLONER_HOME", str(at))
        capsys.readouterr()
        assert main([*arguments, "--json"]) == code
        printed = capsys.readouterr()
        require_valid_output((*arguments, "--json"), printed.out)
        return json.loads(printed.out), printed.err

    return run_command


def names(answer) -> list[str]:
    return sorted(voice["name"] for voice in answer["voices"])


def test_voices_are_exported_and_imported_elsewhere(run, tmp_path):
    path, other = tmp_path / "both.voice", tmp_path / "other"
    made, _told = run("voices", "export", "anna", "小明", "--out", str(path))
    assert (made["path"], names(made), made["notes"]) == (str(path), ["Anna", "小明"], [])
    assert made["size_bytes"] == path.stat().st_size
    refused, _told = run("voices", "export", "Anna", "--out", str(path), code=2)
    assert refused["error"]["hint"] == "Choose another name, or replace it with --overwrite."
    run("voices", "export", "Anna", "小明", "--out", str(path), "--overwrite")
    came, _told = run("voices", "import", str(path), at=other)
    (one,) = came["imported"]
    assert (names(one), one["renamed"], one["here_already"]) == (["Anna", "小明"], [], [])
    again, _told = run("voices", "import", str(path), at=other)
    assert again["imported"][0]["here_already"] == ["Anna", "小明"]
    assert names(run("voices", "list", at=other)[0]) == ["Anna", "小明"]


def test_one_file_that_is_refused_does_not_keep_the_others_out(run, tmp_path):
    good, bad, other = tmp_path / "good.voice", tmp_path / "bad.voice", tmp_path / "other"
    run("voices", "export", "Anna", "--out", str(good))
    bad.write_bytes(good.read_bytes()[:-50])
    came, told = run("voices", "import", str(bad), str(good), code=1, at=other)
    assert [names(each) for each in came["imported"]] == [["Anna"]]
    assert [(each["file"], each["error"]["code"]) for each in came["failed"]] == [(str(bad), "BundleRefused")]
    assert told.count("“bad.voice” is not a file of voices that can be used") == 1
    alone, _told = run("voices", "import", str(bad), code=1, at=other)
    assert alone["error"]["code"] == "BundleRefused"


def test_a_taken_name_is_told(run, tmp_path, monkeypatch, capsys):
    path = tmp_path / "anna.voice"
    run("voices", "export", "Anna", "--out", str(path))
    with VoiceLibrary(tmp_path / "other") as library:
        keep_voice(library, tmp_path, "ANNA")
    monkeypatch.setenv("VOICECLONER_HOME", str(tmp_path / "other"))
    assert main(["voices", "import", str(path), "--quiet"]) == 0
    assert capsys.readouterr().out == "“Anna” is in the library now, as “Anna (2)”: its name was taken.\n"


def test_a_library_is_backed_up_and_restored(run, tmp_path):
    folder, other = tmp_path / "backup", tmp_path / "other"
    first, _told = run("library", "backup", str(folder))
    assert (first["count"], first["new_files"], first["missing"]) == (3, 9, [])
    again, _told = run("library", "backup", str(folder))
    assert (again["count"], again["new_files"], again["new_bytes"]) == (3, 0, 0)
    back, _told = run("library", "restore", str(folder), at=other)
    assert (names(back), back["trashed"], back["left_out"]) == (["Anna", "小明"], ["Deleted"], [])
    hurt = next(path for path in (folder / "objects").rglob("*") if path.is_file())
    hurt.write_bytes(b"hurt")
    torn, told = run("library", "restore", str(folder), code=1, at=tmp_path / "third")
    assert torn["left_out"][0]["error"]["code"] == "BundleRefused"
    assert "The backup is damaged" in told


def test_what_is_gone_from_the_library_is_told_by_a_backup(run, home, tmp_path):
    for path in home.glob("voices/*/original/1.wav"):
        path.unlink()
    made, told = run("library", "backup", str(tmp_path / "backup"), code=1)
    assert len(made["missing"]) == 3
    assert told.count("is gone, and not in the backup.") == 3
