"""Choosing the user's frames that say what is to be said: unit selection by dynamic programming (Hunt and Black 1996).

One step is 10 ms, two frames. A step may take any two neighbouring frames of the recording; going straight on costs
nothing, a jump costs a fixed price and the difference in sound and pitch across it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.features import Features, squared_distances
from voicecloner.jobs import CancelToken

STEP_FRAMES = 2
_BEAM = 2.3  # candidates and continuations, in candidates
_JUMP = 0.3
_JUMP_DISTANCE = 0.175
_STRETCH = 0.06  # of going on by a frame more or less
_STANDSTILL = 0.25  # of the same frames once more, which hums if it is done often
_BURST_AGAIN = 2.0  # of one burst after the other, which is heard as a stutter
_STEPS_PER_BLOCK = 50


@dataclass(frozen=True, eq=False)
class Units:
    """The user's frames as they are searched.

    Attributes:
        targets: what a target is compared with, shape (frames, dimensions).
        penalty: added to each frame's distance, shape (frames,).
        joins: what is compared across a jump, shape (frames, join dimensions).
        clip: which recording a frame is from, shape (frames,).
        step: how many rows a step of 10 ms goes on; 1 if every second frame was left out.
        candidates: how many of the nearest frames are looked at in every step.
        bursts: how much of a burst a step of each frame is near to, shape (frames,); None where it does not matter.
    """

    targets: Features
    penalty: Features
    joins: Features
    clip: npt.NDArray[np.int32]
    step: int = STEP_FRAMES
    candidates: int = 30
    bursts: Features | None = None

    def __len__(self) -> int:
        return len(self.penalty)


Path = npt.NDArray[np.int64]


def select(wanted: Features, units: Units, cancel: CancelToken, after: int | None = None) -> Path:
    """The best frames for `wanted` (steps, dimensions), one start frame per step, shape (steps,).

    Args:
        wanted: targets, one row per step of 10 ms.
        units: the frames to choose from; more than its `candidates`.
        cancel: looked at every half second of speech.
        after: frame the speech so far ended with, when it goes on from there.
    """
    candidates, best, back = np.zeros(0, np.int64), np.zeros(0, np.float32), list[tuple[Path, Path]]()
    if after is not None:
        candidates, best = np.array([after]), np.zeros(1, np.float32)
    for row in _costs(wanted, units, cancel):
        chosen = _candidates(row, candidates + units.step, units)
        if len(candidates):
            total = best[:, None] + _transitions(candidates, chosen, units)
            came_from = total.argmin(axis=0)
            best = total[came_from, np.arange(len(chosen))] + row[chosen]
        else:
            came_from, best = np.zeros(len(chosen), np.int64), row[chosen]
        back.append((chosen, came_from))
        candidates = chosen
    return _trace_back(back, int(best.argmin()) if len(best) else 0)


def _costs(wanted: Features, units: Units, cancel: CancelToken) -> Iterator[Features]:
    """Cost of all units for each step in turn."""
    for start in range(0, len(wanted), _STEPS_PER_BLOCK):
        cancel.raise_if_cancelled()
        block = squared_distances(wanted[start : start + _STEPS_PER_BLOCK], units.targets)
        yield from np.sqrt(block) + units.penalty


def _candidates(costs: Features, following: Path, units: Units) -> Path:
    nearest = np.argpartition(costs, units.candidates)[: units.candidates]
    wanted = np.zeros(len(units), np.bool_)
    wanted[nearest] = wanted[np.minimum(following, len(units) - 1)] = True
    chosen = np.flatnonzero(wanted)
    beam = int(_BEAM * units.candidates)
    if len(chosen) > beam:
        chosen = np.sort(chosen[np.argpartition(costs[chosen], beam)[:beam]])
    return chosen


def _transitions(before: Path, chosen: Path, units: Units) -> Features:
    following = np.minimum(before + units.step, len(units) - 1)
    jump = squared_distances(units.joins[following], units.joins[chosen])
    costs: Features = np.sqrt(jump) * np.float32(_JUMP_DISTANCE) + np.float32(_JUMP)
    advance = chosen[None] - before[:, None]
    near = (advance >= 0) & (advance <= max(2, 2 * units.step - 1))
    near &= units.clip[before][:, None] == units.clip[chosen][None]
    straight = near & (advance == units.step)
    costs[near] = np.where(advance[near] == 0, _STANDSTILL, _STRETCH)
    if units.bursts is not None:
        costs += np.float32(_BURST_AGAIN) * np.minimum(units.bursts[before][:, None], units.bursts[chosen][None])
    costs[straight] = 0
    return costs


def _trace_back(back: list[tuple[Path, Path]], last: int) -> Path:
    path = np.empty(len(back), np.int64)
    for step in range(len(back) - 1, -1, -1):
        chosen, came_from = back[step]
        path[step] = chosen[last]
        last = int(came_from[last])
    return path


def frames_of_path(path: Path, count: int) -> Path:
    """Steps of 10 ms to frames of 5 ms, shape (STEP_FRAMES * steps,)."""
    return np.asarray(np.minimum(path[:, None] + np.arange(STEP_FRAMES), count - 1).reshape(-1))


def is_joined(frames: Path) -> npt.NDArray[np.bool_]:
    """Whether each frame goes on from the one before it, give or take one frame; shape (len(frames) - 1,)."""
    advance = np.diff(frames)
    return np.asarray((advance >= -1) & (advance <= 2))
