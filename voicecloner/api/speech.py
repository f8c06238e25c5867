"""What a voice said, as a script has it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from voicecloner.api.options import SaveOptions, file_options, watched
from voicecloner.api.sounds import Source
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.synthesis import Take


@dataclass(frozen=True)
class Speech:
    """What a voice said.

    Attributes:
        take: where it lies, what it says, when each word is said.
    """

    take: Take
    app: Application

    @property
    def samples(self) -> Samples:
        """float32, shape (frames,), -1..1.

        Raises:
            StorageError: it was deleted meanwhile.
        """
        return self._clip().samples

    @property
    def sample_rate(self) -> int:
        """Hz."""
        return self.take.sample_rate

    def save(self, path: Source, **options: Unpack[SaveOptions]) -> Path:
        """Write it; the suffix is the format, such as ``.wav`` or ``.mp3``.

        Args:
            path: a file there is replaced.
            options: see `SaveOptions`.

        Raises:
            InvalidRequest: no known format has this suffix, or it does not have what is asked for.
            StorageError: it could not be written.
            Cancelled
        """
        from voicecloner.audio.files.saving import Watch

        watch = Watch(**watched(options))
        return self.app.manage_takes.save(self.take, Path(path), file_options(options), watch).path

    def _repr_html_(self) -> str:
        """What a notebook shows: a player, the waveform and the text."""
        from voicecloner.api.notebook import speech_html

        return speech_html(self.take, self._clip())

    def _clip(self) -> AudioClip:
        from voicecloner.audio.files.encoding import read_audio

        return read_audio(self.take.path)
