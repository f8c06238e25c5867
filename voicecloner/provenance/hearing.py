"""Hears whether speech carries the inaudible mark that `marking` puts into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.domain.quality import Span
from voicecloner.paths import resource
from voicecloner.provenance.mark_lines import LINES, MARK_RATE_HZ, Levels, levels_of, lines_of
from voicecloner.sound.levels import peak_of
from voicecloner.sound.resampling import resample, resampler
from voicecloner.speech.networks import loaded_network

HEARING_MODEL = "watermark/hear.onnx"
WINDOW_S = 8.0
FOUND_FROM = 0.5
"""Unmarked speech reaches 0.24 in windows of one second, and hardly ever more than 0.1; marked speech is near 1."""
FOUND_AT_OTHER_SPEED_FROM = 0.8
"""Ten speeds are ten chances to be wrong."""
OTHER_SPEEDS = (0.9, 0.92, 0.94, 0.96, 0.98, 1.02, 1.04, 1.06, 1.08, 1.1)
"""A hundredth beside the true one, the mark is still heard."""
_STRETCHES = {"slow": 1.25, "normal": 1.0, "fast": 0.75}
_SILENT_PEAK = 1e-3
_LEAST_S = 0.5
_TRIED_AT_OTHER_SPEEDS = 3
_NO_DOUBT_FROM = 0.95
_lock = Lock()


@dataclass(frozen=True)
class MarkReading:
    """What was heard of the mark in a sound.

    Attributes:
        is_found: whether it is there.
        confidence: what the network says where it is most sure that there is a mark, 0 (none) to 1 (surely).
        spans: where it was heard; in steps of 8 s.
        speed: how fast the sound plays compared with what was marked; 1.0 unless it was found at another speed.
        heard_s: how much sound that is not silence was listened to.
    """

    is_found: bool
    confidence: float
    spans: tuple[Span, ...] = ()
    speed: float = 1.0
    heard_s: float = 0.0


@dataclass(frozen=True, eq=False)
class _Window:
    span: Span
    samples_8k: Samples
    score: float


class MarkListener:
    """Listens to one sound that comes in blocks; memory does not grow with its length.

    Args:
        sample_rate: Hz, of all blocks.
    """

    def __init__(self, sample_rate: int) -> None:
        self._to_low = resampler(sample_rate, MARK_RATE_HZ) if sample_rate != MARK_RATE_HZ else None
        self._waiting = np.zeros(0, np.float32)
        self._position_s = 0.0
        self._found: list[Span] = []
        self._best = 0.0
        self._heard_s = 0.0
        self._kept: list[_Window] = []

    def push(self, samples: Samples) -> None:
        """Listen to the next block of mono sound, shape (frames,)."""
        self._take(self._to_low.resample_chunk(samples) if self._to_low else samples)

    def reading(self) -> MarkReading:
        """What was heard; the sound has come to its end."""
        if self._to_low:
            self._take(self._to_low.resample_chunk(np.zeros(0, np.float32), last=True))
        self._look_at(self._waiting)
        if self._found:
            return MarkReading(
                is_found=True, confidence=min(1.0, self._best), spans=tuple(_joined(self._found)), heard_s=self._heard_s
            )
        return self._at_other_speeds()

    def _take(self, samples_8k: Samples) -> None:
        self._waiting = np.concatenate([self._waiting, samples_8k])
        size = round(WINDOW_S * MARK_RATE_HZ)
        # a second window's worth is waited for, so that the last window of all is never a mere snippet
        while len(self._waiting) >= 2 * size:
            self._look_at(self._waiting[:size])
            self._waiting = self._waiting[size:]

    def _look_at(self, samples_8k: Samples) -> None:
        seconds = len(samples_8k) / MARK_RATE_HZ
        span = Span(self._position_s, self._position_s + seconds)
        self._position_s = span.end_s
        if seconds < _LEAST_S or peak_of(samples_8k) < _SILENT_PEAK:
            return
        window = _Window(span, samples_8k, mark_score(samples_8k))
        self._heard_s += seconds
        self._best = max(self._best, window.score)
        if window.score >= FOUND_FROM:
            self._found.append(span)
        # the likeliest windows are listened to again at other speeds
        self._kept = sorted([*self._kept, window], key=lambda kept: kept.score, reverse=True)[:_TRIED_AT_OTHER_SPEEDS]

    def _at_other_speeds(self) -> MarkReading:
        """Listen again as if the sound had been made slower or faster, pitch and all."""
        score, speed, window = 0.0, 1.0, None
        for kept, tried in product(self._kept, OTHER_SPEEDS):
            if (found := mark_score(played_at(kept.samples_8k, tried))) > score:
                score, speed, window = found, tried, kept
            if score >= _NO_DOUBT_FROM:
                break
        if window is not None and score >= FOUND_AT_OTHER_SPEED_FROM:
            return MarkReading(
                is_found=True, confidence=min(1.0, score), spans=(window.span,), speed=speed, heard_s=self._heard_s
            )
        return MarkReading(is_found=False, confidence=max(0.0, self._best), heard_s=self._heard_s)


def played_at(samples_8k: Samples, speed: float) -> Samples:
    """What was played `speed` times as fast, as it was before."""
    return resample(samples_8k, MARK_RATE_HZ, round(MARK_RATE_HZ * speed))


def mark_score(samples_8k: Samples) -> float:
    """How surely a sound carries the mark: about 0 without, about 1 with it.

    The three branches of Perth's decoder look at the sound as it is, slowed and hastened; what each says at every
    frame is averaged, and weighed by the attention it asks for.

    Args:
        samples_8k: shape (n,), at 8 kHz, n > 0.
    """
    levels = levels_of(lines_of(samples_8k))
    views = {name: _stretched(levels, factor) for name, factor in _STRETCHES.items()}
    heard = _network().run([f"{name}_heard" for name in views], {name: view[None] for name, view in views.items()})
    means = np.array([branch[0].mean(axis=1) for branch in heard], np.float64)
    attention = np.exp(means[:, 0] - means[:, 0].max())
    return float(attention @ means[:, 1] / attention.sum())


def _stretched(levels: Levels, factor: float) -> Levels:
    """Levels over a time `factor` times as long, by interpolation between frames."""
    frames = levels.shape[1]
    wanted = max(1, int(frames * factor))
    if wanted == frames:
        return levels
    places = np.linspace(0, frames - 1, wanted)
    before = np.minimum(places.astype(int), max(0, frames - 2))
    part: npt.NDArray[np.float32] = (places - before).astype(np.float32)
    after = np.minimum(before + 1, frames - 1)
    stretched = levels[:, before] * (1 - part) + levels[:, after] * part
    return np.ascontiguousarray(stretched.reshape(LINES, wanted), np.float32)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, those that touch as one."""
    open_span: Span | None = None
    for span in spans:
        if open_span and span.start_s <= open_span.end_s:
            open_span = Span(open_span.start_s, span.end_s)
            continue
        if open_span:
            yield open_span
        open_span = span
    if open_span:
        yield open_span


def _network() -> Any:
    with _lock:
        return _loaded()


@cache
def _loaded() -> Any:
    return loaded_network(resource(HEARING_MODEL), has_many_lengths=True)
