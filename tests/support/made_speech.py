"""Sounds for the tests of the fitting: quick to make, with a pitch, changing formants and pauses."""

from functools import cache

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import BANDS, measured_levels_db
from voicecloner.engines.adapters.natural.colour import SHAPES, Colour, SoundClasses

RATE_HZ = 24_000


@cache
def buzz(seconds: float = 4.0, pitch_hz: float = 120.0, tilt: float = 1.0, seed: int = 0) -> Samples:
    """Harmonics under formants that wander, in syllables of a quarter of a second, with room noise.

    Made once; the samples cannot be changed.

    Args:
        seconds: how long.
        pitch_hz: the median.
        tilt: how much faster than a usual voice the harmonics fall off.
        seed: for where the formants wander.
    """
    random, count = np.random.default_rng(seed), round(seconds * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    pitch = pitch_hz * np.exp(0.15 * np.sin(2 * np.pi * 0.7 * time_s))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    knots = np.arange(0, seconds + 0.25, 0.25)
    formants = [np.interp(time_s, knots, random.uniform(*span, len(knots))) for span in ((300, 800), (900, 2300))]
    sound = np.zeros(count)
    for harmonic in range(1, int(9000 / pitch_hz)):
        place = harmonic * pitch
        peaks = sum(np.exp(-np.square((place - formant) / 200)) for formant in formants)
        sound += (0.05 + peaks) * harmonic**-tilt * np.sin(harmonic * phase)
    syllables = np.clip(np.sin(2 * np.pi * 4 * time_s) + 0.6, 0, 1)
    loud = sound * syllables / np.abs(sound).max() * 0.5
    made = (loud + random.normal(size=count) * 1e-4).astype(np.float32)
    made.flags.writeable = False
    return made


def made_colour(gains_db: np.ndarray) -> Colour:
    """Classes that are told apart by where a spectrum's weight lies."""
    random, count = np.random.default_rng(3), len(gains_db)
    levels = measured_levels_db(buzz())
    classes = SoundClasses(
        levels.mean(axis=0),
        levels.std(axis=0),
        random.normal(size=(SHAPES, BANDS)).astype(np.float32) / BANDS,
        random.normal(size=(count, SHAPES)).astype(np.float32),
        np.ones((count, SHAPES), np.float32),
        np.zeros(count, np.float32),
    )
    return Colour(classes, gains_db.astype(np.float32))
