"""What the picture of a recording is made of: its outline, and the stretches its findings are about."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecloner.api.review import peak_pairs
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Severity

Pairs = npt.NDArray[np.float32]
"""Lowest and highest sample of each short stretch of sound, shape (pairs, 2)."""


@dataclass(frozen=True, eq=False)
class Outline:
    """What a waveform is painted from.

    Attributes:
        pairs: see `Pairs`.
        pair_s: how long the stretch behind each pair is.
        start_s: where in the sound the first pair is.
    """

    pairs: Pairs
    pair_s: float = 0.05
    start_s: float = 0.0

    @property
    def seconds(self) -> float:
        """Length of the sound, up to one stretch more."""
        return len(self.pairs) * self.pair_s

    def between(self, from_s: float, to_s: float) -> "Outline":
        """The pairs that touch this stretch of the sound."""
        # a moment on the border of two pairs must not fall to one of them by how it was rounded
        first = max(0, int((from_s - self.start_s) / self.pair_s + 1e-6))
        last = max(first, math.ceil((to_s - self.start_s) / self.pair_s - 1e-6))
        return Outline(self.pairs[first:last], self.pair_s, self.start_s + first * self.pair_s)


NOTHING = Outline(np.zeros((0, 2), np.float32))
_PAIRS_WANTED = 600
_PAIR_MS_RANGE = (5.0, 50.0)


def outline_of(clip: AudioClip) -> Outline:
    """The outline of a finished sound, finer for a short one; takes a moment for a long one."""
    shortest_ms, longest_ms = _PAIR_MS_RANGE
    pair_ms = min(max(shortest_ms, clip.seconds * 1000 / _PAIRS_WANTED), longest_ms)
    return Outline(peak_pairs(clip.samples, clip.sample_rate, pair_ms), pair_ms / 1000)


def outline_of_file(path: Path) -> Outline:
    """The outline of a sound in a file that this program wrote.

    Raises:
        UnreadableAudio, StorageError: it is damaged or gone.
    """
    from voicecloner.api.speaking import read_audio

    return outline_of(read_audio(path))


@dataclass(frozen=True)
class Mark:
    """A stretch of the recording that a finding is about."""

    start_s: float
    end_s: float
    severity: Severity
    message: str


def marks_of(findings: Sequence[Finding]) -> tuple[Mark, ...]:
    """The stretches worth painting: those of warnings and failures."""
    bad = (f for f in findings if f.severity is not Severity.OK)
    return tuple(Mark(span.start_s, span.end_s, f.severity, f.message) for f in bad for span in f.spans)
