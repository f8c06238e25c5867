"""Sound heard faster or slower at its own pitch, by FFmpeg's filter ``atempo`` (waveform similarity overlap-add)."""

from bisect import bisect_right
from fractions import Fraction
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.errors import InvalidRequest

HEARD_SPEED_RANGE = (0.5, 2.0)
"""Slowest and fastest; 1.0 is the sound as it is, sample for sample."""
_TAIL_S = 0.2


def checked_speed(speed: float) -> float:
    """The same.

    Raises:
        InvalidRequest: nothing is played so slowly or fast.
    """
    slowest, fastest = HEARD_SPEED_RANGE
    if not slowest <= speed <= fastest:
        raise InvalidRequest(f"Sound cannot be played at a speed of {speed:g}.", f"Choose {slowest:g} to {fastest:g}.")
    return speed


class Tempo:
    """Turns blocks of a sound into blocks that last as long as they are to be heard.

    `speed` may be set from any thread at any time; it counts from the next block on. The other methods are for one.

    Args:
        sample_rate: Hz, of what goes in and comes out.
        speed: 2.0 is twice as fast.
    """

    def __init__(self, sample_rate: int, speed: float = 1.0) -> None:
        self.speed = speed
        self._sample_rate = sample_rate
        self._stretcher: _Stretcher | None = None
        self._current = 1.0
        self._in_frames = self._out_frames = 0
        # where each speed began: frame of what came out, frame of what went in, speed
        self._spans: list[tuple[int, int, float]] = [(0, 0, 1.0)]

    def push(self, samples: Samples) -> Samples:
        """The next samples, shape (frames,); some stay inside until more comes."""
        before = np.zeros(0, np.float32)
        if self.speed != self._current:
            before = self.finish()
            self._begin(self.speed)
        self._in_frames += len(samples)
        return np.concatenate([before, self._counted(self._stretcher.push(samples) if self._stretcher else samples)])

    def finish(self) -> Samples:
        """What is still inside."""
        rest = self._stretcher.finish() if self._stretcher else np.zeros(0, np.float32)
        self._stretcher = None
        return self._counted(rest)

    def source_s(self, heard_s: float) -> float:
        """How far in the sound it is what is heard after so many seconds."""
        frame = heard_s * self._sample_rate
        spans = self._spans
        out, source, speed = spans[max(0, bisect_right(spans, frame, key=lambda span: span[0]) - 1)]
        return min(self._in_frames, source + (frame - out) * speed) / self._sample_rate

    def _begin(self, speed: float) -> None:
        self._current = speed
        self._stretcher = _Stretcher(self._sample_rate, speed) if speed != 1.0 else None
        self._spans = [*self._spans, (self._out_frames, self._in_frames, speed)]  # others may be looking at the old one

    def _counted(self, samples: Samples) -> Samples:
        self._out_frames += len(samples)
        return samples


class _Stretcher:
    """One pass through the filter at one speed."""

    def __init__(self, sample_rate: int, speed: float) -> None:
        import av.filter  # of no use to most sounds, and slow to load

        self._sample_rate, self._speed = sample_rate, speed
        self._frames = self._pulled_frames = 0
        graph: Any = av.filter.Graph()
        source = graph.add_abuffer(
            sample_rate=sample_rate, format="flt", layout="mono", time_base=Fraction(1, sample_rate)
        )
        graph.link_nodes(source, graph.add("atempo", f"{speed:.6f}"), graph.add("abuffersink")).configure()
        self._graph = graph

    def push(self, samples: Samples) -> Samples:
        """The next samples; some stay inside."""
        if not len(samples):
            return samples
        import av

        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[np.newaxis, :]), format="flt", layout="mono")
        frame.sample_rate, frame.pts = self._sample_rate, self._frames
        frame.time_base = Fraction(1, self._sample_rate)
        self._frames += len(samples)
        self._graph.push(frame)
        return self._pulled()

    def finish(self) -> Samples:
        """What is still inside."""
        due_frames = max(0, round(self._frames / self._speed) - self._pulled_frames)
        # the filter keeps the very end of what it was given to itself: let that be silence
        rest = self.push(np.zeros(round(_TAIL_S * self._sample_rate), np.float32))
        self._graph.push(None)
        return np.concatenate([rest, self._pulled()])[:due_frames]

    def _pulled(self) -> Samples:
        import av.error

        pieces = [np.zeros(0, np.float32)]
        try:
            while True:
                pieces.append(self._graph.pull().to_ndarray().reshape(-1).astype(np.float32, copy=False))
        except (av.error.BlockingIOError, av.error.EOFError):  # it wants more, or has no more
            pulled = np.concatenate(pieces)
            self._pulled_frames += len(pulled)
            return pulled
