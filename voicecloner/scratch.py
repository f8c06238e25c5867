"""Temporary folders and files of the program: gone when they are not needed any more, also after a kill.

    <temporary folder>/voicecloner-<random>/voicecloner.lock    says that the folder is ours; held while it is used

Before one is made, those that nobody holds any more are removed. A folder without that file is not ours and stays.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voicecloner.atomic import full_disk, is_disk_full
from voicecloner.errors import StorageError
from voicecloner.file_lock import hold, is_held

MARK_NAME = "voicecloner.lock"
_MARK = b"VoiceCloner: a temporary folder, in use while this file is locked\n"
_PREFIX = "voicecloner-"
_NAME = re.compile(_PREFIX + r"[a-z0-9_]{8}")
# Where there are no locks that could tell, what is younger may still be used.
_UNLOCKED_AGE_S = 24 * 3600.0


@contextmanager
def scratch_folder(parent: str | None = None) -> Iterator[Path]:
    """A folder for the time of the block.

    Args:
        parent: where it lies; None: where the system keeps temporary files.

    Raises:
        StorageError: it cannot be made; says so where its disk is full.
    """
    with ExitStack() as undo:
        try:
            clear_leftovers(parent)
            made = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent, ignore_cleanup_errors=True)
            folder = Path(undo.enter_context(made))
            _mark(folder, undo)
        except OSError as error:
            raise temporary_error(error) from error
        yield folder


def clear_leftovers(parent: str | None = None) -> int:
    """Remove the program's temporary folders that a kill left behind; returns how many.

    Args:
        parent: as of `scratch_folder`.
    """
    left = leftovers(parent)
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return sum(not folder.exists() for folder in left)


def leftovers(parent: str | None = None) -> list[Path]:
    """The program's temporary folders of this user that nobody uses any more; `parent` as of `scratch_folder`."""
    try:
        with os.scandir(parent or tempfile.gettempdir()) as entries:
            found = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name) and _is_own(entry)]
    except OSError:  # it may not be looked into
        return []
    return [folder for folder in sorted(found) if _is_left(folder / MARK_NAME)]


def temporary_error(error: OSError) -> StorageError:
    """What the user reads where a temporary file cannot be made or written."""
    usual = Path(tempfile.tempdir or os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 - only looked at
    if is_disk_full(error) or full_disk(usual / MARK_NAME):
        return StorageError("The disk that holds the temporary folder is full.", "Free some space there, try again.")
    return StorageError("The temporary folder cannot be used.", "Check its permissions, or let TMPDIR name another.")


def _mark(folder: Path, undo: ExitStack) -> None:
    new = folder / "new.lock"
    with ExitStack() as opened:
        file = opened.enter_context(new.open("xb"))
        file.write(_MARK)
        file.flush()
        if not hold(file):
            opened.close()  # an open file could be neither renamed nor removed on Windows
        new.rename(folder / MARK_NAME)  # it never lies there under this name without being held
        undo.push(opened.pop_all())


def _is_own(entry: os.DirEntry[str]) -> bool:
    is_mine = os.name != "posix" or entry.stat(follow_symlinks=False).st_uid == os.getuid()
    return is_mine and entry.is_dir(follow_symlinks=False)


def _is_left(mark: Path) -> bool:
    try:
        if mark.is_symlink() or mark.stat().st_size != len(_MARK) or mark.read_bytes() != _MARK:
            return False
        held = is_held(mark)
        return time.time() - mark.stat().st_mtime > _UNLOCKED_AGE_S if held is None else not held
    except OSError:  # it has just gone, or is none of ours
        return False
