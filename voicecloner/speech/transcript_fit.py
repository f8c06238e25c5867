"""Does a transcript hold the words of a recording? The words that are heard are laid beside those that are written,
both sound by sound as one reader reads them.

So neither spelling nor numbers nor a word taken for another that sounds like it makes a difference. Recordings of nine
speakers: the right words fit with 87 to 100 %, others with at most 21 % (`benchmarks/doctor.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voicecloner.domain.listening import HeardSound, HeardWord
from voicecloner.domain.quality import Span
from voicecloner.speech.sound_alignment import Gaps, long_gaps, scores
from voicecloner.speech.sounds import Symbols, symbols_of

FEWEST_SOUNDS = 14
"""With fewer, a wrong text can fit by chance."""
MOST_SOUNDS = 2500
"""About three minutes; more would take too long and too much memory."""
# Sounds in a row that stand alone before it is told: a third of a short text, about two seconds of a longer one. The
# recognizer itself adds or misses a few words at times, and nobody shall be blamed for that.
_LEAST_GAP, _MOST_GAP, _GAP_SHARE = 9, 18, 0.3
_SURE = 0.2
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


def sure_words(words: Sequence[HeardWord]) -> tuple[HeardWord, ...]:
    """Those the recognizer did not just make up."""
    return tuple(word for word in words if word.confidence >= _SURE)


def sounds_in_time(words: Sequence[HeardWord], sounds: Sequence[str]) -> tuple[HeardSound, ...]:
    """Give the sounds of heard words the times of these words, as far as their letters tell where a word ends.

    Args:
        words: the words, in order.
        sounds: the sounds of all of them, IPA.
    """
    if not words:
        return ()
    ends = np.cumsum([len(word.text) for word in words])
    letters = np.column_stack([np.concatenate([[0], ends[:-1]]), ends]).ravel()
    times = np.array([(word.start_s, word.end_s) for word in words]).ravel()
    at = np.interp(np.linspace(0.0, letters[-1], len(sounds) + 1), letters, times)
    return tuple(HeardSound(n, float(a), float(b)) for n, a, b in zip(sounds, at[:-1], at[1:], strict=True))


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
    gaps = long_gaps(said, written, _worth_telling(min(len(said), len(written))))
    spans = tuple(Span(letters[first][1].start_s, letters[end - 1][1].end_s) for first, end in gaps.heard)
    unheard = sum(end - first for first, end in gaps.written) / len(written)
    percent = _percent(said, written)
    return TranscriptFit(percent, _rest_percent(said, written, gaps, percent), spans, unheard)


def _worth_telling(sounds: int) -> int:
    return max(_LEAST_GAP, min(_MOST_GAP, round(_GAP_SHARE * sounds)))


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
