"""Matching a recording of unknown words with espeak-ng's speech: alignment without parallel text.

Iterated as in INCA (Erro, Moreno and Bonafonte 2010): the nearest frames are paired, a map from espeak-ng's features to
the user's is learned from the pairs, and the next round pairs the mapped features. Here the pairing is a search through
time, so that stretches of speech match stretches of speech, and it starts from the vocal-tract length that fits best.
"""

from dataclasses import dataclass

import numpy as np

from voicecloner.engines.builtin.features import (
    Features,
    cepstra,
    log_mel_of_power,
    slopes,
    speech_activity,
    squared_distances,
)
from voicecloner.engines.builtin.regression import fit_ridge
from voicecloner.engines.builtin.selection import Units, select
from voicecloner.engines.builtin.source_speech import Integers
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

_CEPSTRA = 16
_SLOPE_WEIGHT = 2.0
_WARPS = (0.84, 0.89, 0.94, 1.0, 1.06, 1.12, 1.19, 1.26)
_SAMPLE = 600
"""Frames looked at to find the vocal-tract length."""
_RIDGE = 0.03
_CANDIDATES = 16
_STRIDES = (4, 4, 2)
"""Frames between those that are compared in each round: 20 ms first, 10 ms in the end."""


@dataclass(frozen=True, eq=False)
class MatchTask:
    """Two speakers who said different things.

    Attributes:
        source_power: power spectra of espeak-ng's speech, shape (source frames, bins) at 5 ms.
        source_sample_rate: Hz.
        user_log_mels: of each recording, shape (user frames, bands) at 5 ms.
    """

    source_power: Features
    source_sample_rate: int
    user_log_mels: list[Features]


def match(task: MatchTask, progress: Progress, cancel: CancelToken) -> list[Integers]:
    """For each recording the espeak-ng frame that sounds most alike at each of its frames, shape (user frames,)."""
    users = _normalized(task.user_log_mels)
    everything = np.concatenate(users)
    source = adapted = _best_warped(task, everything, cancel)
    chosen = list[Integers]()
    for number, stride in enumerate(_STRIDES):
        progress(ProgressUpdate("Comparing the voice with known sounds", number / len(_STRIDES)))
        if chosen:
            adapted = _adapt(source, everything, np.concatenate(chosen))
        chosen = [_follow(user, adapted, stride, cancel) for user in users]
    return chosen


def _normalized(log_mels: list[Features]) -> list[Features]:
    raw = [cepstra(m, _CEPSTRA) for m in log_mels]
    speech = np.concatenate([c[speech_activity(m)] for c, m in zip(raw, log_mels, strict=True)])
    mean, scale = speech.mean(axis=0), speech.std(axis=0) + np.float32(1e-3)
    tracks = [(c - mean) / scale for c in raw]
    return [np.concatenate([t, np.float32(_SLOPE_WEIGHT) * slopes(t, 4)], axis=1) for t in tracks]


def _best_warped(task: MatchTask, user: Features, cancel: CancelToken) -> Features:
    """espeak-ng's features with the frequency axis scaled so that the user's frames have the nearest neighbours."""
    some = user[:: max(1, len(user) // _SAMPLE)]
    best, best_distance = user, np.inf
    for warp in _WARPS:
        cancel.raise_if_cancelled()
        log_mels = log_mel_of_power(task.source_power, task.source_sample_rate, warp)
        features = _normalized([log_mels])[0]
        distance = float(np.sqrt(squared_distances(some, features[::4])).min(axis=1).mean())
        if distance < best_distance:
            best, best_distance = features, distance
    return best


def _follow(user: Features, adapted: Features, stride: int, cancel: CancelToken) -> Integers:
    """espeak-ng's frame for each of the user's; both are compared at every `stride`-th frame."""
    rows = adapted[::stride]
    units = Units(
        rows, np.zeros(len(rows), np.float32), rows, np.zeros(len(rows), np.int32), step=1, candidates=_CANDIDATES
    )
    path = select(user[::stride], units, cancel) * stride
    spread = np.minimum(path[:, None] + np.arange(stride), len(adapted) - 1).reshape(-1)[: len(user)]
    return np.asarray(spread, np.int32)


def _adapt(source: Features, user: Features, chosen: Integers) -> Features:
    """espeak-ng's features mapped to the user's and spread as theirs: a regression alone shrinks to the mean."""
    stacked = np.concatenate([np.roll(source, 6, axis=0), source, np.roll(source, -6, axis=0)], axis=1)
    mapped = fit_ridge(stacked[chosen], user, _RIDGE).predict(stacked)
    used = mapped[chosen]
    shape = (mapped - used.mean(axis=0)) / (used.std(axis=0) + np.float32(1e-3))
    return np.asarray(shape * user.std(axis=0) + user.mean(axis=0))
