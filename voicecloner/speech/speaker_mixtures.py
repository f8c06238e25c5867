"""Who speaks, by another ear than `speaker`: a mixture of Gaussians over cepstra of many voices, adapted to each.

Reynolds, Quatieri and Dunn, "Speaker verification using adapted Gaussian mixture models" (2000). It knows nothing of
the network in `speaker`: a voice that was tuned until that network liked it was not tuned to please this one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.sound.cepstra import Cepstra

# A mixture with so many frames is half the speaker's own, half everybody's.
_RELEVANCE = 16.0

Means = npt.NDArray[np.float64]
"""Shape (mixtures, 38)."""


@dataclass(frozen=True, eq=False)
class Statistics:
    """What the mixtures need of a sound.

    Attributes:
        counts: shape (mixtures,): how many frames belong to each.
        sums: shape (mixtures, 38): of these frames.
    """

    counts: npt.NDArray[np.float64]
    sums: Means

    def __add__(self, other: "Statistics") -> "Statistics":
        return Statistics(self.counts + other.counts, self.sums + other.sums)


@dataclass(frozen=True, eq=False)
class Mixtures:
    """Everybody's mixtures.

    Attributes:
        weights: shape (mixtures,), adding up to 1.
        means: shape (mixtures, 38).
        variances: shape (mixtures, 38).
    """

    weights: npt.NDArray[np.float64]
    means: Means
    variances: Means

    def statistics(self, cepstra: Cepstra) -> Statistics:
        """What a sound adds to each mixture.

        Args:
            cepstra: shape (frames, 38); see `voicecloner.sound.cepstra.spoken_cepstra`.
        """
        precision = 1 / self.variances
        # the square of (x - mean), multiplied out, so that no array of frames x mixtures x cepstra is made
        distances = (cepstra**2) @ precision.T - 2 * cepstra @ (self.means * precision).T
        fixed = np.log(self.weights) - 0.5 * (np.log(self.variances) + self.means**2 * precision).sum(axis=1)
        likely = fixed - 0.5 * distances
        shares = np.exp(likely - likely.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return Statistics(shares.sum(axis=0), shares.T @ cepstra)

    def adapted(self, spoken: Statistics) -> Means:
        """The means, moved towards a speaker as far as there is speech for each of them."""
        trust = (spoken.counts / (spoken.counts + _RELEVANCE))[:, None]
        own = spoken.sums / np.maximum(spoken.counts, 1e-9)[:, None]
        return np.asarray(trust * own + (1 - trust) * self.means)

    def likelihoods(self, spoken: Statistics, speakers: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """How much likelier each speaker makes a sound than everybody does, per frame: natural logarithms.

        Args:
            spoken: of the sound.
            speakers: means, shape (speakers, mixtures, 38).

        Returns:
            shape (speakers,).
        """
        everybody = self._likelihood(spoken, self.means)
        each = np.array([self._likelihood(spoken, means) for means in speakers])
        return np.asarray((each - everybody) / max(float(spoken.counts.sum()), 1.0))

    def _likelihood(self, spoken: Statistics, means: npt.NDArray[np.floating]) -> float:
        """Without the part all speakers share."""
        wide = means.astype(np.float64)
        return float(np.sum(wide / self.variances * (spoken.sums - 0.5 * spoken.counts[:, None] * wide)))
