"""What a kill leaves of a file that was being saved is gone after the next start; nothing else is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import ROOT
from voicecloner.errors import StorageError
from voicecloner.library.exports import Exports

SAVING = """
import sys
from pathlib import Path
from voicecloner.library.exports import Exports
with Exports(Path(sys.argv[1])).growing(Path(sys.argv[2])) as part:
    part.write_bytes(b"half a sound")
    print(part, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    return Exports(tmp_path / "data" / "exports")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    (tmp_path / "Müsic 声").mkdir()
    return tmp_path / "Müsic 声"


def test_nothing_is_left_at_the_end(exports, music, tmp_path):
    with exports.growing(music / "speech.wav") as part:
        part.write_bytes(b"a sound")
        assert part.parent == music
        assert exports.leftovers() == []  # somebody is at work on it
        exports.clear_leftovers()
        assert part.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_where_no_lock_can_tell_age_does(exports, music, tmp_path, monkeypatch):
    monkeypatch.setattr("voicecloner.library.exports.is_held", lambda _note: None)
    with exports.growing(music / "speech.wav") as part:
        part.write_bytes(b"a sound")
        exports.clear_leftovers()
        assert part.exists()
        (note,) = (tmp_path / "data" / "exports").iterdir()
        os.utime(note, (0, 0))
        exports.clear_leftovers()
        assert not part.exists()


def test_a_note_that_is_just_being_written_is_left(exports, tmp_path):
    folder = tmp_path / "data" / "exports"
    folder.mkdir(parents=True)
    note = folder / "0123456789abcdef.json"
    note.touch()
    exports.clear_leftovers()
    assert note.exists()
    os.utime(note, (0, 0))
    exports.clear_leftovers()
    assert not note.exists()


@pytest.mark.skipif(os.name != "posix", reason="needs locks that end with a process")
def test_what_a_kill_left_goes_and_nothing_else(exports, music, tmp_path):
    stranger = music / ".voicecloner-0123456789abcdef.wav"
    stranger.write_bytes(b"of the user")
    command = [sys.executable, "-c", SAVING, str(tmp_path / "data" / "exports"), str(music / "speech.wav")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as saving:
        assert saving.stdout
        part = Path(saving.stdout.readline().strip())
        exports.clear_leftovers()
        assert part.exists()  # it is still at work
        saving.kill()
    assert exports.leftovers() == [part]
    away = music.rename(tmp_path / "away")
    exports.clear_leftovers()
    away.rename(music)
    assert exports.leftovers() == [part]  # the drive was away
    exports.clear_leftovers()
    assert list(music.iterdir()) == [stranger]
    assert list((tmp_path / "data" / "exports").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"part": 3}', b'{"part": "/etc/hosts"}', json.dumps({"part": ".voicecloner-" + "a" * 16}).encode()],
)
def test_a_note_that_names_nothing_of_ours_removes_nothing(exports, tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    note = tmp_path / "data" / "exports" / f"{'a' * 16}.json"
    note.parent.mkdir(parents=True)
    note.write_bytes(content)
    own = tmp_path / f".voicecloner-{'a' * 16}"
    own.write_bytes(b"of the user")
    os.utime(note, (0, 0))
    exports.clear_leftovers()
    assert own.exists()
    assert not note.exists()


def test_a_folder_that_is_gone_is_told(exports, tmp_path):
    with pytest.raises(StorageError, match="does not exist"), exports.growing(tmp_path / "gone" / "speech.wav") as part:
        part.open("xb")


def test_where_nothing_can_be_written_down_it_is_saved_all_the_same(exports, music, tmp_path):
    (tmp_path / "data").write_bytes(b"a file where the folder should be")
    with exports.growing(music / "speech.wav") as part:
        part.write_bytes(b"a sound")
    assert list(music.iterdir()) == []
