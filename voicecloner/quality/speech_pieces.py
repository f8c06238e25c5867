"""Cuts the speech of a recording of any length into pieces of whole phrases, while the recording goes by."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.domain.quality import Span
from voicecloner.quality.judging.judge import Meter
from voicecloner.speech.vad import FRAME_S, Probabilities, SpanRules, speech_spans

_MIN_PAUSE_S = 0.3
# Beginnings and ends of words are quieter than what is found as speech; half of the shortest pause.
_PADDING_S = 0.15
# So much before the newest sound may yet turn out to be the beginning of speech.
_UNSURE_S = 1.0
_ROUNDING = 1e-6
_NOTHING: Samples = np.zeros(0, np.float32)


@dataclass(frozen=True)
class PieceRules:
    """How long pieces are.

    Attributes:
        max_s: no piece is longer, seconds; speech without a pause is cut where it is least sure to be speech.
        enough_s: a piece of this length ends in the next pause.
        long_pause_s: a pause of this length ends a piece in any case.
    """

    max_s: float = 30.0
    enough_s: float = 10.0
    long_pause_s: float = 1.0


@dataclass(frozen=True, eq=False)
class SpeechPiece:
    """Speech that belongs together.

    Attributes:
        start_frame: where in the recording it begins.
        samples: shape (frames,), at the recording's own rate.
    """

    start_frame: int
    samples: Samples


class SpeechCutter:
    """Takes a mono recording block by block and hands out its speech; what lies between the pieces is no speech.

    It keeps little more than one piece. Pieces come in order and do not overlap.

    Args:
        meter: finds the speech; a new one for each recording, at its rate.
        sample_rate: Hz.
        rules: how long pieces are.
    """

    def __init__(self, meter: Meter, sample_rate: int, rules: PieceRules | None = None) -> None:
        self._meter = meter
        self._sample_rate = sample_rate
        self._rules = rules or PieceRules()
        self._first = 0  # the frame of 32 ms the kept sound begins with
        self._sound: Samples = _NOTHING
        self._speech: Probabilities = _NOTHING

    def push(self, samples: Samples) -> Iterator[SpeechPiece]:
        """The pieces that are whole with the next block: finite, shape (frames,)."""
        self._take(samples, is_last=False)
        yield from self._pieces(is_last=False)

    def finish(self) -> Iterator[SpeechPiece]:
        """The pieces that are left at the end of the recording."""
        self._take(_NOTHING, is_last=True)
        yield from self._pieces(is_last=True)

    def _take(self, samples: Samples, *, is_last: bool) -> None:
        found = self._meter.push(samples, is_last=is_last)["speech"]
        self._sound = np.concatenate([self._sound, samples])
        self._speech = np.concatenate([self._speech, found])

    def _pieces(self, *, is_last: bool) -> Iterator[SpeechPiece]:
        while True:
            spans = self._spans()
            if not spans:
                self._forget(self._known_s - _UNSURE_S)
                return
            self._forget(spans[0].start_s - _PADDING_S)
            end_s = self._end_of_piece(self._spans(), is_last=is_last)
            if end_s is None:
                return
            frames = self._frame_at(end_s) - self._frame_at(0.0)
            yield SpeechPiece(self._frame_at(0.0), self._sound[:frames].copy())
            self._forget(end_s)

    def _spans(self) -> tuple[Span, ...]:
        """Where there is speech in what is kept, seconds from its beginning, with pauses between."""
        return speech_spans(self._speech, self._known_s, SpanRules(min_gap_s=_MIN_PAUSE_S, padding_s=0.0))

    @property
    def _known_s(self) -> float:
        return len(self._speech) * FRAME_S

    def _end_of_piece(self, spans: tuple[Span, ...], *, is_last: bool) -> float | None:
        """Where the piece that begins with what is kept ends; None: that is still to be seen."""
        rules, end_s = self._rules, None
        next_starts_s = [span.start_s for span in spans[1:]] + [np.inf if is_last else self._known_s]
        for span, next_start_s in zip(spans, next_starts_s, strict=True):
            if span.end_s + _PADDING_S > rules.max_s:
                return end_s or self._least_sure_s()
            pause_s = next_start_s - span.end_s
            if pause_s < _MIN_PAUSE_S:
                return None
            end_s = span.end_s + _PADDING_S
            if pause_s >= rules.long_pause_s or span.end_s >= rules.enough_s:
                return end_s
        return None

    def _least_sure_s(self) -> float:
        """Where, in the last third of the longest piece, there is least speech."""
        last = int(self._rules.max_s / FRAME_S)
        first = last * 2 // 3
        return float(first + np.argmin(self._speech[first:last])) * FRAME_S

    def _forget(self, until_s: float) -> None:
        """Let go of whole frames of 32 ms before `until_s`, seconds from the beginning of what is kept."""
        frames = min(max(0, int(until_s / FRAME_S + _ROUNDING)), len(self._speech))
        before = self._position(self._first)
        self._first += frames
        self._sound = self._sound[self._position(self._first) - before :]
        self._speech = self._speech[frames:]

    def _frame_at(self, seconds: float) -> int:
        return self._position(self._first) + round(seconds * self._sample_rate)

    def _position(self, frame: int) -> int:
        return round(frame * FRAME_S * self._sample_rate)
