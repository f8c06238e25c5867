"""Locks that end with the program that holds them, however it ends: they tell a file in use from one left behind."""

import contextlib
import errno
from pathlib import Path
from typing import BinaryIO

with contextlib.suppress(ImportError):  # Windows has no such module
    import fcntl

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


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
    if "fcntl" not in globals():
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True
