import errno
import subprocess
import sys

import pytest

from voicecloner import file_lock

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


@pytest.mark.parametrize(("code", "is_known"), [(errno.EOPNOTSUPP, False), (errno.EIO, True)])
def test_a_disk_without_locks_is_no_error(path, monkeypatch, code, is_known):
    import fcntl

    def refuse(_file, _how):
        raise OSError(code, "refused")

    monkeypatch.setattr(fcntl, "flock", refuse)
    if is_known:
        with pytest.raises(OSError, match="refused"):
            file_lock.is_held(path)
    else:
        assert file_lock.is_held(path) is None


def test_a_system_without_locks_is_no_error(path, monkeypatch):
    monkeypatch.delitem(vars(file_lock), "fcntl")
    assert file_lock.is_held(path) is None
