"""Where the files of saved voices lie, and whether they are of use."""

from pathlib import Path
from typing import Literal

from voicecloner.domain.voice import StoredReference, Voice, VoiceSummary
from voicecloner.errors import REBUILD_HINT, StorageError
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.voice_data import VoiceDataLook


class VoiceFiles:
    """The files.

    Args:
        assets: the voices' folders.
        data: looks at what voices speak with.
    """

    def __init__(self, assets: AssetStore, data: VoiceDataLook) -> None:
        self._assets = assets
        self._data = data

    def voice_file(self, voice: Voice) -> Path:
        """The VoiceData of the engine and revision the voice is bound to.

        Raises:
            StorageError: it is gone, but can be rebuilt from the recordings.
        """
        path = self._assets.data_file(voice.id, voice.engine_id, voice.engine_revision)
        if not path.is_file():
            raise StorageError(f"The file of the voice “{voice.name}” is gone: {path}.", REBUILD_HINT)
        return path

    def data_fault(self, voice: Voice | VoiceSummary, *, reads: bool = False) -> str:
        """In what way what the voice speaks with is of no use, half a sentence; empty if nothing is known.

        Args:
            voice: any.
            reads: read its file, if that has not been done since it was last written; otherwise this costs nothing.

        Raises:
            StorageError: the file may not be read.
        """
        return self._data.fault(voice, reads=reads)

    def distrust(self, voice: Voice, reason: str) -> None:
        """Have `data_fault` say so from now on: the engine has refused what the voice speaks with."""
        self._data.distrust(voice, reason)

    def reference_path(
        self, voice: Voice, reference: StoredReference, kind: Literal["prepared", "original"] = "prepared"
    ) -> Path:
        """Where a recording of the voice lies: as it was imported, or as the voice was cloned from it."""
        return self._assets.folder(voice.id) / (reference.prepared if kind == "prepared" else reference.original)
