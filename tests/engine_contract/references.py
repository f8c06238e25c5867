"""References of every kind, spoken by eSpeak NG."""

import numpy as np
import soxr

from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.engines.base import Requirements

SAMPLE_RATE = 22_050


def enough_s(wants: Requirements) -> float:
    """How much speech the engine is tried with, seconds: not more than 10 unless it asks for more."""
    return max(wants.min_reference_s, min(wants.ideal_reference_s, 10.0))


def speech(seconds: float, sample_rate: int = SAMPLE_RATE) -> ReferenceClip:
    """At least so many seconds of whole sentences, with their words."""
    spoken = espeak_speech()
    times = int(np.ceil(seconds / spoken.seconds))
    samples = soxr.resample(np.tile(spoken.samples, times), spoken.sample_rate, sample_rate)
    return sound(np.asarray(samples, np.float32), sample_rate, " ".join([PANGRAMS] * times))


def sound(samples: Samples, sample_rate: int = SAMPLE_RATE, words: str = PANGRAMS) -> ReferenceClip:
    """Any sound, with words that may not belong to it."""
    return ReferenceClip(AudioClip(samples, sample_rate), words, "en")
