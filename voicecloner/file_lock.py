"""Locks that end with the program that holds them, however it ends: they tell a file in use from one left behind."""

import errno
import importlib
import os
import time
from pathlib import Path
from types import ModuleType
from typing import BinaryIO


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


# Unix has the one, Windows the other, and some small systems have neither.
_fcntl, _msvcrt = _module("fcntl"), _module("msvcrt")
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
# Windows lets nobody else read or write the bytes that are locked. So the lock is on one byte that no reader meets: the
# last one that its C library can name, far behind the end of nearly every file.
_LOCKED_BYTE = 0x7FFF_FFFE
_LOOK_AGAIN_S = 0.02


def hold(file: BinaryIO) -> bool:
    """Lock an open file until it is closed; waits while another program looks at it.

    Returns:
        False where the system or the disk knows no locks.

    Raises:
        OSError: as the system reports it.
    """
    return _locked(file, wait=True) is not None


def try_hold(file: BinaryIO) -> bool | None:
    """Lock an open file until it is closed if nobody else holds it.

    Returns:
        True if it is locked now, False if somebody else holds it, None where there are no locks.

    Raises:
        OSError: as the system reports it.
    """
    return _locked(file, wait=False)


def is_held(path: Path) -> bool | None:
    """Whether somebody holds the file at `path`, this program included; None where there are no locks.

    Raises:
        OSError: as the system reports it, e.g. that the file is gone.
    """
    with path.open("rb") as file:
        taken = try_hold(file)
    return None if taken is None else not taken


def _locked(file: BinaryIO, *, wait: bool) -> bool | None:
    if not (_fcntl or _msvcrt):
        return None
    try:
        if _fcntl:
            _fcntl.flock(file, _fcntl.LOCK_EX if wait else _fcntl.LOCK_EX | _fcntl.LOCK_NB)
        elif _msvcrt:
            _lock_a_byte(_msvcrt, file.fileno(), wait=wait)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def _lock_a_byte(msvcrt: ModuleType, descriptor: int, *, wait: bool) -> None:
    while True:
        try:
            _try_to_lock_a_byte(msvcrt, descriptor)
        except PermissionError as error:
            if not wait:
                raise BlockingIOError(*error.args) from error
            # waiting is done here: Windows itself gives up after ten seconds, and looks once in a second only
            time.sleep(_LOOK_AGAIN_S)
        else:
            return


def _try_to_lock_a_byte(msvcrt: ModuleType, descriptor: int) -> None:
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    finally:
        os.lseek(descriptor, place, os.SEEK_SET)
