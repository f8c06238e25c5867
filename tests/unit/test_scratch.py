"""Temporary folders are gone after the program, also after a killed one; a stranger's are never touched."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.sources import ROOT
from voicecloner import file_lock
from voicecloner.errors import StorageError
from voicecloner.scratch import MARK_NAME, clear_leftovers, leftovers, scratch_folder

HOLD = """
import sys
from voicecloner.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "sound.f32").write_bytes(b"what somebody said")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def started() -> "tuple[subprocess.Popen[str], Path]":
    command = [sys.executable, "-c", HOLD]
    program = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return program, Path(program.stdout.readline().strip())


def test_a_folder_is_there_for_the_block_and_no_longer(place):
    with scratch_folder() as folder:
        assert folder.parent == place
        (folder / "sound").write_bytes(b"x")
        assert leftovers() == []
    assert list(place.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs locks, and a system that can kill at once")
def test_what_a_killed_program_left_goes_at_the_next_start_and_what_is_used_stays(place):
    (killed, left), (running, used) = started(), started()
    with killed, running:
        assert leftovers() == []
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert leftovers() == [left]
        with scratch_folder():  # making one removes abandoned ones first
            assert not left.exists()
            assert (used / "sound.f32").exists()
        running.communicate()
    assert list(place.iterdir()) == []


def test_nothing_of_a_stranger_is_touched(place):
    strangers = [place / "voicecloner-abcd1234", place / "voicecloner-website", place / "voicecloner-qwertz12"]
    for folder in strangers:
        folder.mkdir()
        (folder / "thesis.odt").write_bytes(b"mine")
    (strangers[0] / MARK_NAME).write_bytes(b"my own lock")
    with scratch_folder() as used:
        mark = (used / MARK_NAME).read_bytes()
    (strangers[1] / MARK_NAME).write_bytes(mark)  # not one of our names
    (place / "elsewhere").mkdir()
    (place / "elsewhere" / MARK_NAME).write_bytes(mark)
    (place / "voicecloner-linked12").symlink_to(place / "elsewhere")
    assert clear_leftovers() == 0
    assert all((folder / "thesis.odt").read_bytes() == b"mine" for folder in strangers)
    (strangers[2] / MARK_NAME).write_bytes(mark)
    assert clear_leftovers() == 1


def test_without_locks_only_what_is_old_goes(place, monkeypatch):
    monkeypatch.setattr(file_lock, "_fcntl", None)
    monkeypatch.setattr(file_lock, "_msvcrt", None)
    with scratch_folder() as used:
        mark = (used / MARK_NAME).read_bytes()
        assert leftovers() == []
    left = place / "voicecloner-12345678"
    left.mkdir()
    (left / MARK_NAME).write_bytes(mark)
    assert leftovers() == []
    os.utime(left / MARK_NAME, (1, 1))
    assert leftovers() == [left]


def test_full_is_said_where_it_is_full(place, monkeypatch):
    def refuse(*_arguments, **_options):
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(StorageError, match="temporary folder cannot be used"):
        scratch_folder().__enter__()
    monkeypatch.setattr("shutil.disk_usage", lambda _path: _Full())
    with pytest.raises(StorageError, match="temporary folder is full"):
        scratch_folder().__enter__()


class _Full:
    free = 0
