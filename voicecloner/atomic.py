"""Files that are written whole or not at all."""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicecloner.errors import InvalidRequest, StorageError

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NO_ROOM_BYTES = 128 << 10
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


class NoFile(OSError):
    """A folder, a pipe, a device or a link to nothing is where a file should be."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what is there; a reader sees the old file or the new one, nothing between.

    The file is for the user's own eyes alone, where the system knows that.

    Raises:
        StorageError: disk full, no permission, or the folder is missing; the old file is untouched.
    """
    with atomic_path(path) as temporary, os.fdopen(os.open(temporary, _NEW, 0o600), "wb") as file:
        file.write(content)


def read_file(path: Path, most_bytes: int = -1) -> bytes:
    """The content of a file, or its beginning; a pipe, a folder or a device in its place is refused at once.

    Raises:
        NoFile: something else is in its place.
        OSError: it is not there, or may not be read.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link that leads back to itself
            raise NoFile(error.errno, "it is not a file", str(path)) from error
        raise
    if not stat.S_ISREG(mode):
        raise NoFile(errno.EINVAL, "it is not a file", str(path))
    with path.open("rb") as file:
        return file.read(most_bytes)


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a free path beside `path`, with its suffix; what was written there replaces `path` if the block succeeds.

    If the block fails, what was written is removed and `path` stays as it was.

    Raises:
        StorageError: for any OSError, in the block or here.
    """
    temporary = path.with_name(f".voicecloner-{secrets.token_hex(8)}{path.suffix}")
    try:
        yield temporary
        sync_file(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path, stand_in=temporary) from error
    finally:
        remove_file(temporary)


def is_there(path: Path) -> bool:
    """Whether there is a file or folder of this name.

    Raises:
        StorageError: the system does not tell: its folder may not be looked into, or no name may be as long.
    """
    try:
        return path.exists()
    except OSError as error:
        raise storage_error(error, path) from error


def require_folder(path: Path) -> None:
    """Make sure that the folder is there in which a file is to be written.

    Raises:
        InvalidRequest: it is not.
    """
    if not path.parent.is_dir():
        raise InvalidRequest(f"There is no folder “{path.parent}”.", "Make it first, or choose another.")


def require_writable(path: Path) -> None:
    """Make sure that a file of this name can be written; what is there of it is not touched.

    Raises:
        StorageError: the folder is missing, full, or may not be written.
    """
    if _takes_nameless(path.parent):
        return
    trial = path.with_name(f".voicecloner-{secrets.token_hex(8)}{path.suffix}")
    try:
        trial.open("xb").close()
    except OSError as error:
        raise storage_error(error, path, stand_in=trial) from error
    finally:
        remove_file(trial)


def require_room(folder: Path) -> None:
    """Make the folder where it is missing, and make sure that something can be written in it.

    Raises:
        StorageError: its disk is full, or it may not be written.
    """
    make_folder(folder)
    trial = folder / "trial"
    if is_full := full_disk(trial):
        raise is_full
    try:
        require_writable(trial)
    except StorageError as error:
        raise StorageError(f"Nothing can be written in {folder}.", "Check its permissions.") from error


def _takes_nameless(folder: Path) -> bool:
    """Whether a file without a name, of which not even a kill leaves anything, can be made in the folder (Linux)."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600))
    except (AttributeError, OSError):  # the disk knows no such files, or refuses all: one with a name tells which
        return False
    return True


def make_folder(folder: Path) -> None:
    """Make the folder, and those above it, where they are missing; what is in them is the user's alone.

    Raises:
        StorageError: it cannot be made, or there is a file of this name.
    """
    try:
        for above in reversed(folder.parents):  # `mkdir` itself would let everybody look into those it makes on the way
            if not os.path.lexists(above):
                above.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError as error:  # all folders above it are made, so it is not they
        raise StorageError(f"The folder {folder} cannot be made.", "Choose another folder.") from error
    except OSError as error:
        raise storage_error(error, folder) from error


def sync_file(path: Path) -> None:
    """Wait until the content of the file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk, where the system can do that."""
    if os.name != "posix":  # Windows cannot open a folder; NTFS journals its names
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_file(path: Path) -> None:
    """Remove the file if it is there and can be removed; a leftover does no harm."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def storage_error(error: OSError, path: Path, stand_in: Path | None = None) -> StorageError:
    """What the user reads instead of the system's `error`, met while working on `path`.

    Args:
        error: what the system said; its own file name is preferred to `path`.
        path: the file or folder that was asked for.
        stand_in: a temporary file written in the place of `path`, never shown.
    """
    named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else path
    shown = path if named == stand_in else named
    if is_disk_full(error):
        return disk_full(shown)
    if error.errno in _NOT_ALLOWED:
        return StorageError(f"There is no permission to write or read {shown}.", "Choose another folder.")
    if error.errno == errno.ENAMETOOLONG:
        longest = max(shown.parts, key=len)
        return StorageError(f"“{longest[:40]}…” is longer than a name may be.", "Choose a shorter one.")
    if error.errno == errno.ENOENT:
        return _missing(shown, is_new=named == stand_in)
    return StorageError(f"{shown} could not be written or read: {error.strerror or error}.")


def disk_full(path: Path) -> StorageError:
    """What the user reads where there was no room for `path`: which folder, whatever the file in it is called."""
    return StorageError(
        f"The disk is full: nothing more can be written in {path.parent}.", "Free some space on it, then try again."
    )


def is_disk_full(error: OSError) -> bool:
    """Whether the system says that there is no room."""
    return error.errno in _DISK_FULL


def full_disk(path: Path) -> StorageError | None:
    """The error for a disk without any room, where the error of writing `path` does not say why; None if it has."""
    try:
        free_bytes = shutil.disk_usage(path.parent).free
    except OSError:
        return None
    return disk_full(path) if free_bytes < _NO_ROOM_BYTES else None


def _missing(path: Path, *, is_new: bool) -> StorageError:
    """What is said of a name that is not there, or that could not be made though its folder is, as in Linux's /proc."""
    if not os.path.exists(path.parent):  # noqa: PTH110 - Path.exists raises where a folder may not be looked into
        return StorageError(f"{path.parent} does not exist.", "Check that the folder or the drive is still there.")
    if is_new:
        return StorageError(f"Nothing can be saved in {path.parent}.", "Choose another folder.")
    return StorageError(f"{path} does not exist.", "Check that the folder or the drive is still there.")
