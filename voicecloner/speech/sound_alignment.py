"""Laying the sounds that were heard beside those that are written."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.speech.sounds import Symbols, likeness

_GAP = -0.45
# Of a longer gap only its beginning costs much, so that a missing sentence becomes one gap.
_OPENING, _EXTENDING = -0.8, -0.12
_BOTH, _ONLY_WRITTEN, _ONLY_HEARD = range(3)
_NEVER = np.float32(-1e9)

_Scores = npt.NDArray[np.float32]


def scores(heard: Symbols, texts: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Best global alignment of each text with what was heard (Needleman and Wunsch 1970), all texts at once.

    Args:
        heard: shape (m,).
        texts: shape (texts, n).

    Returns:
        shape (texts,): the sum of likenesses of the sounds side by side, less 0.45 for each one that stands alone.
    """
    alike = likeness()
    ramp = np.arange(len(heard) + 1) * _GAP
    best = np.tile(ramp, (len(texts), 1))
    for column in texts.T:
        row = np.empty_like(best)
        row[:, 0] = best[:, 0] + _GAP
        row[:, 1:] = np.maximum(best[:, :-1] + alike[column][:, heard], best[:, 1:] + _GAP)
        best = np.maximum.accumulate(row - ramp, axis=1) + ramp
    return np.asarray(best[:, -1], np.float64)


@dataclass(frozen=True, eq=False)
class Gaps:
    """Longer stretches that stand alone.

    Attributes:
        heard: first and last + 1 of stretches of heard sounds that are not written.
        written: the same of written sounds that are not heard.
    """

    heard: tuple[tuple[int, int], ...]
    written: tuple[tuple[int, int], ...]


def long_gaps(heard: Symbols, written: Symbols, at_least: int) -> Gaps:
    """Where a global alignment with cheap long gaps (Gotoh 1982) leaves many sounds in a row alone.

    Args:
        heard: shape (m,).
        written: shape (n,).
        at_least: shorter stretches are not told of.
    """
    states = _trace(_tables(heard, written))
    is_heard = [state != _ONLY_WRITTEN for state in states]
    is_written = [state != _ONLY_HEARD for state in states]
    heard_at = np.concatenate([[0], np.cumsum(is_heard)])
    written_at = np.concatenate([[0], np.cumsum(is_written)])
    return Gaps(
        _runs(states, _ONLY_HEARD, heard_at, at_least),
        _runs(states, _ONLY_WRITTEN, written_at, at_least),
    )


def _runs(states: list[int], wanted: int, counts: npt.NDArray[np.int_], at_least: int) -> tuple[tuple[int, int], ...]:
    steps = np.diff(np.concatenate(([False], np.array(states, int) == wanted, [False])).astype(np.int8))
    found = zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
    return tuple((int(counts[a]), int(counts[b])) for a, b in found if b - a >= at_least)


def _tables(heard: Symbols, written: Symbols) -> _Scores:
    """Shape (3, n + 1, m + 1): the best score that ends in each state after so many written and heard sounds."""
    alike = likeness()
    steps = np.arange(len(heard) + 1, dtype=np.float32) * _EXTENDING
    tables = np.full((3, len(written) + 1, len(heard) + 1), _NEVER, np.float32)
    both, only_written, only_heard = tables
    both[0, 0] = 0.0
    only_heard[0, 1:] = _OPENING + steps[:-1]
    for i, symbol in enumerate(written, 1):
        both[i, 1:] = tables[:, i - 1, :-1].max(axis=0) + alike[symbol, heard]
        opened = np.maximum(both[i - 1], only_heard[i - 1]) + _OPENING
        only_written[i] = np.maximum(opened, only_written[i - 1] + _EXTENDING)
        reached = np.maximum.accumulate(np.maximum(both[i], only_written[i]) - steps)
        only_heard[i, 1:] = reached[:-1] + steps[:-1] + _OPENING
    return tables


def _trace(tables: _Scores) -> list[int]:
    """The states of the best path, in order."""
    _, i, j = (side - 1 for side in tables.shape)
    state, states = int(tables[:, i, j].argmax()), []
    while i > 0 or j > 0:
        states.append(state)
        if state == _BOTH:
            i, j = i - 1, j - 1
            state = int(tables[:, i, j].argmax())
            continue
        if state == _ONLY_WRITTEN:
            i -= 1
        else:
            j -= 1
        state = _before_gap(tables[:, i, j], state)
    return states[::-1]


def _before_gap(here: _Scores, state: int) -> int:
    """The state a gap goes on from: itself if that is better than opening it here."""
    gains = here + np.float32(_OPENING)
    gains[state] = here[state] + np.float32(_EXTENDING)
    return int(gains.argmax())
