import errno
import os
import sys
from pathlib import Path

import pytest

from voicecloner.atomic import atomic_path, is_there, make_folder, require_writable, storage_error, write_atomically
from voicecloner.errors import StorageError


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "file.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert names_in(tmp_path) == ["file.json"]


def test_the_temporary_file_lies_beside_with_the_same_suffix(tmp_path):
    path = tmp_path / ("n" * 240 + ".flac")  # near the longest name a file can have
    with atomic_path(path) as temporary:
        assert temporary.parent == path.parent
        assert temporary.suffix == ".flac"
        assert not temporary.exists()
        temporary.write_bytes(b"sound")
        assert not path.exists()
    assert path.read_bytes() == b"sound"
    assert names_in(tmp_path) == [path.name]


def fail_halfway(path: Path, error: BaseException) -> None:
    with atomic_path(path) as temporary:
        temporary.write_bytes(b"half")
        raise error


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_what_fails_halfway_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "file.txt"
    write_atomically(path, b"old")
    with pytest.raises(type(error)):
        fail_halfway(path, error)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file.txt"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "no permission"),
        (errno.EIO, "could not be written or read"),
    ],
)
def test_system_errors_become_sentences_about_the_file_asked_for(tmp_path, code, words):
    path = tmp_path / "file.txt"
    write_atomically(path, b"old")
    with pytest.raises(StorageError, match=words) as raised:
        fail_halfway(path, OSError(code, os.strerror(code)))
    named = path.parent if code in {errno.ENOSPC, errno.EDQUOT} else path
    assert str(named) in raised.value.message
    assert raised.value.hint
    assert path.read_bytes() == b"old"


def test_what_the_system_does_not_tell_is_neither_there_nor_gone(tmp_path):
    assert is_there(tmp_path)
    assert not is_there(tmp_path / "gone" / "file.txt")
    with pytest.raises(StorageError, match=r"“nnn.*…” is longer than a name may be") as raised:
        is_there(tmp_path / ("n" * 300))
    assert raised.value.hint == "Choose a shorter one."


def test_a_full_disk(tmp_path):
    resource = pytest.importorskip("resource", reason="needs POSIX limits")
    path = tmp_path / "file.txt"
    write_atomically(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(StorageError, match="disk is full"):
            write_atomically(path, bytes(2 << 20))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file.txt"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StorageError) as raised:
        write_atomically(tmp_path / "gone" / "file.txt", b"")
    assert raised.value.message == f"{tmp_path / 'gone'} does not exist."


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that nobody may write in, not even root")
def test_a_folder_that_takes_no_files_is_not_said_to_be_missing():
    with pytest.raises(StorageError) as raised:
        require_writable(Path("/proc/speech.wav"))
    assert (raised.value.message, raised.value.hint) == ("Nothing can be saved in /proc.", "Choose another folder.")
    with pytest.raises(StorageError, match=r"The folder /proc/mine cannot be made\."):
        make_folder(Path("/proc/mine"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden here")
def test_a_folder_that_may_not_be_written_is_not_said_to_be_missing(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="no permission") as raised:
            require_writable(tmp_path / "speech.wav")
    finally:
        tmp_path.chmod(0o700)
    assert raised.value.hint == "Choose another folder."


def test_trying_whether_a_file_can_be_written_leaves_no_trace(tmp_path):
    (tmp_path / "file.txt").write_bytes(b"old")
    require_writable(tmp_path / "file.txt")
    require_writable(tmp_path / "other.txt")
    assert names_in(tmp_path) == ["file.txt"]
    assert (tmp_path / "file.txt").read_bytes() == b"old"


def test_a_folder_in_the_way(tmp_path):
    (tmp_path / "file.txt").mkdir()
    with pytest.raises(StorageError) as raised:
        write_atomically(tmp_path / "file.txt", b"")
    assert ".voicecloner-" not in raised.value.message
    assert names_in(tmp_path) == ["file.txt"]


def test_a_block_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(StorageError, match="Nothing can be saved in"), atomic_path(tmp_path / "file.txt"):
        pass


def test_another_files_error_is_told_as_its_own(tmp_path):
    missing = tmp_path / "source.wav"
    with pytest.raises(StorageError, match=r"source\.wav does not exist"), atomic_path(tmp_path / "file.txt"):
        missing.read_bytes()


def test_an_error_without_a_file_name_is_about_the_path(tmp_path):
    error = storage_error(OSError("unheard of"), tmp_path / "x")
    assert error.message == f"{tmp_path / 'x'} could not be written or read: unheard of."


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_new_files_of_the_users_own_get_the_usual_permissions(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    with atomic_path(tmp_path / "atomic") as temporary:
        temporary.write_bytes(b"")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(os.name != "posix", reason="the system has no such permissions")
def test_new_files_of_the_programs_own_are_for_the_user_alone(tmp_path):
    write_atomically(tmp_path / "atomic", b"")
    assert (tmp_path / "atomic").stat().st_mode & 0o777 == 0o600
