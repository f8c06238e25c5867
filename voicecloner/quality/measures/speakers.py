"""Whether one and the same person speaks all the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.activity import gaps_between
from voicecloner.quality.measures.recording import LISTENED_S, MeasuredRecording
from voicecloner.speech.speaker import WINDOW_FRAMES, Windows
from voicecloner.speech.vad import VAD_RATE_HZ, merged

_STEP_FRAMES = 80
_MOST_WINDOWS = 24
_ENOUGH_WINDOWS = 8
_UNLIKE_PERCENT = 10
_FRAMES_PER_S = 100

Embeddings = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
# Where another person begins or ends is known to half a window of the comparison.
_BLURRED_S = 0.8


class Encoder(Protocol):
    """Whatever can tell whose voice it is; see `voicecloner.speech.speaker.SpeakerEncoder`."""

    def windows(self, samples_16k: Samples, step_frames: int = ...) -> Windows:
        """Embeddings of overlapping windows of 1.6 s."""


@dataclass(frozen=True)
class Voices:
    """How alike the windows of a recording sound; all figures are cosines in percent, 100 for the same.

    Attributes:
        alike: 10th percentile over all pairs of windows; drops if people take turns.
        neighbours: mean over windows that follow each other without overlapping; drops if people speak at once.
        groups: between the means of the two groups the windows fall into best; drops if there are two people.
        smaller_group: where the smaller of these groups is heard.
        likeness: of windows that have a neighbour: where they are, and how alike the two are.
    """

    alike: float
    neighbours: float
    groups: float
    smaller_group: tuple[Span, ...]
    likeness: tuple[tuple[Span, float], ...] = ()

    def changes(self, below: float) -> tuple[Span, ...]:
        """Where the voice is less alike than `below` percent from one moment to the next: people may speak at once."""
        return merged([place for place, percent in self.likeness if percent < below], 0.0)


def voices(recording: MeasuredRecording, encoder: Encoder) -> Voices | None:
    """Compares windows of 1.6 s of speech with each other.

    Silence is cut out first. About 24 windows are looked at: 0.8 s apart in 20 s of speech, further apart in more.

    Returns:
        None with less than eight windows, that is 7.2 s, of speech.
    """
    speech = _Speech(recording)
    step = max(_STEP_FRAMES, round(_FRAMES_PER_S * speech.seconds / _MOST_WINDOWS))
    found = _all_windows(speech.samples, step, encoder)
    if len(found.spans) < _ENOUGH_WINDOWS:
        return None
    smaller = smaller_group(found.embeddings)
    pairs = found.embeddings @ found.embeddings.T
    neighbour = -(-WINDOW_FRAMES // step)
    places = [speech.in_recording(span) for span in found.spans]
    likeness = np.diag(pairs, neighbour)
    return Voices(
        alike=100.0 * float(np.percentile(pairs[np.triu_indices(len(pairs), 1)], _UNLIKE_PERCENT)),
        neighbours=100.0 * float(likeness.mean()),
        groups=100.0 * _cosine(found.embeddings[smaller], found.embeddings[~smaller]),
        smaller_group=merged([place for place, is_one in zip(places, smaller, strict=True) if is_one], 0.0),
        likeness=tuple(zip(places, (100.0 * likeness).tolist(), strict=False)),
    )


def stretches_of_one(smaller: Sequence[Span], seconds: float) -> list[Span]:
    """Where one person may be heard alone, in a recording of `seconds`: between the places of the smaller group, and
    within them, less where the two may blur.

    Args:
        smaller: places of the smaller group, as `Voices.smaller_group`.
        seconds: length of the recording.
    """
    inside = [span for span in smaller if span.end_s - span.start_s > 2 * _BLURRED_S]
    shrunk = [Span(span.start_s + _BLURRED_S, span.end_s - _BLURRED_S) for span in inside]
    return [*gaps_between(smaller, seconds), *shrunk]


def smaller_group(embeddings: Embeddings) -> Mask:
    """The smaller of the two groups into which the embeddings fall best.

    Two-means on the sphere, begun with the signs along the first principal component.

    Args:
        embeddings: shape (n, 256), each of length 1.

    Returns:
        shape (n,); all False if they do not fall apart.
    """
    centred = embeddings - embeddings.mean(axis=0)
    group: Mask = centred @ np.linalg.svd(centred, full_matrices=False)[2][0] > 0
    for _ in range(10):
        if group.all() or not group.any():
            break
        group = embeddings @ _direction(embeddings[group]) > embeddings @ _direction(embeddings[~group])
    return group if group.sum() <= len(group) / 2 else ~group


class _Speech:
    """The speech of a recording, one stretch after the other."""

    def __init__(self, recording: MeasuredRecording) -> None:
        heard = [Span(s.start_s, min(s.end_s, LISTENED_S)) for s in recording.speech if s.start_s < LISTENED_S]
        cuts = [(round(s.start_s * VAD_RATE_HZ), round(s.end_s * VAD_RATE_HZ)) for s in heard]
        pieces = [recording.samples_16k[start:end] for start, end in cuts]
        self.samples = np.concatenate([np.zeros(0, np.float32), *pieces])
        self.seconds = len(self.samples) / VAD_RATE_HZ
        lengths = np.cumsum([0.0, *(s.end_s - s.start_s for s in heard)])
        self._joined = np.repeat(lengths, 2)[1:-1]
        self._edges = np.array([edge for s in heard for edge in (s.start_s, s.end_s)])

    def in_recording(self, span: Span) -> Span:
        """The stretch of the recording that a stretch of the speech came from."""
        # Half a sample inside, so that a place between two stretches belongs to the right one of them.
        inner = (span.start_s + 1e-4, min(span.end_s, self.seconds) - 1e-4)
        start_s, end_s = np.interp(inner, self._joined, self._edges).tolist()
        return Span(start_s, end_s)


def _all_windows(samples: Samples, step: int, encoder: Encoder) -> Windows:
    """Steps wider than a window leave parts out: of each step the first 1.6 s are taken."""
    if step <= WINDOW_FRAMES:
        return encoder.windows(samples, step)
    size = WINDOW_FRAMES * VAD_RATE_HZ // _FRAMES_PER_S
    starts = range(0, len(samples) - size, step * VAD_RATE_HZ // _FRAMES_PER_S)
    packed = encoder.windows(np.concatenate([samples[start : start + size] for start in starts]), WINDOW_FRAMES)
    seconds = [start / VAD_RATE_HZ for start in starts]
    spans = tuple(Span(start_s, start_s + WINDOW_FRAMES / _FRAMES_PER_S) for start_s in seconds)
    return Windows(packed.embeddings[: len(spans)], spans)


def _direction(embeddings: Embeddings) -> npt.NDArray[np.float32]:
    mean = embeddings.mean(axis=0)
    unit: npt.NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return unit


def _cosine(one: Embeddings, other: Embeddings) -> float:
    return float(_direction(one) @ _direction(other)) if len(one) and len(other) else 1.0
