"""Files that are being saved where the user wants them: after a kill nothing half of them stays in the user's folders.

    exports/<number>.json      where a hidden file is that is being written; locked while that is so

The file that grows is ``.voicecloner-<number><suffix>`` beside the one it will become. Whatever was written down here
and nobody is at work on is removed at the next start; what was not is never touched, whatever it is called.
"""

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from voicecloner.atomic import make_folder, read_file, remove_file, storage_error
from voicecloner.errors import StorageError
from voicecloner.file_lock import hold, is_held

# An empty note that is younger may be one whose maker has not locked it yet.
_BEGINNING_S = 5.0
# No saving takes longer.
_AT_WORK_S = 3600.0
_NOTE = re.compile(r"(?P<number>[0-9a-f]{16})\.json")


class Exports:
    """What is being saved just now.

    Args:
        folder: where it is written down; made when something is saved first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def growing(self, path: Path) -> Iterator[Path]:
        """A free path beside `path`, with its suffix, to write to; nothing of it is left at the end of the block.

        Where it cannot be written down, be it that the disk is full and the user saves elsewhere, that is done without.

        Raises:
            StorageError: for any OSError in the block.
        """
        number = secrets.token_hex(8)
        part = path.absolute().with_name(_part_name(number, path.suffix))
        with ExitStack() as undo:
            undo.callback(remove_file, part)
            with suppress(OSError, StorageError):
                self._note(self._folder / f"{number}.json", part, undo)
            try:
                yield part
            except OSError as error:
                raise storage_error(error, path, stand_in=part) from error

    def leftovers(self) -> list[Path]:
        """The hidden files that a kill left, as far as their folders can be reached.

        Raises:
            StorageError: what was written down cannot be read.
        """
        return [part for note in self._notes() if (part := _noted(note)) is not None and part.is_file()]

    def clear_leftovers(self) -> None:
        """Remove the hidden files that a kill left; those on a drive that is away wait for it.

        Raises:
            StorageError: as of `leftovers`.
        """
        for note in self._notes():
            part = _noted(note)
            if part is not None and part.is_file():
                remove_file(part)
            if part is None or (part.parent.is_dir() and not part.exists()):
                remove_file(note)

    def _note(self, note: Path, part: Path, undo: ExitStack) -> None:
        make_folder(self._folder)
        undo.callback(remove_file, note)
        file = undo.enter_context(note.open("xb", buffering=0))  # a buffer would be written at its end, on a full disk
        hold(file)
        file.write(json.dumps({"program": "VoiceCloner", "part": str(part)}).encode("utf-8", "surrogateescape"))

    def _notes(self) -> list[Path]:
        """Those nobody is at work on."""
        try:
            entries = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
            return [path for path in entries if _NOTE.fullmatch(path.name) and not _is_at_work(path)]
        except OSError as error:
            raise storage_error(error, self._folder) from error


def _part_name(number: str, suffix: str) -> str:
    return f".voicecloner-{number}{suffix}"


def _noted(note: Path) -> Path | None:
    """The hidden file a note names; None where it names none that could be ours."""
    try:
        stored = json.loads(read_file(note).decode("utf-8", "surrogateescape"))
        part = Path(stored["part"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_ours = part.is_absolute() and part.name == _part_name(note.stem, part.suffix) and not part.is_symlink()
    return part if is_ours else None


def _is_at_work(note: Path) -> bool:
    """Whether somebody is; where no lock can tell, or it may not be locked yet, its age does."""
    try:
        held, status = is_held(note), note.stat()
    except FileNotFoundError:  # it has just finished
        return True
    longest_s = _AT_WORK_S if held is None else 0.0 if status.st_size else _BEGINNING_S
    return bool(held) or time.time() - status.st_mtime < longest_s
