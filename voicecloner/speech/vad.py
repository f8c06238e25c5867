"""Where somebody speaks: Silero VAD through onnxruntime, and spans from its probabilities."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.paths import resource
from voicecloner.speech.networks import loaded_network

if TYPE_CHECKING:
    from voicecloner.domain.audio import Samples

VAD_RATE_HZ = 16_000
FRAME = 512
FRAME_S = FRAME / VAD_RATE_HZ
_CONTEXT = 64
_BLOCK_FRAMES = 128
_MODEL = "vad/silero_vad_16k_sequence.onnx"

Probabilities = npt.NDArray[np.float32]
"""Shape (frames,), 0..1: how likely each 32 ms frame holds speech."""


@dataclass(frozen=True)
class SpanRules:
    """How probabilities become spans.

    Attributes:
        threshold: probability at which speech begins.
        hysteresis: speech ends only this much below the threshold.
        min_speech_s: shorter speech is dropped.
        min_gap_s: shorter gaps inside speech are closed.
        padding_s: added on both sides.
    """

    threshold: float = 0.5
    hysteresis: float = 0.15
    min_speech_s: float = 0.25
    min_gap_s: float = 0.2
    padding_s: float = 0.03


class SpeechDetector:
    """Tells speech from everything else; the network is loaded at first use and may be shared between threads."""

    def __init__(self) -> None:
        self._session: Any = None
        self._lock = Lock()

    def probabilities(self, samples_16k: "Samples") -> Probabilities:
        """How likely each frame of 32 ms holds speech.

        Follows the published front-end of the sequence model: every frame carries the last 64 samples of the one
        before it, the recurrent state goes from block to block, the last frame is filled up with zeros.

        Args:
            samples_16k: float32, shape (frames,), -1..1, at 16 kHz.

        Returns:
            float32, shape (ceil(frames / 512),), 0..1.
        """
        stream = self.stream()
        found = [stream.judge(block) for block in _blocks(samples_16k)]
        return np.concatenate([np.zeros(0, dtype=np.float32), *found])

    def stream(self) -> "SpeechStream":
        """A detector for sound that is still coming."""
        return SpeechStream(self._loaded())

    def _loaded(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = _load()
            return self._session


class SpeechStream:
    """The detector on one sound that comes piece by piece; its state goes on from piece to piece. Not thread-safe."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._hidden = self._cell = np.zeros((1, 1, 128), dtype=np.float32)
        self._waiting = np.zeros(_CONTEXT, dtype=np.float32)

    def add(self, samples_16k: "Samples") -> Probabilities:
        """How likely each frame of 32 ms that is whole by now holds speech.

        Args:
            samples_16k: the next samples, float32, shape (any,), -1..1, at 16 kHz.

        Returns:
            what `SpeechDetector.probabilities` finds in these frames; shape (frames that became whole,).
        """
        waiting = np.concatenate((self._waiting, samples_16k), dtype=np.float32)
        frames = (len(waiting) - _CONTEXT) // FRAME
        self._waiting = waiting[frames * FRAME :]
        if not frames:
            return np.zeros(0, dtype=np.float32)
        return self.judge(_overlapping(waiting[: frames * FRAME + _CONTEXT]))

    def judge(self, block: npt.NDArray[np.float32]) -> Probabilities:
        """Shape (frames,) for the next frames, each with its context: shape (frames, 64 + 512)."""
        given = {"input": block, "h": self._hidden, "c": self._cell}
        values, self._hidden, self._cell = self._session.run(["speech_probs", "hn", "cn"], given)
        found: Probabilities = values.reshape(-1)
        return found


def speech_spans(probabilities: Probabilities, seconds: float, rules: SpanRules | None = None) -> tuple[Span, ...]:
    """Stretches of speech.

    A double threshold with minimum lengths, as in Silero's own `get_speech_timestamps`.

    Args:
        probabilities: shape (frames,), one for each 32 ms.
        seconds: duration of the recording, which the padding does not go beyond.
        rules: thresholds and minimum lengths.

    Returns:
        spans in order that do not touch each other.
    """
    rules = rules or SpanRules()
    starts, ends = edges(_above_with_hysteresis(probabilities, rules))
    spans = [Span(start * FRAME_S, min(end * FRAME_S, seconds)) for start, end in zip(starts, ends, strict=True)]
    kept = [span for span in merged(spans, rules.min_gap_s) if span.end_s - span.start_s >= rules.min_speech_s]
    padded = [Span(max(0.0, s.start_s - rules.padding_s), min(seconds, s.end_s + rules.padding_s)) for s in kept]
    return merged(padded, 0.0)


def merged(spans: list[Span], min_gap_s: float) -> tuple[Span, ...]:
    """Spans in order with gaps of at most `min_gap_s` seconds closed.

    Args:
        spans: sorted by their start.
        min_gap_s: a gap must be longer than this to stay.
    """
    result: list[Span] = []
    for span in spans:
        if result and span.start_s - result[-1].end_s <= min_gap_s:
            result[-1] = Span(result[-1].start_s, max(result[-1].end_s, span.end_s))
        else:
            result.append(span)
    return tuple(result)


def edges(mask: npt.NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Where the runs of True in `mask`, shape (n,), begin and where each has just ended."""
    steps = np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))
    return np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()


def _above_with_hysteresis(probabilities: Probabilities, rules: SpanRules) -> npt.NDArray[np.bool_]:
    """True from a frame at the threshold on, for as long as frames stay above the lower threshold."""
    maybe = probabilities >= rules.threshold - rules.hysteresis
    sure = probabilities >= rules.threshold
    speech = np.zeros(len(probabilities), dtype=bool)
    for start, end in zip(*edges(maybe), strict=True):
        first = np.flatnonzero(sure[start:end])
        if len(first):
            speech[start + first[0] : end] = True
    return speech


def _load() -> Any:
    return loaded_network(resource(_MODEL))


def _blocks(samples: "Samples") -> Iterator[npt.NDArray[np.float32]]:
    """Blocks of shape (up to 512 frames, 64 + 512 samples)."""
    frames = -(-len(samples) // FRAME)
    padded = np.zeros(_CONTEXT + frames * FRAME, dtype=np.float32)
    padded[_CONTEXT : _CONTEXT + len(samples)] = samples
    for first in range(0, frames, _BLOCK_FRAMES):
        yield _overlapping(padded[first * FRAME : (first + _BLOCK_FRAMES) * FRAME + _CONTEXT])


def _overlapping(stretch: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Shape (frames, 64 + 512): frames with the samples before them, of a stretch of 64 + 512 * frames samples."""
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(stretch, _CONTEXT + FRAME)[::FRAME])
