"""Pitch of new speech: the movements of the user's own frames, led by espeak-ng's sentence melody."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.engines.builtin.analysis import continuous_log_f0
from voicecloner.engines.builtin.features import FRAME_S, Features, smooth

_LEAD = 0.5
_HOLD = 0.08
_CADENCE_FRAMES = 120  # the last 0.6 s of a sentence
_RANKS = np.linspace(0, 1, 101)
_HEARD_RANKS = (0.02, 0.98)
"""Beyond these lie octave errors and cracks of the voice."""

_DEVIATIONS = (0.08, 0.35)
"""Of log F0: with less no question would be heard, and with more there are octave errors."""

_QUARTILES_APART = 1.349  # in standard deviations of a normal distribution
_WHOLE_RANGE_S = 0.4
_WHOLE_RANGE_DEVIATION = 0.06
"""Voiced seconds and standard deviation of log F0 of a melody that goes through a speaker's whole range; one word, or a
monotone, goes through a part of it."""


@dataclass(frozen=True, eq=False)
class PitchRange:
    """Where a speaker's pitch lies and how often.

    Attributes:
        quantiles: of log F0 (natural, Hz) at the ranks 0, 0.01 .. 1, shape (101,).
    """

    quantiles: Features

    @property
    def median(self) -> float:
        """Of log F0."""
        return float(self.quantiles[len(self.quantiles) // 2])

    def at(self, ranks: Features) -> Features:
        """Log F0 at the given ranks, 0 the lowest .. 1 the highest."""
        return np.asarray(np.interp(ranks, _RANKS, self.quantiles), np.float32)

    def limited(self, log_f0: Features) -> Features:
        """Log F0 without what the speaker hardly ever reaches."""
        low, high = self.at(np.asarray(_HEARD_RANKS, np.float32))
        return np.clip(log_f0, low, high)


def pitch_range(log_f0: Features, voiced: npt.NDArray[np.bool_]) -> PitchRange:
    """How log F0 is distributed over voiced frames, the spread kept between a monotone and a very lively speaker's."""
    quantiles = np.quantile(log_f0[voiced] if voiced.any() else log_f0, _RANKS)
    low, middle, high = quantiles[25], quantiles[50], quantiles[75]
    deviation = max((high - low) / _QUARTILES_APART, 1e-3)
    factor = np.clip(deviation, *_DEVIATIONS) / deviation
    return PitchRange((middle + factor * (quantiles - middle)).astype(np.float32))


def melody(f0: Features) -> Features:
    """espeak-ng's melody as ranks among its own voiced frames, 0 the lowest .. 1 the highest, shape (frames,).

    Put through another speaker's distribution of pitch it takes that speaker's range, and its lopsidedness too: voices
    rise further from their middle than they fall (histogram equalization of F0).

    Args:
        f0: of its speech, Hz, 0 where unvoiced, shape (frames,).
    """
    log_f0 = smooth(continuous_log_f0(f0), 4)
    voiced = log_f0[f0 > 0] if (f0 > 0).any() else log_f0
    ranks = np.interp(log_f0, np.sort(voiced), np.linspace(*_HEARD_RANKS, len(voiced)))
    reach = min(1.0, len(voiced) * FRAME_S / _WHOLE_RANGE_S, float(voiced.std()) / _WHOLE_RANGE_DEVIATION)
    return np.asarray(0.5 + reach * (ranks - 0.5), np.float32)


def leads(active: npt.NDArray[np.bool_]) -> Features:
    """How far the sentence melody leads the pitch: half way, and all the way at the end, where it tells a question.

    Args:
        active: espeak-ng's frames with speech, shape (frames,).
    """
    end = int(np.flatnonzero(active).max(initial=0))
    to_end = (end - np.arange(len(active))) / _CADENCE_FRAMES
    return np.interp(to_end, (0.4, 1.0), (1.0, _LEAD)).astype(np.float32)


def mixed(own: Features, guide: Features, lead: Features, pitch: PitchRange) -> Features:
    """Log F0 to aim at: the frames' own height and the guide, as widely spread as each of them.

    The two know nothing of each other, and of independent movements a mix of halves keeps 0.7 of the spread.

    Args:
        own: log F0 of the chosen frames, shape (frames,).
        guide: sentence melody as log F0, shape (frames,).
        lead: share of the guide, 0..1, shape (frames,).
        pitch: the speaker's, which is not left.
    """
    kept = np.sqrt(lead**2 + (1 - lead) ** 2)
    middle = np.float32(pitch.median)
    return pitch.limited(middle + (lead * guide + (1 - lead) * own - middle) / kept)


def draw_pitch(
    own: Features, joined: npt.NDArray[np.bool_], aim: Features, hold: Features, guide: Features
) -> Features:
    """Log F0 that moves as the chosen frames do and stays near the aim.

    Least squares over sum w (x - aim)^2 + v (x[t+1] - x[t] - movement)^2, a tridiagonal system.

    Args:
        own: log F0 of the chosen frames, shape (frames,).
        joined: whether frame t + 1 follows frame t in the recording, shape (frames - 1,).
        aim: log F0 it is drawn to, shape (frames,).
        hold: how strongly, see `holds`, shape (frames,).
        guide: sentence melody as log F0: its movement counts where frames do not follow each other, shape (frames,).
    """
    from scipy.linalg import solveh_banded

    movement = np.where(joined, np.diff(own), np.gradient(smooth(guide, 3))[:-1] if len(guide) > 1 else 0.0)
    stiffness = np.where(joined, 1.0, 0.5)
    bands = np.zeros((2, len(own)))
    bands[1] = hold
    bands[1, :-1] += stiffness
    bands[1, 1:] += stiffness
    bands[0, 1:] = -stiffness
    right = hold * aim
    right[:-1] -= stiffness * movement
    right[1:] += stiffness * movement
    return np.asarray(solveh_banded(bands, right), np.float32)


def holds(lead: Features, voiced: npt.NDArray[np.bool_]) -> Features:
    """How strongly the aim draws the pitch: the more the melody leads, the faster; shape (frames,).

    Args:
        lead: see `leads`, shape (frames,).
        voiced: of the chosen frames, shape (frames,).
    """
    return np.asarray(_HOLD * np.maximum(lead, 0.25) ** 2 * (0.1 + voiced))
