"""Whether what voices speak with is still there and whole, as far as the library can tell."""

from collections.abc import Callable
from pathlib import Path

from voicecloner.atomic import storage_error
from voicecloner.domain.voice import Voice
from voicecloner.library.asset_store import AssetStore

GONE = "its data file is gone"
DAMAGED = "its data file is damaged"

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

    def fault(self, voice: Voice, *, reads: bool = False) -> str:
        """What is wrong, half a sentence; empty if nothing is known to be.

        Args:
            voice: whose data.
            reads: read the file if it is not known yet; otherwise only its size is looked at.

        Raises:
            StorageError: the file may not be looked at or read.
        """
        identity = self._identity(voice)
        if identity is None:
            return GONE
        path, _time_ns, size_bytes = identity
        if not size_bytes:
            return DAMAGED
        if reads and identity not in self._known:
            self._known[identity] = DAMAGED if self._is_damaged(path) else ""
        return self._known.get(identity, "")

    def distrust(self, voice: Voice, reason: str) -> None:
        """Remember that an engine could not do anything with the file as it is, and why, half a sentence."""
        identity = self._identity(voice)
        if identity:
            self._known[identity] = reason

    def _identity(self, voice: Voice) -> _Identity | None:
        path = self._assets.data_file(voice.id, voice.engine_id, voice.engine_revision)
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_error(error, path) from error
        return path, status.st_mtime_ns, status.st_size
