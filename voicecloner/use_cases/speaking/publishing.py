"""How sound gets into the user's own folders: whole or not at all, and signed where the user wants it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.audio.files.saving import SoundOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecloner.audio.files.encoding import Finish
    from voicecloner.library.exports import Exports


def unsigned(_voice_id: str) -> "Finish | None":
    """Signs nothing."""
    return None


@dataclass(frozen=True)
class Publishing:
    """What all use cases that save sound share.

    Attributes:
        exports: notes what is being saved, so that a kill leaves nothing half.
        finish_for: what is done to the finished file of a voice's speech, see `provenance.seal`.
    """

    exports: "Exports"
    finish_for: "Callable[[str], Finish | None]" = unsigned

    def growing(self, path: Path) -> AbstractContextManager[Path]:
        """Where a file grows; see `Exports.growing`."""
        return self.exports.growing(path)

    def options(self, wanted: SoundOptions, voice_id: str) -> SoundOptions:
        """How sound of a voice is written that is wanted so.

        Raises:
            InvalidRequest, StorageError: it is to be signed, and cannot be.
        """
        return replace(wanted, finish=self.finish_for(voice_id))
