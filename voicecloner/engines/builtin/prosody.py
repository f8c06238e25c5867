"""Pitch of new speech: the movements of the user's own frames, led by espeak-ng's sentence melody."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.analysis import continuous_log_f0
from voicecloner.engines.builtin.features import Features, smooth

_LEAD = 0.5
_HOLD = 0.08
_CADENCE_FRAMES = 120  # the last 0.6 s of a sentence


@dataclass(frozen=True)
class PitchRange:
    """Where a speaker's pitch lies: natural logs of Hz.

    Attributes:
        median: of log F0.
        deviation: robust standard deviation of log F0.
    """

    median: float
    deviation: float


def pitch_range(log_f0: Features, voiced: npt.NDArray[np.bool_]) -> PitchRange:
    """Median and spread of log F0 over voiced frames, the spread kept between a monotone and a lively speaker's."""
    values = log_f0[voiced] if voiced.any() else log_f0
    median = float(np.median(values))
    deviation = 1.4826 * float(np.median(np.abs(values - median)))
    return PitchRange(median, min(max(deviation, 0.08), 0.35))


def melody(f0: Features) -> Features:
    """espeak-ng's melody in standard deviations from its median, smooth, shape (frames,).

    Args:
        f0: of its speech, Hz, 0 where unvoiced, shape (frames,).
    """
    frames = len(f0)
    log_f0 = smooth(continuous_log_f0(f0), 4)
    log_f0 = np.pad(log_f0, (0, frames - len(log_f0)), "edge")
    centred = log_f0 - np.median(log_f0)
    return np.asarray(np.clip(centred / max(float(log_f0.std()), 0.02), -2.2, 2.5), np.float32)


def leads(active: npt.NDArray[np.bool_]) -> Features:
    """How far the sentence melody leads the pitch: half way, and all the way at the end, where it tells a question.

    Args:
        active: espeak-ng's frames with speech, shape (frames,).
    """
    end = int(np.flatnonzero(active).max(initial=0))
    to_end = (end - np.arange(len(active))) / _CADENCE_FRAMES
    return np.interp(to_end, (0.4, 1.0), (1.0, _LEAD)).astype(np.float32)


def draw_pitch(
    own: Features, joined: npt.NDArray[np.bool_], voiced: npt.NDArray[np.bool_], guide: Features, lead: Features
) -> Features:
    """Log F0 that moves as the chosen frames do and stays near a mix of their height and the guide.

    Least squares over sum w (x - target)^2 + v (x[t+1] - x[t] - movement)^2, a tridiagonal system.

    Args:
        own: log F0 of the chosen frames, shape (frames,).
        joined: whether frame t + 1 follows frame t in the recording, shape (frames - 1,).
        voiced: shape (frames,).
        guide: sentence melody as log F0, shape (frames,).
        lead: share of the guide in the target, 0..1, shape (frames,); where it is higher the target is also held faster.
    """
    from scipy.linalg import solveh_banded

    target = lead * guide + (1 - lead) * own
    hold = _HOLD * np.maximum(lead, 0.25) ** 2 * (0.1 + voiced)
    movement = np.where(joined, np.diff(own), np.gradient(smooth(guide, 3))[:-1] if len(guide) > 1 else 0.0)
    stiffness = np.where(joined, 1.0, 0.5)
    bands = np.zeros((2, len(own)))
    bands[1] = hold
    bands[1, :-1] += stiffness
    bands[1, 1:] += stiffness
    bands[0, 1:] = -stiffness
    right = hold * target
    right[:-1] -= stiffness * movement
    right[1:] += stiffness * movement
    return np.asarray(solveh_banded(bands, right), np.float32)
