"""Read reference recordings and judge them.

The user gives one or several files (or a take just recorded) and sees a waveform, a verdict and what to do better.
Several files are judged together, as the one voice they are to make.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from voicecloner.audio.processing import resample
from voicecloner.domain.audio import AudioClip, ImportedAudio
from voicecloner.domain.quality import Review
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

GAP_BETWEEN_FILES_S = 0.3


class Importer(Protocol):
    """Decodes a file of any format; see `voicecloner.audio.files.import_audio`."""

    def __call__(self, path: Path, *, cancel: CancelToken) -> ImportedAudio:
        """Decode `path`."""
        ...


Reviewer = Callable[[AudioClip, str], Review]
"""(clip, profile) -> review; see `voicecloner.quality.analyzer.Analyzer`."""


@dataclass(frozen=True)
class CheckRequest:
    """Which files to check.

    Attributes:
        paths: one or more audio files.
        profile: the requirement profile they are held against.
    """

    paths: tuple[Path, ...]
    profile: str = "console"


@dataclass(frozen=True, eq=False)
class CheckedFile:
    """One file that could be read."""

    path: Path
    audio: ImportedAudio


@dataclass(frozen=True, eq=False)
class CheckedReferences:
    """Files that could be read, and the verdict on them.

    Attributes:
        request: what was asked for.
        files: the files in order.
        clip: all of them in one, as shown on the waveform and as judged.
        review: the verdict.
    """

    request: CheckRequest
    files: tuple[CheckedFile, ...]
    clip: AudioClip
    review: Review

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth telling about how the files were read, named by file where there are several."""
        several = len(self.files) > 1
        return tuple(f"{f.path.name}: {note}" if several else note for f in self.files for note in f.audio.notes)


class CheckReferences:
    """The use case: call it with a `CheckRequest`."""

    def __init__(self, importer: Importer, reviewer: Reviewer) -> None:
        self._import = importer
        self._review = reviewer

    def __call__(self, request: CheckRequest, *, progress: Progress, cancel: CancelToken) -> CheckedReferences:
        """Read and judge.

        Raises:
            UnreadableAudio: a file holds no sound that can be read.
            InvalidRequest: no file, or an unknown profile.
            Cancelled: stopped by the user.
        """
        if not request.paths:
            raise InvalidRequest("No file was given.", "Choose at least one recording.")
        files = tuple(self._read(request, i, progress, cancel) for i in range(len(request.paths)))
        clip = _joined([f.audio.clip for f in files])
        progress(ProgressUpdate("Checking the recording", 0.7))
        review = self._review(clip, request.profile)
        cancel.raise_if_cancelled()
        progress(ProgressUpdate("Checked", 1.0))
        return CheckedReferences(request, files, clip, review)

    def _read(self, request: CheckRequest, index: int, progress: Progress, cancel: CancelToken) -> CheckedFile:
        path = request.paths[index]
        progress(ProgressUpdate(f"Reading {path.name}", 0.7 * index / len(request.paths)))
        return CheckedFile(path, self._import(path, cancel=cancel))


def _joined(clips: list[AudioClip]) -> AudioClip:
    if len(clips) == 1:
        return clips[0]
    sample_rate = max(c.sample_rate for c in clips)
    gap = np.zeros(round(GAP_BETWEEN_FILES_S * sample_rate), np.float32)
    parts = [part for c in clips for part in (gap, resample(c.samples, c.sample_rate, sample_rate))]
    return AudioClip(np.concatenate(parts[1:]), sample_rate)
