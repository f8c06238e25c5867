"""The colour of a voice: what is added, band by band, to the network's sound so that its spectra are those of the user.

Every frame belongs, more or less, to some classes of sounds; each class has its own curve of gains. So vowels and
hisses are each moved to where the user has them, which one long-term spectrum for all cannot do. The sound keeps its
own waveform, phases and all: only a smooth gain over time and frequency is laid over it, the differential spectrum of
Kobayashi, Toda et al., "Statistical singing voice conversion with direct waveform modification" (2014).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import (
    BANDS,
    FRAME,
    HOP,
    Numbers,
    level_db,
    levels_db,
    spectra,
    speech_bands,
    spreading,
    window,
)

SHAPES = 16
"""How many numbers describe a frame's spectrum when it is put into classes."""
MOST_DB = 22.0
# Frames so far below the mean level of speech, 34 dB below its loud vowels, are pauses: each dB less becomes three.
_PAUSE_BELOW_DB = 10.0
_PAUSE_SLOPE = 2.0
_MOST_QUIETER_DB = 60.0
_SMOOTHING = np.hanning(9)[1:-1].astype(np.float32) / np.float32(np.hanning(9).sum())
_REACH = len(_SMOOTHING) // 2


@dataclass(frozen=True, eq=False)
class SoundClasses:
    """Classes of sounds, as a Gaussian mixture over the shapes of a speaker's spectra.

    Attributes:
        mean_db, spread_db: of the speaker's levels, shape (40,).
        projection: shape (16, 40): from levels in units of the spread to shapes.
        means, variances: of each class, shape (classes, 16).
        log_shares: how common each class is, shape (classes,).
    """

    mean_db: Numbers
    spread_db: Numbers
    projection: Numbers
    means: Numbers
    variances: Numbers
    log_shares: Numbers

    def shapes(self, levels: Numbers) -> Numbers:
        """Of levels of shape (frames, 40): shape (frames, 16)."""
        return np.asarray((levels - self.mean_db) / self.spread_db @ self.projection.T, np.float32)

    def memberships(self, shapes: Numbers) -> Numbers:
        """How much each frame belongs to each class: shape (frames, classes), rows add up to 1."""
        distances = np.square(shapes[:, None] - self.means) / self.variances + np.log(self.variances)
        scores = self.log_shares - 0.5 * distances.sum(axis=2)
        # Less the greatest: a loud noise is far from every class, and all would be zero.
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)

    def pauses_db(self, levels: Numbers) -> Numbers:
        """What is added to the bands of each frame, dB, 0 but in pauses: shape (frames, 1).

        The network hums there, too quietly to be heard until the colour raises it.
        """
        below = float(self.mean_db[speech_bands()].mean()) - _PAUSE_BELOW_DB - level_db(levels)
        added = np.pad(-np.clip(_PAUSE_SLOPE * below, 0.0, _MOST_QUIETER_DB), _REACH, "edge")
        return np.convolve(added, _SMOOTHING, "valid").astype(np.float32)[:, None]

    def smooth_memberships(self, levels: Numbers) -> Numbers:
        """The same over some 50 ms, of levels: shape (frames, classes)."""
        found = np.pad(self.memberships(self.shapes(levels)), ((_REACH, _REACH), (0, 0)), "edge")
        views = np.lib.stride_tricks.sliding_window_view(found, len(_SMOOTHING), axis=0)
        return np.asarray(views @ _SMOOTHING, np.float32)


@dataclass(frozen=True, eq=False)
class Colour:
    """What is added to each class of sounds.

    Attributes:
        classes: by the network's own speech in the voice's timbre.
        gains_db: shape (classes, 40).
    """

    classes: SoundClasses
    gains_db: Numbers

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """As they are saved."""
        return {field.name: getattr(self.classes, field.name) for field in fields(SoundClasses)} | {
            "gains_db": self.gains_db
        }

    def gains(self, levels: Numbers) -> Numbers:
        """What is added to each band of each frame, dB: shape (frames, 40)."""
        gains = np.clip(self.classes.smooth_memberships(levels) @ self.gains_db, -MOST_DB, MOST_DB)
        return np.asarray(gains + self.classes.pauses_db(levels))


def colour_of(arrays: Mapping[str, npt.NDArray[Any]]) -> Colour | None:
    """A saved colour; None where nothing is to be added.

    Raises:
        KeyError, ValueError: it is damaged.
    """
    if not arrays:
        return None
    count = len(arrays["gains_db"])
    wanted = {"mean_db": (BANDS,), "spread_db": (BANDS,), "projection": (SHAPES, BANDS), "log_shares": (count,)}
    wanted |= {"means": (count, SHAPES), "variances": (count, SHAPES), "gains_db": (count, BANDS)}
    for name, shape in wanted.items():
        if arrays[name].dtype != np.float32 or arrays[name].shape != shape or not np.isfinite(arrays[name]).all():
            raise ValueError(name)
    if not (arrays["variances"] > 0).all() or not (arrays["spread_db"] > 0).all():
        raise ValueError("variances")
    classes = SoundClasses(**{field.name: arrays[field.name] for field in fields(SoundClasses)})
    return Colour(classes, arrays["gains_db"])


def coloured(pieces: Iterable[Samples], colour: Colour | None) -> Iterator[Samples]:
    """The same sound in the voice's colour; where it is cut into pieces makes no difference.

    Each piece comes out 75 ms later than it went in, so the pieces have other lengths than before; all together are as
    long as they were.

    Args:
        pieces: float32, 24 kHz, of one run of speech.
        colour: the voice's.
    """
    if colour is None:
        yield from pieces
        return
    filtering = _Filtering(colour)
    for piece in pieces:
        yield filtering.add(piece)
    yield filtering.rest()


class _Filtering:
    """Overlap-add over a sound that comes in pieces, on one grid of frames."""

    def __init__(self, colour: Colour) -> None:
        self._colour = colour
        self._waiting = np.zeros(FRAME + _REACH * HOP, np.float32)  # silence before the first sample
        self._overlap = np.zeros(FRAME, np.float32)
        # The classes of a frame are smoothed over its neighbours, so the first frames only serve as these.
        self._skipped = len(self._waiting) - _REACH * HOP
        self._left = 0

    def add(self, samples: Samples) -> Samples:
        """Take more sound; returns what is finished."""
        self._left += len(samples)
        return self._finished(samples)

    def rest(self) -> Samples:
        """What is left."""
        return self._finished(np.zeros(2 * FRAME + 2 * _REACH * HOP, np.float32))

    def _finished(self, samples: Samples) -> Samples:
        self._waiting = np.concatenate([self._waiting, samples])
        frames = (len(self._waiting) - FRAME) // HOP + 1
        count = frames - 2 * _REACH
        if count <= 0:
            return np.zeros(0, np.float32)
        lines = spectra(self._waiting[: (frames - 1) * HOP + FRAME])
        gains = self._colour.gains(levels_db(lines))[_REACH : _REACH + count]
        # A gain for each line of the spectrum, so that no band has an edge that rings.
        factors = 10 ** (gains @ spreading() / 20)
        sound = np.fft.irfft(lines[_REACH : _REACH + count] * factors, FRAME, axis=1) * window()
        self._waiting = self._waiting[count * HOP :]
        return self._cut(self._overlapped(sound.astype(np.float32)))

    def _overlapped(self, frames: Numbers) -> Samples:
        total = np.zeros((len(frames) - 1) * HOP + FRAME, np.float32)
        total[:FRAME] += self._overlap
        for place, frame in enumerate(frames):
            total[place * HOP : place * HOP + FRAME] += frame
        done = len(frames) * HOP
        # What later frames still reach into waits for them.
        self._overlap = np.pad(total[done:], (0, HOP))[:FRAME]
        return np.asarray(total[:done] / np.tile(_window_sum(), len(frames)), np.float32)

    def _cut(self, sound: Samples) -> Samples:
        """Without the silence in front and behind."""
        sound, self._skipped = sound[self._skipped :], max(0, self._skipped - len(sound))
        sound = sound[: self._left]
        self._left -= len(sound)
        return sound


@cache
def _window_sum() -> Numbers:
    """How much of a steady sound the overlapping windows let through twice, in each sample of a hop: shape (240,)."""
    squares = np.pad(np.square(window()), (0, -FRAME % HOP))
    return np.asarray(squares.reshape(-1, HOP).sum(axis=0))
