"""Looks for the timbre that is most like a person, with as few trials as it can.

A trial costs a second of work, so each is used for all it tells: not only how like the person it was, but which of
the encoder's 256 numbers were heard. Gaussian processes (Rasmussen and Williams 2006) foretell these numbers for every
other timbre, first from some hundred timbres that were tried beforehand for everybody, then also from the trials
themselves; the next trial is where the foretold numbers are nearest to the person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from voicecloner.engines.adapters.natural.bands import Numbers
from voicecloner.paths import resource
from voicecloner.speech.speaker import Embedding

_RESOURCE = "natural/known_timbres.safetensors"
_NOISE_KNOWN, _NOISE_PITCH, _NOISE_TRIED = 0.05, 0.6, 0.06
# In standard deviations of the stock voices; farther out timbres become unnatural.
_FARTHEST = 1.8
_UNNATURAL = 0.004
_NEARNESS = 0.003
_SPREAD = 0.2


@dataclass(frozen=True, eq=False)
class KnownTimbres:
    """Timbres that were tried beforehand.

    Attributes:
        mean: the mean stock timbre, shape (128,).
        components: what one standard deviation along each direction adds, shape (directions, 128).
        places: of the tried timbres in these directions, shape (timbres, directions); those of the stock voices first.
        embeddings: what the encoder heard, the long-term spectrum made `neutral`, shape (timbres, 256).
        pitches_hz: at which pitch they spoke, shape (timbres,).
        neutral: a long-term spectrum in the encoder's bands, shape (40,).
    """

    mean: Numbers
    components: Numbers
    places: Numbers
    embeddings: Numbers
    pitches_hz: Numbers
    neutral: Numbers

    def timbre(self, place: Numbers) -> Numbers:
        """The numbers the decoder takes: float32, shape (128,)."""
        return np.asarray(self.mean + place @ self.components, np.float32)


@cache
def known_timbres() -> KnownTimbres:
    """Those that ship with the program."""
    from safetensors.numpy import load_file

    arrays = load_file(resource(_RESOURCE))
    return KnownTimbres(**{name: array.astype(np.float64) for name, array in arrays.items()})


@dataclass(frozen=True, eq=False)
class Target:
    """Who is looked for.

    Attributes:
        flat: how the encoder hears the person with a neutral long-term spectrum, shape (256,); looked for until there
            is a colour in which the trials can be heard.
        plain: how it hears the person, shape (256,); looked for from then on.
        pitch_hz: the person's median pitch.
    """

    flat: Embedding
    plain: Embedding
    pitch_hz: float


@dataclass(frozen=True, eq=False)
class Trial:
    """A timbre to be tried with one of the phrases."""

    place: Numbers
    phrase: int


@dataclass
class _Tried:
    """All trials, and what was heard."""

    places: list[Numbers] = field(default_factory=list)
    phrases: list[int] = field(default_factory=list)
    heard: list[Embedding] = field(default_factory=list)


class TimbreSearch:
    """The search for one person.

    Args:
        target: who is looked for.
        phrases: how many phrases there are to be tried.
    """

    def __init__(self, target: Target, phrases: int) -> None:
        self._target, self._wanted, self._phrases = target, target.flat, phrases
        self._known = known_timbres()
        # A timbre heard at another pitch tells less: the encoder hears the pitch, too.
        noise = _NOISE_KNOWN + _NOISE_PITCH * np.log(self._known.pitches_hz / target.pitch_hz) ** 2
        self._beforehand = Process(self._known.places, self._known.embeddings, noise)
        self._tried = _Tried()
        self._beyond: Process | None = None
        self._random = np.random.default_rng(0)

    def first(self) -> list[Trial]:
        """Three timbres that promise most by what is known beforehand, each with two phrases."""
        known = self._known.places
        ranks = np.argsort([-self._promise(place)[0] for place in known])
        # One that a person once spoke is sure to sound like a person, however wrong the forecast is.
        stock = next(place for place in ranks if place < _STOCK_VOICES)
        places = [self._climbed(known[ranks[0]]), self._climbed(known[ranks[1]]), known[stock]]
        return [Trial(place, phrase) for phrase in (0, 1) for place in places]

    def add(self, trial: Trial, heard: Embedding) -> None:
        """Learn what was heard: with a neutral long-term spectrum, or in the voice's colour if there is one."""
        tried = self._tried
        tried.places.append(trial.place)
        tried.phrases.append(trial.phrase)
        tried.heard.append(heard)
        self._beyond = None

    def in_colour(self, heard: Sequence[Embedding]) -> None:
        """All trials so far, heard in the voice's new colour: the person is looked for as they are from now on."""
        self._tried.heard, self._wanted = list(heard), self._target.plain
        self._beyond = None

    def next(self, number: int) -> list[Trial]:
        """Two more trials: where most is promised, and somewhere around it."""
        best, _ = self.best()
        # The forecast is sure only of what was tried, so half of the trials look a little aside.
        around = best + self._random.normal(size=best.shape) * _SPREAD
        aside = self._climbed(around) + self._random.normal(size=best.shape) * _SPREAD / 2
        return [
            Trial(self._climbed(best), (2 * number) % self._phrases),
            Trial(aside, (2 * number + 1) % self._phrases),
        ]

    def best(self) -> tuple[Numbers, float]:
        """The place among those tried that is most like the person, all phrases considered, and how like it is."""
        self._learn()
        # By the forecast, not by what was heard: that depends on the phrase, and one lucky phrase is no timbre.
        promises = [self._promise(place)[0] for place in self._tried.places]
        index = int(np.argmax(promises))
        return self._tried.places[index], promises[index]

    def _learn(self) -> None:
        if self._beyond is None and self._tried.places:
            foretold = np.array([self._beforehand.at(place) for place in self._tried.places])
            self._beyond = self._residual(self._tried.heard, foretold)

    def _residual(self, heard: list[Embedding], foretold: Numbers) -> "Process":
        """What the trials tell beyond what was known; what a phrase itself does to all timbres is told apart."""
        places, phrases = np.array(self._tried.places), np.array(self._tried.phrases)
        beyond = np.array(heard) - foretold
        by_phrase = np.zeros((self._phrases, beyond.shape[1]))
        noise = np.full(len(places), _NOISE_TRIED)
        # Timbre and phrase explain the same numbers; each is fitted to what the other leaves, until neither moves.
        for _ in range(3):
            process = Process(places, beyond - by_phrase[phrases], noise, linear=0.3, local=0.3, reach=20.0)
            rest = beyond - np.array([process.at(place) for place in places])
            for phrase in range(self._phrases):
                there = phrases == phrase
                # One more in the divisor holds a phrase that was seldom heard near zero.
                by_phrase[phrase] = rest[there].sum(axis=0) / (there.sum() + 1)
        return process

    def _climbed(self, start: Numbers) -> Numbers:
        """The most promising place near `start`."""
        from scipy.optimize import minimize

        self._learn()

        def downhill(place: Numbers) -> tuple[float, Numbers]:
            value, uphill = self._promise(place)
            away = place - start
            return _NEARNESS * float(away @ away) - value, 2 * _NEARNESS * away - uphill

        found = minimize(downhill, start, jac=True, method="L-BFGS-B", options={"maxiter": 30})
        return np.asarray(found.x)

    def _promise(self, place: Numbers) -> tuple[float, Numbers]:
        """How like the person a timbre is foretold to be, less what is unnatural, and its slope."""
        found = self._beforehand.at(place)
        if self._beyond:
            found = found + self._beyond.at(place)
        value, direction = _cosine(found, self._wanted)
        uphill = self._beforehand.slope(place, direction)
        if self._beyond:
            uphill = uphill + self._beyond.slope(place, direction)
        # A soft wall: beyond it the encoder is still pleased, and people hear a machine.
        beyond_natural = np.maximum(np.abs(place) - _FARTHEST, 0)
        value -= _UNNATURAL * float((beyond_natural**2).sum())
        return value, uphill - 2 * _UNNATURAL * beyond_natural * np.sign(place)


class Process:
    """Gaussian processes that share one kernel: a linear part, and a local one.

    Args:
        places: shape (n, directions).
        values: shape (n, 256).
        noise: variances, shape (n,).
        linear, local: how much of the variance is of each kind.
        reach: squared distance at which the local part has fallen to 0.6.
    """

    def __init__(
        self,
        places: Numbers,
        values: Numbers,
        noise: Numbers,
        *,
        linear: float = 1.0,
        local: float = 1.0,
        reach: float = 15.0,
    ) -> None:
        self._places, self._linear, self._local, self._reach = places, linear, local, reach
        self._mean = np.average(values, axis=0, weights=1 / noise)
        kernel = np.stack([self._kernel(place)[0] for place in places]) + np.diag(noise)
        self._weights = np.linalg.solve(kernel, values - self._mean)

    def at(self, place: Numbers) -> Numbers:
        """The foretold values: shape (256,)."""
        return np.asarray(self._kernel(place)[0] @ self._weights + self._mean)

    def slope(self, place: Numbers, direction: Numbers) -> Numbers:
        """How the values along `direction`, shape (256,), change with the place: shape (directions,)."""
        shares = self._weights @ direction
        _, near = self._kernel(place)
        pull = (near * shares)[:, None] * (place - self._places)
        return np.asarray(
            self._linear * shares @ self._places / len(place) - self._local / self._reach * pull.sum(axis=0)
        )

    def _kernel(self, place: Numbers) -> tuple[Numbers, Numbers]:
        near = np.exp(-np.square(place - self._places).sum(axis=1) / (2 * self._reach))
        return self._linear * (self._places @ place) / len(place) + self._local * near, near


def _cosine(found: Numbers, wanted: Embedding) -> tuple[float, Numbers]:
    """The cosine of a vector and one of length 1, and its slope."""
    length = float(np.linalg.norm(found))
    cosine = float(found @ wanted) / length
    return cosine, (wanted - found * cosine / length) / length


_STOCK_VOICES = 54
