import errno
import os
import subprocess
import sys

import pytest

from voicecloner import file_lock

if os.name == "posix":
    import fcntl

HOLDER = """
import sys, threading
from pathlib import Path
from voicecloner.file_lock import hold
file = Path(sys.argv[1]).open("r+b")
print(hold(file), flush=True)
threading.Event().wait()
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "take.wav.part"
    path.write_bytes(b"")
    return path


def test_a_file_is_held_until_it_is_closed(path):
    assert file_lock.is_held(path) is False
    with path.open("r+b") as file:
        assert file_lock.hold(file) is True
        assert file_lock.is_held(path) is True
        with path.open("r+b") as other:
            assert file_lock.try_hold(other) is False
    assert file_lock.is_held(path) is False


def test_a_lock_ends_with_the_program(path):
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"True\n"
        assert file_lock.is_held(path) is True
        holder.kill()
    assert file_lock.is_held(path) is False


def test_a_missing_file_is_reported(tmp_path):
    with pytest.raises(FileNotFoundError):
        file_lock.is_held(tmp_path / "gone")


@pytest.mark.skipif(os.name != "posix", reason="asks for Unix's locks")
@pytest.mark.parametrize(("code", "is_known"), [(errno.EOPNOTSUPP, False), (errno.EIO, True)])
def test_a_disk_without_locks_is_no_error(path, monkeypatch, code, is_known):
    def refuse(_file, _how):
        raise OSError(code, "refused")

    monkeypatch.setattr(fcntl, "flock", refuse)
    if is_known:
        with pytest.raises(OSError, match="refused"):
            file_lock.is_held(path)
    else:
        assert file_lock.is_held(path) is None


def test_a_system_without_locks_is_no_error(path, monkeypatch):
    monkeypatch.setattr(file_lock, "_fcntl", None)
    monkeypatch.setattr(file_lock, "_msvcrt", None)
    assert file_lock.is_held(path) is None


class Windows:
    """What `msvcrt` does, as its documentation has it; the locks themselves are this system's."""

    LK_NBLCK = 2

    def __init__(self):
        self.places = []

    def locking(self, descriptor, mode, size):
        assert (mode, size) == (self.LK_NBLCK, 1)
        self.places.append(os.lseek(descriptor, 0, os.SEEK_CUR))
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermissionError(errno.EACCES, "Permission denied") from error


@pytest.fixture
def windows(monkeypatch):
    if os.name != "posix":
        pytest.skip("it stands on Unix's locks")
    windows = Windows()
    monkeypatch.setattr(file_lock, "_fcntl", None)
    monkeypatch.setattr(file_lock, "_msvcrt", windows)
    return windows


def test_windows_has_locks_too(path, windows):
    test_a_file_is_held_until_it_is_closed(path)
    assert len(windows.places) == 5


def test_on_windows_what_is_locked_is_no_part_of_the_file(path, windows):
    with path.open("r+b", buffering=0) as file:
        file.write(b"RIFF")
        assert file_lock.hold(file) is True
        file.write(b"WAVE")
    assert path.read_bytes() == b"RIFFWAVE", "the place where it is written stays"
    assert min(windows.places) > 48_000 * 4 * 3600, "beyond the longest recording"


def test_on_windows_one_waits_until_the_other_lets_go(path, windows, monkeypatch):
    with path.open("r+b") as first, path.open("r+b") as second:
        assert file_lock.hold(first) is True
        monkeypatch.setattr("voicecloner.file_lock.time.sleep", lambda _seconds: first.close())
        assert file_lock.hold(second) is True
    assert len(windows.places) == 3
