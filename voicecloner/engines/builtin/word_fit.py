"""Whether the words a recording is said to hold are spoken in it, all of them and no others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.alignment import AlignmentTask
from voicecloner.engines.builtin.features import FRAMES_PER_S, Features, cepstra, smooth, speech_activity
from voicecloner.engines.builtin.regression import fit_ridge
from voicecloner.engines.builtin.source_speech import Integers
from voicecloner.engines.builtin.stretches import MOST_FRAMES

_CEPSTRA = 14
_RIDGE = 0.3  # strong: ten seconds must do
_STRETCH_FRAMES = 100
_FOLDS = 4
_PASSAGE_FRAMES = 300
_FEWEST_PASSAGES = 6
"""In less than 9 s of speech a third is too little to judge by itself."""

LEAST_QUALITY = 0.04
_LEAST_IN_WORST_THIRD = 0.1
_LEAST_SHARE_IN_WORST_THIRD = 0.3
_USUAL_PACE = (0.78, 1.4)
_LEAST_QUALITY_AT_ODD_PACE = 0.15


@dataclass(frozen=True, eq=False)
class Fit:
    """How well the words fit.

    Attributes:
        quality: share of the user's spectral variance that is explained, at most 1; below 0 when the words help less
            than the mean does.
        worst_third: the same for the third of the speech, in passages of 1.5 s, that is explained worst.
        misfits: RMS error of each frame, a track of shape (user frames,) for each task; 0 where nobody speaks.
    """

    quality: float
    worst_third: float
    misfits: list[Features]

    def speaks_for_the_words(self, pace: float) -> bool:
        """Whether the words may be trusted; docs/builtin-engine.md has the figures behind it.

        Args:
            pace: syllables per second if all the words are spoken in the recording, over those that are heard.
        """
        low, high = _USUAL_PACE
        least = LEAST_QUALITY if low <= pace <= high else _LEAST_QUALITY_AT_ODD_PACE
        least_anywhere = min(_LEAST_IN_WORST_THIRD, _LEAST_SHARE_IN_WORST_THIRD * self.quality)
        return self.quality >= least and self.worst_third >= least_anywhere


def fit_of(tasks: list[AlignmentTask], keys: list[Features], paths: list[Integers]) -> Fit:
    """How much of the user's spectral movement the aligned frames of espeak-ng explain in stretches held out.

    Each quarter of the stretches of half a second is predicted by a ridge regression learned from the other three.

    Args:
        tasks: what was aligned.
        keys: of espeak-ng's frames, see `SourceSpace.keys`.
        paths: the answer of `align`.
    """
    own = np.concatenate([cepstra(task.user_log_mels, _CEPSTRA)[:, 1:] for task in tasks])
    active = np.concatenate([speech_activity(task.user_log_mels) for task in tasks])
    inputs = np.concatenate([k[path] for k, path in zip(keys, paths, strict=True)])[active]
    own = own[active] - own[active].mean(axis=0)
    errors = _errors(inputs, own, (np.flatnonzero(active) // _STRETCH_FRAMES) % _FOLDS)
    variance = (own**2).mean(axis=0) + np.float32(1e-6)
    unexplained, usual = (errors**2 / variance).mean(axis=1), (own**2 / variance).mean(axis=1)
    misfit = np.zeros(len(active), np.float32)
    misfit[active] = np.sqrt((errors**2).mean(axis=1))
    ends = np.cumsum([len(path) for path in paths])[:-1]
    return Fit(float(1 - unexplained.mean()), _worst_third(unexplained, usual), np.split(misfit, ends))


def _errors(inputs: Features, outputs: Features, fold: npt.NDArray[np.integer]) -> Features:
    errors = np.copy(outputs)
    for number in range(_FOLDS):
        held_out = fold == number
        if held_out.any() and not held_out.all():
            model = fit_ridge(inputs[~held_out], outputs[~held_out], _RIDGE)
            errors[held_out] -= model.predict(inputs[held_out])
    return errors


def _worst_third(unexplained: Features, usual: Features) -> float:
    """Mean quality of the third of the passages that is explained worst; of all of them where they are few.

    Of a long recording only the best passages count, as many as a voice is made of.
    """
    count = max(1, len(unexplained) // _PASSAGE_FRAMES)
    passages = zip(np.array_split(unexplained, count), np.array_split(usual, count), strict=True)
    qualities = np.sort([1 - float(error.mean() / (whole.mean() + 1e-6)) for error, whole in passages])
    qualities = qualities[-MOST_FRAMES // _PASSAGE_FRAMES :]
    third = (len(qualities) + 2) // 3 if count >= _FEWEST_PASSAGES else count
    return float(qualities[:third].mean())


def syllables_per_s(log_mels: list[Features]) -> float:
    """Pace of speech: humps of the loudness of the band where vowels are strong, per second of speech."""
    humps, active_frames = 0, 0
    for mels in log_mels:
        active = speech_activity(mels)
        loudness = smooth(mels[:, 6:28].mean(axis=1), 6)  # 300 to 2800 Hz
        top = (loudness[1:-1] > loudness[:-2]) & (loudness[1:-1] >= loudness[2:]) & active[1:-1]
        humps += int(top.sum())
        active_frames += int(active.sum())
    return max(humps, 1) * FRAMES_PER_S / max(active_frames, 1)
