"""Speech of a made-up user: a female voice of espeak-ng in a slightly noisy room, at the engine's sample rate."""

from functools import cache

import numpy as np

from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.vocoder import SAMPLE_RATE, recorded_pitch_hz, semitones
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import espeak

USER_VOICE = "en-us+f4"
USER_SENTENCE = "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow."
USER_TEXT = f"{USER_SENTENCE} The rainbow is a division of white light into many beautiful colours."


@cache
def made_user(text: str = USER_TEXT, voice: str = USER_VOICE, rate_wpm: float = 150) -> ReferenceClip:
    samples = espeak().speak(text, voice, rate_wpm).samples * np.float32(0.5)
    hiss = np.random.default_rng(1).normal(0, 5e-4, len(samples)).astype(np.float32)
    return ReferenceClip(AudioClip(samples + hiss, SAMPLE_RATE), text, "en-US")


def say(engine: BasicEngine, voice: VoiceData, text: str, *, language: str = "en", speed: float = 1.0) -> Samples:
    chunks = list(engine.synthesize(voice, text, SpeechOptions(language, speed), CancelToken()))
    return np.concatenate([np.zeros(0, np.float32), *(c.samples for c in chunks)])


def pitch_st(samples: Samples) -> float:
    """Median pitch, semitones over 55 Hz."""
    return float(np.median(semitones(recorded_pitch_hz(samples, CancelToken()))))
