"""Which frame of espeak-ng's reading belongs to which frame of the user's reading of the same text.

Iterated dynamic time warping: after each round a regression from espeak-ng's features to the user's is learned from the
path, and from the second on also the mean of each third of each phoneme in the user's voice, so that later rounds
compare like with like. The warping is asymmetric (Sakoe and Chiba 1978): each frame of the user is matched to one of
espeak-ng's, standing still or moving up to `_LONGEST_STEP` frames on.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.features import Features, cepstra, slopes, speech_activity, squared_distances
from voicecloner.engines.builtin.regression import fit_ridge
from voicecloner.engines.builtin.source_speech import STATES, Integers
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

_CEPSTRA = 14
_SLOPE_WEIGHT = 2.0
_STEP_FRAMES = 2  # aligned at 10 ms
_KEPT_SILENCE_FRAMES = 8  # on either side of a silence
_LONGEST_STEP = 3
_STEP_COSTS = (0.25, 0.0, 0.2, 0.6)  # of a typical distance, for standing still and for steps of 1, 2 and 3
_STATE_SHARE = 0.6
_RIDGE = 0.03
_ROWS_PER_BLOCK = 128
_MOST_CELLS = 40_000_000
"""A table of 60 s by 60 s at 10 ms; longer readings are first aligned at a coarser step."""

_NO_STATES = np.zeros(0, np.int32)
Steps = npt.NDArray[np.int8]

_CORRIDOR_FRAMES = 150  # 1.5 s: later rounds look only so far from the last path


@dataclass(frozen=True, eq=False)
class AlignmentTask:
    """One reading of the same text by both.

    Attributes:
        source_log_mels: espeak-ng's, shape (source frames, bands) at 5 ms.
        source_states: phoneme third of each of them, shape (source frames,).
        user_log_mels: the user's, shape (user frames, bands) at 5 ms.
    """

    source_log_mels: Features
    source_states: Integers
    user_log_mels: Features


def align(tasks: list[AlignmentTask], progress: Progress, cancel: CancelToken, rounds: int = 5) -> list[Integers]:
    """For each task the espeak-ng frame of each user frame (5 ms), never decreasing, shape (user frames,)."""
    sources = _Side([task.source_log_mels for task in tasks])
    users = _Side([task.user_log_mels for task in tasks])
    states = [task.source_states[kept] for task, kept in zip(tasks, sources.kept, strict=True)]
    adapted, paths = sources.features, list[Integers]()
    around = [_coarse_path(s, u, cancel) for s, u in zip(sources.features, users.features, strict=True)]
    for number in range(rounds + 1):
        progress(ProgressUpdate("Finding the words in the recording", number / (rounds + 1)))
        if paths:
            adapted = _adapt(sources.features, users.features, paths)
        means = _StateMeans(states, users.features, paths) if number >= 2 else None
        comparisons = [_Comparison(a, z, means) for a, z in zip(adapted, states, strict=True)]
        paths = [
            _warp(comparison, user, paths[k] if paths else around[k], cancel)
            for k, (comparison, user) in enumerate(zip(comparisons, users.features, strict=True))
        ]
    kept = zip(tasks, sources.kept, users.kept, paths, strict=True)
    return [_spread(path, s, u, len(task.user_log_mels)) for task, s, u, path in kept]


class _Side:
    """Normalized features of all readings of one side at 10 ms, long silences shortened."""

    def __init__(self, log_mels: list[Features]) -> None:
        self.kept = [_kept_frames(m) for m in log_mels]
        raw = [cepstra(m, _CEPSTRA) for m in log_mels]
        speech = np.concatenate([c[speech_activity(m)] for c, m in zip(raw, log_mels, strict=True)])
        mean, scale = speech.mean(axis=0), speech.std(axis=0) + np.float32(1e-3)
        tracks = [(c - mean) / scale for c in raw]
        whole = [np.concatenate([t, np.float32(_SLOPE_WEIGHT) * slopes(t, 4)], axis=1) for t in tracks]
        self.features = [w[k] for w, k in zip(whole, self.kept, strict=True)]


def _kept_frames(log_mels: Features) -> Integers:
    """Every second frame, without the inside of long silences."""
    silent = ~speech_activity(log_mels)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], silent, [False]]).astype(np.int8)))
    keep = np.ones(len(silent), np.bool_)
    for start, end in edges.reshape(-1, 2):
        keep[start + _KEPT_SILENCE_FRAMES : max(start + _KEPT_SILENCE_FRAMES, end - _KEPT_SILENCE_FRAMES)] = False
    frames = np.flatnonzero(keep[::_STEP_FRAMES]) * _STEP_FRAMES
    return frames.astype(np.int32)


def _adapt(sources: list[Features], users: list[Features], paths: list[Integers]) -> list[Features]:
    """espeak-ng's features turned into the user's by a ridge regression over the last paths."""
    stacked = [np.concatenate([np.roll(s, 3, axis=0), s, np.roll(s, -3, axis=0)], axis=1) for s in sources]
    inputs = np.concatenate([s[path] for s, path in zip(stacked, paths, strict=True)])
    model = fit_ridge(inputs, np.concatenate(users), _RIDGE)
    return [model.predict(s) for s in stacked]


class _StateMeans:
    """Mean of the user's frames in each phoneme third, where frames are few drawn to the phoneme's mean."""

    def __init__(self, states: list[Integers], users: list[Features], paths: list[Integers]) -> None:
        frames = np.concatenate(users)
        state = np.concatenate([z[path] for z, path in zip(states, paths, strict=True)])
        count = STATES * (1 + max(int(z.max()) for z in states) // STATES)
        sums, numbers = _sums(frames, state, count)
        phoneme = np.arange(count) // STATES
        wide_sums, wide_numbers = _sums(sums, phoneme, count // STATES, numbers)
        wide = (wide_sums + 2 * frames.mean(axis=0)) / (wide_numbers[:, None] + 2)
        self.means = ((sums + 6 * wide[phoneme]) / (numbers[:, None] + 6)).astype(np.float32)
        self.scale = (frames - self.means[state]).std(axis=0) + np.float32(0.05)


def _sums(
    rows: Features, group: npt.NDArray[np.integer], count: int, weights: Features | None = None
) -> tuple[Features, Features]:
    sums = np.zeros((count, rows.shape[1]), np.float32)
    np.add.at(sums, group, rows)
    return sums, np.bincount(group, weights, minlength=count).astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Comparison:
    """What makes a frame of the user and one of espeak-ng unlike in one round."""

    adapted: Features
    states: Integers
    means: _StateMeans | None

    def distances(self, user: Features, columns: slice) -> Features:
        """Of each of the user's frames to a span of espeak-ng's, shape (user frames, span)."""
        distances: Features = np.sqrt(squared_distances(user, self.adapted[columns]))
        if self.means is None:
            return distances
        scale, means = self.means.scale, self.means.means
        by_state: Features = np.sqrt(squared_distances(user / scale, means / scale)) * scale.mean()
        return (1 - _STATE_SHARE) * distances + _STATE_SHARE * by_state[:, self.states[columns]]

    def typical(self, user: Features) -> float:
        """Median distance between frames that have nothing to do with each other."""
        return float(np.median(self.distances(user[:: max(1, len(user) // 100)], slice(None))))


def _coarse_path(source: Features, user: Features, cancel: CancelToken) -> Integers | None:
    """A first path of a long reading, found at a coarser step, that tells where to look; None for a short one."""
    if len(source) * len(user) <= _MOST_CELLS:
        return None
    stride = int(np.ceil(np.sqrt(len(source) * len(user) / _MOST_CELLS)))
    coarse = _warp(_Comparison(_averaged(source, stride), _NO_STATES, None), _averaged(user, stride), None, cancel)
    path = np.interp(np.arange(len(user)), np.arange(len(coarse)) * stride, coarse * stride)
    return np.minimum(np.round(path), len(source) - 1).astype(np.int32)


def _averaged(track: Features, stride: int) -> Features:
    whole = len(track) // stride * stride
    return np.asarray(track[:whole].reshape(-1, stride, track.shape[1]).mean(axis=1))


def _warp(comparison: _Comparison, user: Features, around: Integers | None, cancel: CancelToken) -> Integers:
    """Cheapest monotone path: the source frame of each user frame; near the path `around` where there is one."""
    rows, columns = len(user), len(comparison.adapted)
    penalties = (np.array(_STEP_COSTS) * comparison.typical(user)).astype(np.float32)
    steps = list[tuple[int, Steps]]()
    costs = np.full(columns + _LONGEST_STEP, np.inf, np.float32)  # the first `_LONGEST_STEP` lie before the beginning
    for start in range(0, rows, _ROWS_PER_BLOCK):
        cancel.raise_if_cancelled()
        end = min(start + _ROWS_PER_BLOCK, rows)
        span = _corridor(around, start, end, columns)
        reached = costs[span.start : span.stop + _LONGEST_STEP].copy()
        for row, distances in enumerate(comparison.distances(user[start:end], span), start):
            line, step = _advance(reached, distances, penalties) if row else _begin(distances)
            steps.append((span.start, step))
            reached[:_LONGEST_STEP], reached[_LONGEST_STEP:] = np.inf, line
        costs[:] = np.inf
        costs[span.start + _LONGEST_STEP : span.stop + _LONGEST_STEP] = reached[_LONGEST_STEP:]
    return _trace_back(steps, columns)


def _corridor(around: Integers | None, start: int, end: int, columns: int) -> slice:
    """The columns worth a look for a block of rows."""
    if around is None:
        return slice(0, columns)
    return slice(max(0, int(around[start]) - _CORRIDOR_FRAMES), min(columns, int(around[end - 1]) + _CORRIDOR_FRAMES))


def _begin(distances: Features) -> tuple[Features, Steps]:
    first = np.full(len(distances), np.inf, np.float32)
    first[0] = distances[0]
    return first, np.zeros(len(distances), np.int8)


def _advance(costs: Features, distances: Features, penalties: Features) -> tuple[Features, Steps]:
    columns = len(distances)
    best, step = costs[_LONGEST_STEP:] + penalties[0], np.zeros(columns, np.int8)
    for size in range(1, _LONGEST_STEP + 1):
        moved = costs[_LONGEST_STEP - size : _LONGEST_STEP - size + columns] + penalties[size]
        better = moved < best
        best, step = np.where(better, moved, best), np.where(better, np.int8(size), step)
    return best + distances, step


def _trace_back(steps: list[tuple[int, Steps]], columns: int) -> Integers:
    """From the last frame of both; where the user's part is too short to reach the end, from as far as it can reach.

    Args:
        steps: for each row the first column that was looked at, and the step that led to each column from there on.
        columns: of the whole table.
    """
    rows = len(steps)
    path = np.empty(rows, np.int32)
    column = min(columns - 1, _LONGEST_STEP * (rows - 1))
    for row in range(rows - 1, -1, -1):
        path[row] = column
        first, line = steps[row]
        column = max(column - int(line[min(max(column - first, 0), len(line) - 1)]), 0)
    return path


def _spread(path: Integers, source_kept: Integers, user_kept: Integers, user_frames: int) -> Integers:
    """Path between kept frames at 10 ms to one at 5 ms over all frames."""
    spread = np.interp(np.arange(user_frames), user_kept, source_kept[path])
    return np.round(spread).astype(np.int32)
