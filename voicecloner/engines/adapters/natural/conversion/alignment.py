"""Lays a recording beside the same words as the network says them, to find when each of its symbols is said there.

The network tells how many frames each symbol lasts in its own speech. That speech is gone through, frame by frame, in
the pace of the recording, by the cheapest way (Viterbi 1967) in which a frame may stay, or be passed over, and in which
a silence may stand between any two words.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import Numbers, active, centres_hz, level_db, measured_levels_db

STEP_S = 0.01
_HIGHEST_HZ = 5_500.0
_SHAPES = 12
_SLOPE_FRAMES = 5
_LEVEL_WEIGHT, _SLOPE_WEIGHT = 1.5, 1.0
# Nobody speaks in frames less than so far above the quietest, which lie at this percentile. This is at least the first
# and at most the second below loud speech: weak consonants of a clean recording are no silence, and all rooms hum.
_FLOOR_PERCENTILE, _ABOVE_FLOOR_DB = 5, 10.0
_SILENT_DB = (26.0, 45.0)
_QUIET_SHARE = 0.35
# What it costs to stay at a frame, and to pass over one or two.
_STAYING, _PASSING = 0.15, (0.0, 0.2, 0.6)
# What it costs to call a frame a silence that is none, for each dB above it, and one that is.
_LOUD_COST, _SILENCE_COST, _ENTERING = 0.15, 0.25, 3.0
_NEVER = 1e9


@dataclass(frozen=True, eq=False)
class Sounding:
    """What of a run of speech is compared, 10 ms apart.

    Attributes:
        shapes: of the spectra and their slopes, freed of what all the speaker's frames have: shape (frames, n).
        level_db: relative to the loud frames, shape (frames,).
    """

    shapes: Numbers
    level_db: Numbers

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.level_db)

    @property
    def is_silent(self) -> npt.NDArray[np.bool_]:
        """Where nobody speaks: shape (frames,)."""
        return np.asarray(self.level_db < self.silent_db)

    @property
    def silent_db(self) -> float:
        """Below this level, relative to the loud frames, nobody speaks."""
        floor = float(np.percentile(self.level_db, _FLOOR_PERCENTILE))
        loudest, quietest = _SILENT_DB
        return float(np.clip(floor + _ABOVE_FLOOR_DB, -quietest, -loudest))


@dataclass(frozen=True, eq=False)
class Alignment:
    """When what was written is said in a recording.

    Attributes:
        places: for each frame of the recording the frame of the other speech it goes with, never falling: shape (n,).
        is_pause: which frames of the recording are a silence between words, shape (n,).
        cost: how unlike the two are, per frame with speech; about 1 for the same words.
    """

    places: Numbers
    is_pause: npt.NDArray[np.bool_]
    cost: float


def sounding(samples: Samples) -> Sounding:
    """What is compared of a run of speech at 24 kHz, not silent."""
    from scipy.fft import dct
    from scipy.signal import savgol_filter

    levels = measured_levels_db(samples)
    loudness = level_db(levels)
    loudness = loudness - np.percentile(loudness, 95)
    used = levels[:, centres_hz() < _HIGHEST_HZ]
    used = np.maximum(used, used.max() - 70.0)
    shapes = dct(used, axis=1, norm="ortho")[:, 1 : 1 + _SHAPES]
    spoken = active(levels)
    if spoken.sum() < _SLOPE_FRAMES:
        spoken = np.ones(len(levels), bool)
    shapes = (shapes - shapes[spoken].mean(axis=0)) / (shapes[spoken].std(axis=0) + 1e-3)
    if len(shapes) > _SLOPE_FRAMES:
        slopes = savgol_filter(shapes, _SLOPE_FRAMES, polyorder=1, deriv=1, axis=0)
        slopes = slopes / (slopes[spoken].std(axis=0) + 1e-3)
    else:
        slopes = np.zeros_like(shapes)
    both = np.concatenate([shapes, _SLOPE_WEIGHT * slopes], axis=1) / np.sqrt(2 * _SHAPES)
    return Sounding(np.asarray(both, np.float32), np.asarray(loudness, np.float32))


def aligned(heard: Sounding, said: Sounding, gaps: npt.NDArray[np.float64]) -> Alignment:
    """Lay `heard` beside `said`.

    Args:
        heard: the recording.
        said: the same words by the network.
        gaps: frames of `said` between two words, ascending, where the recording may be silent.
    """
    order, is_gap = _states(said.frames, gaps)
    costs = _costs(heard, said, order, is_gap)
    path = _cheapest(costs, is_gap)
    places = order[path]
    pauses = is_gap[path]
    spoken = ~pauses & ~heard.is_silent
    own = costs[np.arange(len(path)), path]
    cost = float(own[spoken].mean()) if spoken.any() else _NEVER
    return Alignment(np.asarray(places, np.float64), pauses, cost)


def _states(frames: int, gaps: npt.NDArray[np.float64]) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The frames of the speech in order, and the silences among them."""
    places = np.concatenate([np.arange(frames, dtype=np.float64), gaps])
    is_gap = np.concatenate([np.zeros(frames, bool), np.ones(len(gaps), bool)])
    order = np.argsort(places, kind="stable")
    return places[order], is_gap[order]


def _costs(heard: Sounding, said: Sounding, order: Numbers, is_gap: npt.NDArray[np.bool_]) -> Numbers:
    """Of each frame of the recording in each state: shape (frames, states)."""
    frames = np.clip(np.round(order), 0, said.frames - 1).astype(np.int64)
    theirs = said.shapes[frames]
    squares = np.square(heard.shapes).sum(axis=1)[:, None] + np.square(theirs).sum(axis=1)
    distance = np.sqrt(np.maximum(squares - 2 * heard.shapes @ theirs.T, 0.0))
    levels = np.abs(np.maximum(heard.level_db, -45.0)[:, None] - np.maximum(said.level_db[frames], -45.0)) / 15.0
    costs = distance + _LEVEL_WEIGHT * 0.3 * levels
    silence = _SILENCE_COST + _LOUD_COST * np.maximum(heard.level_db - heard.silent_db, 0.0)
    costs[:, is_gap] = silence[:, None]
    return np.asarray(costs, np.float32)


def _cheapest(costs: Numbers, is_gap: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The state of each frame on the cheapest way from the first state to the last."""
    frames, states = costs.shape
    moves = _move_costs(is_gap)
    best = np.full(states, _NEVER)
    best[: min(4, states)] = costs[0, : min(4, states)]
    came = np.zeros((frames, states), np.int8)
    options = np.full((len(moves), states), _NEVER)
    for frame in range(1, frames):
        for move, penalty in enumerate(moves):
            options[move, move:] = best[: states - move] + penalty[move:]
        came[frame] = options.argmin(axis=0)
        best = options.min(axis=0) + costs[frame]
    state = states - 1 - int(np.argmin(best[::-1][:4]))
    path = np.empty(frames, np.int64)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= int(came[frame, state])
    return path


def _move_costs(is_gap: npt.NDArray[np.bool_]) -> Numbers:
    """What it costs to come to each state from the one so many before it; silences are passed freely: (6, states)."""
    states = len(is_gap)
    found = np.full((6, states), _NEVER)
    found[0] = np.where(is_gap, 0.0, _STAYING)
    before = np.concatenate([[0], np.cumsum(is_gap)])
    for move in range(1, 6):
        at = np.arange(move, states)
        # states left out that are frames of speech
        skipped = (move - 1) - (before[at] - before[at - move + 1])
        penalty = np.full(len(at), _NEVER)
        for count, cost in enumerate(_PASSING):
            penalty[skipped == count] = cost
        found[move, move:] = penalty + np.where(is_gap[at], _ENTERING, 0.0)
    return found
