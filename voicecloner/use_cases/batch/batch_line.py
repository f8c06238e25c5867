"""One line of a batch: what is to be said into which file, and what came of it."""

import hashlib
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import CancelToken
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.speaking.speak_best import SpeakBestRequest


@dataclass(frozen=True)
class BatchLine:
    """What is to be said.

    Attributes:
        number: where it stands in the table, counted from 1.
        wanted: what to say, with the voice's id.
        voice_name: who says it.
        voice_data: hex digest of what the voice speaks with.
        file: where to, relative to the batch's folder; its suffix is the format.
        is_marked: whether the sound gets the inaudible mark.
        loudness_lufs: integrated loudness of the file; None: as it is spoken.
    """

    number: int
    wanted: SpeakBestRequest
    voice_name: str
    voice_data: str
    file: str
    is_marked: bool = True
    loudness_lufs: float | None = None

    @property
    def request(self) -> SpeakRequest:
        """What to say and how."""
        return self.wanted.request

    @property
    def digest(self) -> str:
        """Hex digest of all that the sound depends on: where it is another, the line has to be said anew."""
        said = self.request
        parts: list[Any] = [said.text, said.voice, said.language, said.speed, said.seed]
        parts.append(dict(sorted(said.options.items())))
        # without any it is as it was before there were these, so that no file is made anew for nothing
        parts += [[[entry.word, entry.spoken] for entry in said.pronunciations]] if said.pronunciations else []
        parts += [] if self.loudness_lufs is None else [f"{self.loudness_lufs:g} LUFS"]
        document = json.dumps([*parts, self.wanted.attempts, self.voice_data, self.file, self.is_marked])
        return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class SaidLine:
    """A line whose file is there.

    Attributes:
        seconds: length of the sound.
        sha256: hex digest of the file.
        seed: with which it was said.
        notes: what the user should know about how it was made.
    """

    seconds: float
    sha256: str
    seed: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineOutcome:
    """What came of a line: `said`, or the `error` that kept it from being said."""

    line: BatchLine
    said: SaidLine | None = None
    error: VoiceClonerError | None = None


class SayLines(Protocol):
    """Says lines, on this computer or on others."""

    def __call__(self, lines: Sequence[BatchLine], folder: Path, *, cancel: CancelToken) -> Generator[LineOutcome]:
        """Say them into files of the folder; each outcome comes as soon as it is there, in any order.

        Closing the iterator, or `cancel`, stops the work; lines that were not said by then have no outcome.

        Raises:
            StorageError, EngineError, ClusterFailed: nothing more can be said at all.
        """
        ...
