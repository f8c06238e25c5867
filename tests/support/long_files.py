"""Long recordings, of which only a stretch is good."""

from pathlib import Path

import numpy as np
import soundfile

from tests.support.speech import PANGRAMS, espeak_speech

SAMPLE_RATE = 16_000
_OTHER_WORDS = "The weather report promises rain in the north and a clear evening sky along the coast."


def long_file(path: Path, good_at_s: float = 60.0, seconds: float = 150.0) -> Path:
    """A WAV file of noisy speech by two speakers, with about 23 s of clean speech by one of them at `good_at_s`."""
    import soxr

    def spoken(voice: str, text: str) -> np.ndarray:
        made = espeak_speech(text, voice)
        return soxr.resample(made.samples, made.sample_rate, SAMPLE_RATE)

    drawn = np.random.default_rng(0)
    one, other = spoken("en-us", _OTHER_WORDS), spoken("en-us+f3", _OTHER_WORDS)
    noisy = np.resize(np.concatenate([one, other]), round(seconds * SAMPLE_RATE))
    noisy = 0.5 * noisy + drawn.normal(0.0, 0.05, len(noisy))
    good = spoken("en-us", PANGRAMS)
    good = np.concatenate([good, good[: 8 * SAMPLE_RATE]]) + drawn.normal(0.0, 5e-4, len(good) + 8 * SAMPLE_RATE)
    start = round(good_at_s * SAMPLE_RATE)
    noisy[start : start + len(good)] = good
    soundfile.write(path, np.clip(noisy, -1.0, 1.0), SAMPLE_RATE)
    return path
