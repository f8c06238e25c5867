"""Says one line into a file, as `speak` alone would; with engines of its own, so that several work side by side."""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.audio.files.saving import SoundOptions, Watch
from voicecloner.errors import EngineCrashed
from voicecloner.jobs import CancelToken
from voicecloner.library.inspection import sha256_of
from voicecloner.use_cases.batch.batch_line import SaidLine
from voicecloner.use_cases.speaking.publishing import Publishing
from voicecloner.use_cases.speaking.speak import SaveOptions, save_take
from voicecloner.use_cases.speaking.speak_best import BestTake, SpeakBestRequest

# An engine's process that ended once, be it for want of memory, is started anew; the line itself may be what ends it.
_TRIES = 2


@dataclass(frozen=True)
class LineSpeaker:
    """Used from one thread.

    Attributes:
        best_take: says a text.
        publishing: how files get into the user's folders.
    """

    best_take: BestTake
    publishing: Publishing

    def __call__(
        self, wanted: SpeakBestRequest, path: Path, *, loudness_lufs: float | None = None, cancel: CancelToken
    ) -> SaidLine:
        """Say it; the file is whole or not there.

        Args:
            wanted: what to say.
            path: the file, whose suffix is the format; its folder is there. A file there is replaced.
            loudness_lufs: of the file; None: as it is spoken.
            cancel: stops it.

        Raises:
            as `Speak` and `save_take`
        """
        for _ in range(_TRIES - 1):
            try:
                return self._said(wanted, path, loudness_lufs, cancel)
            except EngineCrashed:
                cancel.raise_if_cancelled()
        return self._said(wanted, path, loudness_lufs, cancel)

    def _said(self, wanted: SpeakBestRequest, path: Path, loudness_lufs: float | None, cancel: CancelToken) -> SaidLine:
        sound = SoundOptions(loudness_lufs=loudness_lufs)
        with self.best_take(wanted, cancel=cancel) as take:
            options = SaveOptions(self.publishing.options(sound, take.voice_id))
            with self.publishing.growing(path) as part:
                saved = save_take(take, path, options, part=part, watch=Watch(cancel=cancel))
            return SaidLine(take.seconds, sha256_of(path), take.options.seed, (*take.notes, *saved.notes))
