"""Finds the colour of a voice: how the spectra of the network's speech differ from the user's, class by class.

First by statistics: the classes are found in the network's and the user's speech alike, each speaker's levels
measured from their own mean and in units of their own spread, and the mean difference in each class is taken as far as
enough of it was heard (a maximum a posteriori mean, as speaker adaptation does it: Gauvain and Lee 1994). Then the
speaker encoder says in which direction each class must still move to be more like the user.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from voicecloner.engines.adapters.natural.bands import BANDS, Numbers, centres_hz, speech_bands
from voicecloner.engines.adapters.natural.colour import MOST_DB, SHAPES, Colour, SoundClasses
from voicecloner.engines.adapters.natural.fitting.encoder_gradient import EncoderGradient
from voicecloner.engines.adapters.natural.fitting.heard import Heard, between_bands, windows_of
from voicecloner.engines.adapters.natural.fitting.work_time import WorkTime
from voicecloner.jobs import CancelToken
from voicecloner.speech.speaker import WINDOW_FRAMES, Embedding

CLASSES = 40
_TRUSTED_FRAMES = 40.0
_LEAST_SPREAD_DB = 1.0
_LEAST_VARIANCE = 0.05
_ROUNDS = 8
# Gains are moved along so many cosines over the bands: smooth curves.
_CURVES = 24
# Bands below so many times the median pitch hold the fundamental of vowels, and in all other sounds only rumble.
_DEEP = 1.3
# By so much more than on average a class is raised there: a recording's rumble would make the network hum.
_MOST_DEEPER_DB = 8.0
_STEP_DB = 0.4
_RESTRAINT = 0.003
_WINDOWS_A_STEP = 12


@dataclass(frozen=True, eq=False)
class Person:
    """What is known of the user's spectra.

    Attributes:
        levels: of frames with speech, dB, shape (frames, 40).
        highest_hz: up to where the recording holds anything.
        pitch_hz: the median.
    """

    levels: Numbers
    highest_hz: float
    pitch_hz: float

    def usable(self) -> "np.typing.NDArray[np.bool_]":
        """The bands the recording holds."""
        return np.asarray(centres_hz() < 0.93 * self.highest_hz)

    def deep(self) -> "np.typing.NDArray[np.bool_]":
        """The bands of the fundamental; the lowest always."""
        return np.asarray(centres_hz() < max(_DEEP * self.pitch_hz, centres_hz()[1]))


@dataclass(frozen=True, eq=False)
class Effort:
    """How long and how far a colour is moved towards the speaker.

    Attributes:
        steps: at most.
        most_s: on a slow machine it ends after so many seconds.
        cancel: ends it before that.
        most_moved_db: further from where the statistics put it no gain is moved: the encoder alone would go on and on.
    """

    steps: int
    most_s: float
    cancel: CancelToken
    most_moved_db: float = 18.0

    def shares(self) -> Iterator[float]:
        """One for each step: how much of the effort is behind, from 0 up to 1."""
        work, share, done = WorkTime(), 0.0, 0
        while done < self.steps and share < 1 and not self.cancel.is_cancelled:
            yield share
            done += 1
            share = max(done / self.steps, work.spent_s / self.most_s)


@dataclass(frozen=True, eq=False)
class _Sound:
    """The network's speech, how much each frame belongs to each class, and what is added in pauses.

    Shapes: (frames, classes) and (frames, 1).
    """

    heard: Heard
    belongs: Numbers
    quiet_db: Numbers


def measured_colour(sounds: Sequence[Heard], person: Person) -> Colour:
    """The colour by statistics.

    Args:
        sounds: the network's speech in the voice's timbre.
        person: the user.
    """
    own = np.concatenate([sound.levels[sound.is_active] for sound in sounds])
    speech = speech_bands()
    # How loud the recording was says nothing about the person.
    wanted = person.levels + (own[:, speech].mean() - person.levels[:, speech].mean())
    usable = person.usable()
    projection = _projection(usable)
    mean, spread = own.mean(axis=0), np.maximum(own.std(axis=0), _LEAST_SPREAD_DB)
    shapes = (own - mean) / spread @ projection.T
    their_spread = np.maximum(wanted.std(axis=0), _LEAST_SPREAD_DB)
    their_shapes = (wanted - wanted.mean(axis=0)) / their_spread @ projection.T
    # One mixture over both speakers, each measured from their own mean: so a class holds the same sounds of both.
    means, variances, shares = _mixture(np.concatenate([shapes, their_shapes]))
    classes = SoundClasses(*map(_float32, (mean, spread, projection, means, variances, np.log(shares))))
    here, there = classes.memberships(_float32(shapes)), classes.memberships(_float32(their_shapes))
    gains = wanted.mean(axis=0) - own.mean(axis=0) + _class_differences((own, here), (wanted, there))
    return Colour(classes, _float32(_filled_up(gains, usable)))


def tuned(colour: Colour, sounds: Sequence[Heard], person: Person, wanted: Embedding, effort: Effort) -> Colour:
    """The colour moved towards the speaker, as the encoder hears it.

    Adam (Kingma and Ba 2015) on smooth curves for each class and one for all, with a restraint on how far they go.
    The mean over the classes stays where it is, and with it the long-term spectrum, which was measured: moved by the
    encoder it makes voices that please it a little more, and that another ear does not take for the person.

    Args:
        colour: where to begin.
        sounds: the network's speech in the voice's timbre.
        person: the user.
        wanted: what the encoder hears of the user, shape (256,), of length 1.
        effort: how long; what has been reached by then is returned.
    """
    gradient, random = EncoderGradient(), np.random.default_rng(0)
    known = [_Sound(sound, *_belonging(colour, sound)) for sound in sounds]
    moves = _Moves(colour.gains_db, known, person.deep(), effort.most_moved_db)
    for share in effort.shares():
        gains_db, _ = moves.gains()
        # short steps at the end, to settle
        moves.climb(_uphill(gradient, known, gains_db, wanted, random), _STEP_DB * (1 - 0.8 * share))
    return Colour(colour.classes, _float32(np.clip(moves.gains()[0], -MOST_DB, MOST_DB)))


def _belonging(colour: Colour, sound: Heard) -> tuple[Numbers, Numbers]:
    return colour.classes.smooth_memberships(sound.levels), colour.classes.pauses_db(sound.levels)


class _Moves:
    """The gains of the classes, and how they are moved.

    Args:
        start_db: gains to begin with, shape (classes, 40).
        sounds: say how common each class is.
        deep: bands in which no class is raised much more than all.
        most_moved_db: further no gain is moved.
    """

    def __init__(
        self, start_db: Numbers, sounds: Sequence[_Sound], deep: "np.typing.NDArray[np.bool_]", most_moved_db: float
    ) -> None:
        self._start_db = np.clip(start_db, -MOST_DB, MOST_DB)
        spoken = np.concatenate([sound.belongs[sound.heard.is_active] for sound in sounds])
        self._shares = spoken.mean(axis=0)[:, None]
        self._deep, self._most_moved_db = deep, most_moved_db
        self._moved = _Moved(np.zeros((len(start_db) + 1, _CURVES)))

    def gains(self) -> tuple[Numbers, Numbers]:
        """The gains now, dB, and the derivatives by what `_moved` asks for: both of shape (classes, 40)."""
        curves = self._moved.values[1:] + self._moved.values[0]
        shares = np.tanh(curves @ _curves() / self._most_moved_db)
        moved_db = self._most_moved_db * shares
        # Taking the mean off keeps the long-term spectrum where it was measured.
        gains_db = self._start_db + moved_db - self._mean(moved_db)
        most_db = self._mean(gains_db) + _MOST_DEEPER_DB
        is_over = self._deep & (gains_db > most_db)
        return np.where(is_over, most_db, gains_db), np.where(is_over, 0.0, 1 - shares**2)

    def climb(self, uphill: Numbers, size: float) -> None:
        """Go a step up.

        Args:
            uphill: derivatives by the gains, shape (classes, 40).
            size: of the step, dB or less.
        """
        _, slopes = self.gains()
        # The derivative of the mean that `gains` takes off, and of the bend of tanh.
        by_class = (uphill - self._shares * uphill.sum(axis=0)) * slopes @ _curves().T
        by_moves = np.concatenate([by_class.sum(axis=0, keepdims=True), by_class])
        self._moved.step(by_moves - 2 * _RESTRAINT * self._moved.share, size)

    def _mean(self, gains_db: Numbers) -> Numbers:
        return np.asarray((self._shares * gains_db).sum(axis=0))


def _uphill(
    gradient: EncoderGradient, sounds: Sequence[_Sound], gains: Numbers, wanted: Embedding, random: np.random.Generator
) -> Numbers:
    """How the likeness changes with the gain of each class and band, dB, by windows drawn at random: shape of `gains`.

    Every sound is drawn as often as any other, give or take once.
    """
    # Whole permutations: drawn with replacement, a sound might be left out of a step and its classes pulled away.
    order = np.concatenate([random.permutation(len(sounds)) for _ in range(-(-_WINDOWS_A_STEP // len(sounds)))])
    chosen = [sounds[place] for place in order[:_WINDOWS_A_STEP]]
    bands = [sound.heard.coloured(sound.belongs @ gains + sound.quiet_db) for sound in chosen]
    firsts = [int(random.integers(0, max(1, len(each) - WINDOW_FRAMES))) for each in bands]
    windows = np.stack([windows_of(each, first)[0] for each, first in zip(bands, firsts, strict=True)])
    _, by_windows = gradient.likeness(windows, wanted)
    total = np.zeros(gains.shape)
    for sound, each, first, window in zip(chosen, bands, firsts, by_windows * windows, strict=True):
        total += sound.belongs.T @ _by_gains(each, first, window)
    return total / len(chosen)


def _by_gains(bands: Numbers, first: int, by_log_window: Numbers) -> Numbers:
    """How the likeness of the window from frame `first` on changes with each band's gain, dB: shape of `bands`.

    Args:
        bands: of the whole sound.
        first: where the window begins.
        by_log_window: its derivatives by the natural logs of the bands, shape (160, 40).
    """
    by_logs = np.zeros_like(bands)
    there = by_logs[first : first + WINDOW_FRAMES]
    there += by_log_window[: len(there)]
    # the sound stays as loud as it is: what all gains do together does not count
    by_logs -= bands * (by_logs.sum() / bands.sum())
    return np.asarray(by_logs @ between_bands().T * (np.log(10) / 10))


class _Moved:
    """Numbers that Adam moves uphill."""

    def __init__(self, values: Numbers) -> None:
        self.values = values
        self._mean, self._square, self._steps = np.zeros_like(values), np.zeros_like(values), 0

    @property
    def share(self) -> Numbers:
        """The values, so that a restraint holds the mean of their squares."""
        return np.asarray(self.values / self.values.size)

    def step(self, uphill: Numbers, size: float) -> None:
        """Go a step of `size` or less."""
        self._steps += 1
        self._mean = 0.9 * self._mean + 0.1 * uphill
        self._square = 0.999 * self._square + 0.001 * uphill**2
        mean, square = self._mean / (1 - 0.9**self._steps), self._square / (1 - 0.999**self._steps)
        self.values = self.values + size * mean / (np.sqrt(square) + 1e-8)


def _class_differences(own: tuple[Numbers, Numbers], wanted: tuple[Numbers, Numbers]) -> Numbers:
    """How the classes differ beyond what all differ by: shape (classes, 40); each of levels and memberships."""
    (levels, here), (their_levels, there) = own, wanted
    counts, their_counts = here.sum(axis=0), there.sum(axis=0)
    means = here.T @ levels / np.maximum(counts, 1e-3)[:, None]
    their_means = there.T @ their_levels / np.maximum(their_counts, 1e-3)[:, None]
    known = np.minimum(counts, their_counts)
    # A class of which either speaker said little moves only with all the others.
    trust = (known / (known + _TRUSTED_FRAMES))[:, None]
    return np.asarray(trust * (their_means - means - (their_levels.mean(axis=0) - levels.mean(axis=0))))


def _filled_up(gains: Numbers, usable: "np.typing.NDArray[np.bool_]") -> Numbers:
    """Where the recording holds nothing, half of the gain of its highest band."""
    filled = np.array(gains)
    if not usable.all():
        # A telephone-like recording must not make the voice dull above what it holds, nor sharp.
        filled[:, ~usable] = 0.5 * filled[:, [np.flatnonzero(usable)[-1]]].mean()
    return filled


def _projection(usable: "np.typing.NDArray[np.bool_]") -> Numbers:
    """Cosines over the usable bands: shape (16, 40)."""
    places = (np.arange(BANDS) + 0.5) / BANDS
    cosines = np.cos(np.pi * np.arange(SHAPES)[:, None] * places)
    return np.asarray(cosines * usable * 2 / usable.sum())


def _curves() -> Numbers:
    """Cosines over the bands: shape (24, 40)."""
    places = (np.arange(BANDS) + 0.5) / BANDS
    return np.asarray(np.cos(np.pi * np.arange(_CURVES)[:, None] * places), np.float32)


def _mixture(shapes: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Means, variances and shares of `CLASSES` Gaussians, by expectation and maximization from k-means."""
    from scipy.cluster.vq import kmeans2

    means, labels = kmeans2(shapes, CLASSES, minit="++", seed=0)
    belongs = np.eye(CLASSES)[labels]
    for _ in range(_ROUNDS):
        counts = belongs.sum(axis=0) + 1e-3
        means = belongs.T @ shapes / counts[:, None]
        variances = belongs.T @ shapes**2 / counts[:, None] - means**2
        # A class of a few equal frames would have no width, and take no other frame ever.
        variances = np.maximum(variances, 0) + _LEAST_VARIANCE
        shares = counts / counts.sum()
        distances = np.square(shapes[:, None] - means) / variances + np.log(variances)
        scores = np.log(shares) - 0.5 * distances.sum(axis=2)
        # Less the greatest, or every exponential is zero where all classes are far away.
        belongs = np.exp(scores - scores.max(axis=1, keepdims=True))
        belongs /= belongs.sum(axis=1, keepdims=True)
    return means, variances, shares


def _float32(numbers: Numbers) -> Numbers:
    return np.asarray(numbers, np.float32)
