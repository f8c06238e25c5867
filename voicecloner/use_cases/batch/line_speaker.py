"""Says one line into a file, as `speak` alone would; with engines of its own, so that several work side by side."""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.errors import EngineCrashed
from voicecloner.jobs import CancelToken
from voicecloner.library.exports import Exports
from voicecloner.library.inspection import sha256_of
from voicecloner.use_cases.batch.batch_line import SaidLine
from voicecloner.use_cases.speaking.speak import save_take
from voicecloner.use_cases.speaking.speak_best import BestTake, SpeakBestRequest

# An engine's process that ended once, be it for want of memory, is started anew; the line itself may be what ends it.
_TRIES = 2


@dataclass(frozen=True)
class LineSpeaker:
    """Used from one thread.

    Attributes:
        best_take: says a text.
        exports: notes what is being saved, so that a kill leaves nothing half.
    """

    best_take: BestTake
    exports: Exports

    def __call__(self, wanted: SpeakBestRequest, path: Path, *, cancel: CancelToken) -> SaidLine:
        """Say it; the file is whole or not there.

        Args:
            wanted: what to say.
            path: the file, whose suffix is the format; its folder is there. A file there is replaced.
            cancel: stops it.

        Raises:
            as `Speak` and `save_take`
        """
        for _ in range(_TRIES - 1):
            try:
                return self._said(wanted, path, cancel)
            except EngineCrashed:
                cancel.raise_if_cancelled()
        return self._said(wanted, path, cancel)

    def _said(self, wanted: SpeakBestRequest, path: Path, cancel: CancelToken) -> SaidLine:
        with self.best_take(wanted, cancel=cancel) as take:
            with self.exports.growing(path) as part:
                save_take(take, path, part=part)
            return SaidLine(take.seconds, sha256_of(path), take.options.seed, take.notes)
