"""Pitch, pace and emphasis of an encoded text: the network's melody, sung in the user's range.

Everything happens between the network's two stages, on frames: pitch needs no vocoder, and pace is the number of frames
each sound lasts, so that nothing is resampled that can be heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voicecloner.engines.adapters.natural.model.network import LEAST_VOICED_HZ, MELODY_RATE_HZ, Encoded
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange

Numbers = npt.NDArray[np.float32]

_LEAST_STRETCH, _MOST_STRETCH = 0.25, 1.6
# Voiced frames after which a sentence's own range counts as much as the network's usual one; two seconds.
_SURE_FRAMES = 160
_MOST_ABOVE = np.log(2.2)
_MOST_BELOW = np.log(2.0)
_LOWEST_HZ = 45.0
# Beyond so much of the way from the person's middle to the low notes the melody goes down more slowly: at its lowest
# the network creaks an octave below what it is told.
_LOW_SHARE, _BELOW_LOW = 0.75, 0.3
_QUESTION_END_FRAMES = round(0.4 * MELODY_RATE_HZ)

# What listeners of English and German hear as stress is length, pitch and loudness (Fry 1955; Lehiste 1970).
_EMPHASIS_LONGER = 1.3
# Natural log of F0: 2.4 semitones.
_EMPHASIS_HIGHER = 0.14
# The network's energy is about the natural log of the level.
_EMPHASIS_LOUDER = 0.35
_RAMP_FRAMES = 4


@dataclass(frozen=True)
class Token:
    """What matters of a symbol for its length.

    Attributes:
        is_pause: whether it is a mark, at which a voice may rest.
        is_emphasized: whether it belongs to a word that is stressed.
    """

    is_pause: bool = False
    is_emphasized: bool = False

    def longer(self, pause: float) -> float:
        """By which factor it lasts longer."""
        return (pause if self.is_pause else 1.0) * (_EMPHASIS_LONGER if self.is_emphasized else 1.0)


def pitch_range(pitch_hz: Numbers) -> PitchRange | None:
    """Where the voiced frames lie; None if there are none. Octave errors, which are few, do not move percentiles."""
    voiced = pitch_hz[pitch_hz > LEAST_VOICED_HZ]
    if not len(voiced):
        return None
    low, median, high = np.percentile(voiced, (10, 50, 90))
    return PitchRange(float(median), float(low), float(high))


def paced(encoded: Encoded, tokens: Sequence[Token], pause: float = 1.0) -> Encoded:
    """The same with longer emphasized words and longer or shorter pauses.

    Args:
        encoded: of the text.
        tokens: of the text, with those of the marks around it: as many as `encoded.frames_per_token`.
        pause: length of pauses relative to the network's.
    """
    factors = np.array([token.longer(pause) for token in tokens])
    # Nothing that had a frame loses its last one, or a sound would be swallowed.
    lengths = np.maximum(np.round(encoded.frames_per_token * factors), np.minimum(encoded.frames_per_token, 1))
    if np.array_equal(lengths, encoded.frames_per_token):
        return encoded
    return _resampled(encoded, lengths.astype(np.int64))


def sung(encoded: Encoded, voice: NaturalVoice, *, asks: bool = False) -> Numbers:
    """The pitch of an encoded text in the voice's own range: median moved, spread stretched, its course kept.

    The range of a short sentence says little, so the network's usual range stands in for it.

    Args:
        encoded: of the text.
        voice: who speaks.
        asks: whether it is a question, whose final rise is never flattened.

    Returns:
        float32, shape of `encoded.pitch_hz`; unvoiced frames stay as they are.
    """
    voiced = encoded.pitch_hz > LEAST_VOICED_HZ
    own = pitch_range(encoded.pitch_hz)
    if own is None:
        return encoded.pitch_hz
    # Two words say little about a range: the shorter the sentence, the more the network's usual one counts.
    sure = voiced.sum() / (voiced.sum() + _SURE_FRAMES)
    middle = sure * np.log(own.median_hz) + (1 - sure) * np.log(voice.usual.median_hz)
    spread = sure * _spread(own) + (1 - sure) * _spread(voice.usual)
    # A monotone sentence has hardly a range to stretch; without a floor it would be pulled out to a song.
    stretch = float(np.clip(_spread(voice.pitch) / max(spread, 0.05), _LEAST_STRETCH, _MOST_STRETCH))
    stretches = np.full(voiced.sum(), stretch)
    if asks:
        # A flat speaker's question still has to be heard as one.
        stretches[-_QUESTION_END_FRAMES:] = max(stretch, 1.0)
    moved = (np.log(encoded.pitch_hz[voiced]) - middle) * stretches
    pitch_hz = encoded.pitch_hz.copy()
    pitch_hz[voiced] = within_range(moved, voice.pitch)
    return pitch_hz


def within_range(moved: npt.NDArray[np.float64], pitch: PitchRange) -> Numbers:
    """Pitch in Hz that a voice sings without creaking.

    Args:
        moved: natural log of how far above the voice's median it is to be.
        pitch: where the voice moves.
    """
    logs = np.clip(moved, -_MOST_BELOW, _MOST_ABOVE) + np.log(pitch.median_hz)
    low = np.log(pitch.median_hz) + _LOW_SHARE * np.log(pitch.low_hz / pitch.median_hz)
    logs = np.where(logs < low, low + _BELOW_LOW * (logs - low), logs)
    return np.asarray(np.maximum(np.exp(logs), _LOWEST_HZ), np.float32)


def stressed(encoded: Encoded, tokens: Sequence[Token]) -> Encoded:
    """The same with emphasized words higher and louder, with soft edges."""
    if not any(token.is_emphasized for token in tokens):
        return encoded
    strength = np.repeat([float(token.is_emphasized) for token in tokens], 2 * encoded.frames_per_token)
    # A step in pitch at a word's edge is heard as a crack.
    soft = _smooth(strength, _RAMP_FRAMES)
    is_voiced = encoded.pitch_hz > LEAST_VOICED_HZ
    pitch_hz = np.where(is_voiced, encoded.pitch_hz * np.exp(_EMPHASIS_HIGHER * soft), encoded.pitch_hz)
    energy = encoded.energy + _EMPHASIS_LOUDER * soft
    return replace(encoded, pitch_hz=pitch_hz.astype(np.float32), energy=energy.astype(np.float32))


def _smooth(values: npt.NDArray[np.float64], frames: int) -> npt.NDArray[np.float64]:
    """The mean over so many frames before and after each."""
    window = np.ones(2 * frames + 1) / (2 * frames + 1)
    return np.asarray(np.convolve(np.pad(values, frames, "edge"), window, "valid"), np.float64)


def _spread(pitch: PitchRange) -> float:
    return float(np.log(pitch.high_hz / pitch.low_hz))


def _resampled(encoded: Encoded, lengths: npt.NDArray[np.int64]) -> Encoded:
    """Each token in so many frames: features and energy between their neighbours, pitch from the nearest frame."""
    old = encoded.frames_per_token
    starts = np.cumsum(old) - old
    whole = np.concatenate([_places(*token) for token in zip(starts, old, lengths, strict=True)])
    half = np.concatenate([_places(*token) for token in zip(2 * starts, 2 * old, 2 * lengths, strict=True)])
    # Pitch is not interpolated: halfway between voiced and unvoiced there is no pitch.
    nearest = np.clip(np.round(half), 0, len(encoded.pitch_hz) - 1).astype(np.int64)
    features, energy = _between(encoded.features, whole), _between(encoded.energy, half)
    return Encoded(features, encoded.pitch_hz[nearest], energy, lengths)


def _places(start: int, old: int, new: int) -> npt.NDArray[np.float64]:
    """Middles of `new` frames in the time of `old` ones from `start` on."""
    return np.asarray(start + (np.arange(new) + 0.5) * (old / max(new, 1)) - 0.5, np.float64)


def _between(values: Numbers, places: npt.NDArray[np.float64]) -> Numbers:
    """Values of shape (..., frames) at fractional frames."""
    last = values.shape[-1] - 1
    low = np.clip(np.floor(places), 0, last).astype(np.int64)
    high = np.minimum(low + 1, last)
    share = np.clip(places - low, 0.0, 1.0).astype(np.float32)
    mixed: Numbers = values[..., low] * (1 - share) + values[..., high] * share
    return mixed
