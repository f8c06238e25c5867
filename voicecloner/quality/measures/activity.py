"""How much is said, and how it is spread."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.speech.vad import merged

BREATH_S = 0.5
LEAST_SPEECH_SHARE = 0.5
"""Less speech in a stretch makes it no part to use."""


def speech_seconds(speech: Sequence[Span]) -> float:
    """Seconds of speech in all spans together."""
    return sum(span.end_s - span.start_s for span in speech)


def longest_continuous_s(speech: Sequence[Span]) -> float:
    """Seconds of the longest stretch of speech.

    A gap of up to 0.5 s does not end it: fluent speech is full of such stops for breath and phrasing.
    """
    return max((span.end_s - span.start_s for span in merged(list(speech), BREATH_S)), default=0.0)


def pauses(speech: Sequence[Span], min_s: float = 0.0) -> tuple[Span, ...]:
    """Gaps between spans of speech longer than `min_s` seconds. Silence before and after is no pause."""
    gaps = (Span(earlier.end_s, later.start_s) for earlier, later in pairwise(speech))
    return tuple(gap for gap in gaps if gap.end_s - gap.start_s > min_s)


def longest_pause_s(speech: Sequence[Span]) -> float:
    """Seconds of the longest pause; 0 without one."""
    return max((gap.end_s - gap.start_s for gap in pauses(speech)), default=0.0)


def silent_share(speech: Sequence[Span], seconds: float) -> float:
    """Share of the recording in which nobody speaks, in percent; 100 for an empty recording."""
    return 100.0 * (1.0 - min(1.0, speech_seconds(speech) / seconds)) if seconds else 100.0


def silent_spans(speech: Sequence[Span], seconds: float, min_s: float = 1.0) -> tuple[Span, ...]:
    """Stretches without speech of at least `min_s` seconds, those at the start and the end included.

    Args:
        speech: spans in order that do not overlap.
        seconds: duration of the recording.
        min_s: shorter ones are left out.
    """
    starts = [0.0, *(span.end_s for span in speech)]
    ends = [*(span.start_s for span in speech), seconds]
    gaps = (Span(start, end) for start, end in zip(starts, ends, strict=True))
    return tuple(gap for gap in gaps if gap.end_s - gap.start_s >= min_s)


def gaps_between(spans: Sequence[Span], seconds: float) -> list[Span]:
    """The stretches of a recording of `seconds` that none of these touches."""
    gaps: list[Span] = []
    free_from_s = 0.0
    for span in (*sorted(spans, key=lambda span: span.start_s), Span(seconds, seconds)):
        gaps.append(Span(free_from_s, max(free_from_s, span.start_s)))
        free_from_s = max(free_from_s, span.end_s)
    return gaps


def is_worth_using(speech: Sequence[Span], stretch: Span, least_s: float) -> bool:
    """Whether a stretch lasts `least_s` from its first word to its last, and somebody speaks half of that time."""
    parts = [
        (max(span.start_s, stretch.start_s), min(span.end_s, stretch.end_s))
        for span in speech
        if span.end_s > stretch.start_s and span.start_s < stretch.end_s
    ]
    seconds = parts[-1][1] - parts[0][0] if parts else 0.0
    spoken_s = sum(end_s - start_s for start_s, end_s in parts)
    return seconds >= least_s and spoken_s >= LEAST_SPEECH_SHARE * seconds


def during(speech: Sequence[Span], times_s: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Whether somebody speaks at each of the times.

    Args:
        speech: spans in order that do not overlap.
        times_s: shape (n,), seconds.

    Returns:
        shape (n,).
    """
    ends = np.array([edge for span in speech for edge in (span.start_s, span.end_s)])
    # Between a start and its end an odd number of edges lies behind.
    inside: npt.NDArray[np.bool_] = np.searchsorted(ends, times_s, side="right") % 2 == 1
    return inside
