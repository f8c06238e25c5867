"""Whether what voices speak with is still there and whole, as far as the library can tell."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from voicecloner.domain.voice import Voice, VoiceSummary
from voicecloner.library.asset_store import AssetStore

GONE = "its data file is gone"
DAMAGED = "its data file is damaged"
UNREADABLE = "its data file may not be read"

_Identity = tuple[Path, int, int]


class VoiceDataLook:
    """Tells in what way a voice's data is of no use; what was found out is remembered until the file is another one.

    Usable from any thread.

    Args:
        assets: the voices' folders.
        is_damaged: reads the file at a path and tells whether it is damaged; raises `StorageError` where it may not be
            read. The library itself knows nothing of what an engine keeps.
    """

    def __init__(self, assets: AssetStore, is_damaged: Callable[[Path], bool]) -> None:
        self._assets = assets
        self._is_damaged = is_damaged
        self._known: dict[_Identity, str] = {}

    def fault(self, voice: Voice | VoiceSummary, *, reads: bool = False) -> str:
        """What is wrong, half a sentence; empty if nothing is known to be.

        Args:
            voice: whose data.
            reads: read the file if it is not known yet; otherwise only its size is looked at.

        Raises:
            StorageError: the disk fails while the file is read.
        """
        path = self._assets.data_file(voice.id, voice.engine_id, voice.engine_revision)
        try:
            status = path.stat()
        except FileNotFoundError:
            return GONE
        except OSError:  # a link that leads back to itself, a file where a folder should be
            return DAMAGED
        if not stat.S_ISREG(status.st_mode) or not status.st_size:
            return DAMAGED
        if not os.access(path, os.R_OK):
            return UNREADABLE
        identity = (path, status.st_mtime_ns, status.st_size)
        if reads and identity not in self._known:
            self._known[identity] = DAMAGED if self._is_damaged(path) else ""
        return self._known.get(identity, "")

    def distrust(self, voice: Voice, reason: str) -> None:
        """Remember that an engine could not do anything with the file as it is, and why, half a sentence."""
        path = self._assets.data_file(voice.id, voice.engine_id, voice.engine_revision)
        with suppress(OSError):  # what is gone needs no distrust
            status = path.stat()
            self._known[path, status.st_mtime_ns, status.st_size] = reason
