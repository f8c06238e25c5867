"""Does a transcript hold the words of a recording? What is heard, sound by sound, is laid beside what is written.

The sounds need not be right one by one, and the recognizer behind them knows those of English only: over a few seconds
the right text still stands far above its own sounds in another order. Recordings of eight speakers: the right words fit
with 25 to 68 %, others with at most 17 % (`benchmarks/doctor.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voicecloner.domain.listening import HeardSound
from voicecloner.domain.quality import Span
from voicecloner.quality.sound_alignment import Gaps, long_gaps, scores
from voicecloner.quality.sounds import Symbols, symbols_of

FEWEST_SOUNDS = 14
"""With fewer, a wrong text can fit by chance."""
MOST_SOUNDS = 2500
"""About three minutes; more would take too long and too much memory."""
_LEFT_OUT = 8
_TOO_MUCH = 10
_OTHER_ORDERS = 24
_BLOCK = 2


@dataclass(frozen=True)
class TranscriptFit:
    """How well a text fits a recording.

    Attributes:
        percent: 100 for the sounds that were heard, 0 for the same sounds of the text in any order; may fall below.
        rest_percent: the same without the stretches below.
        unwritten: where something is said that the text does not hold.
        unheard_share: how much of the text is not heard, 0..1, counting longer stretches only.
    """

    percent: float
    rest_percent: float
    unwritten: tuple[Span, ...] = ()
    unheard_share: float = 0.0


def fit_of(heard: Sequence[HeardSound], read: Sequence[str]) -> TranscriptFit | None:
    """Compare.

    Args:
        heard: the sounds of the recording.
        read: the sounds of the text, IPA.

    Returns:
        the fit; None where there is too little to compare, or too much.
    """
    letters = [(letter, each) for each in heard for letter in each.name if len(symbols_of([letter]))]
    said, written = symbols_of([letter for letter, _ in letters]), symbols_of(read)
    if min(len(said), len(written)) < FEWEST_SOUNDS or max(len(said), len(written)) > MOST_SOUNDS:
        return None
    gaps = long_gaps(said, written, _LEFT_OUT, _TOO_MUCH)
    spans = tuple(Span(letters[first][1].start_s, letters[end - 1][1].end_s) for first, end in gaps.heard)
    unheard = sum(end - first for first, end in gaps.written) / len(written)
    percent = _percent(said, written)
    return TranscriptFit(percent, _rest_percent(said, written, gaps, percent), spans, unheard)


def _rest_percent(said: Symbols, written: Symbols, gaps: Gaps, percent: float) -> float:
    if not gaps.heard and not gaps.written:
        return percent
    rest = _without(said, gaps.heard), _without(written, gaps.written)
    return _percent(*rest) if min(map(len, rest)) >= FEWEST_SOUNDS else 0.0


def _without(symbols: Symbols, stretches: Sequence[tuple[int, int]]) -> Symbols:
    return np.delete(symbols, [i for first, end in stretches for i in range(first, end)])


def _percent(said: Symbols, written: Symbols) -> float:
    found = scores(said, np.stack([written, *_other_orders(written)]))
    by_chance = float(found[1:].mean())
    return 100.0 * (float(found[0]) - by_chance) / (min(len(said), len(written)) - by_chance)


def _other_orders(written: Symbols) -> list[Symbols]:
    """The text's sounds shuffled in pairs, the same way each time: as long, as many vowels, but other words."""
    random = np.random.default_rng(0)
    blocks = np.array_split(written, range(_BLOCK, len(written), _BLOCK))
    return [np.concatenate([blocks[i] for i in random.permutation(len(blocks))]) for _ in range(_OTHER_ORDERS)]
