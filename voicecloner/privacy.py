"""What the program keeps of its user is for that user's eyes alone."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077


def close_to_others(paths: Sequence[Path]) -> None:
    """Take away what others may do with these folders and files, as far as the system lets us; the rest is told by
    `open_to_others`."""
    for path in open_to_others(paths):
        with suppress(OSError):
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def open_to_others(paths: Sequence[Path]) -> list[Path]:
    """Which of these folders and files others may look into; none where the system has no such permissions.

    A folder that holds more than the program's own is left out: the user's home, one above it, or one that is shared
    like ``/tmp``.
    """
    return [path for path in paths if os.name == "posix" and _is_open(path)]


def _is_open(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    is_shared = bool(mode & stat.S_ISVTX) or path.resolve() in set(_homes())
    return bool(mode & _OTHERS) and not is_shared


def _homes() -> Iterator[Path]:
    with suppress(RuntimeError):  # nobody knows where it is
        home = Path.home().resolve()
        yield from (home, *home.parents)
