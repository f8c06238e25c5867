"""Speech of a made-up user: a female voice of espeak-ng in a slightly noisy room, at the engine's sample rate."""

import numpy as np
import soxr

from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import espeak

SAMPLE_RATE = 24_000
USER_VOICE = "en-US+f3"
USER_TEXT = (
    "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow. "
    "The rainbow is a division of white light into many beautiful colours. "
    "Six spoons of fresh snow peas, five thick slabs of blue cheese, and maybe a snack for her brother Bob."
)


def made_user(text: str) -> ReferenceClip:
    spoken = espeak().speak(text, USER_VOICE, 150)
    samples = soxr.resample(spoken.samples, spoken.sample_rate, SAMPLE_RATE).astype(np.float32) * np.float32(0.5)
    hiss = np.random.default_rng(1).normal(0, 5e-4, len(samples)).astype(np.float32)
    return ReferenceClip(AudioClip(samples + hiss, SAMPLE_RATE), text, "en-US")


def say(engine: BuiltinEngine, voice: VoiceData, text: str, *, language: str = "en", speed: float = 1.0) -> Samples:
    chunks = list(engine.synthesize(voice, text, SpeechOptions(language, speed), CancelToken()))
    return np.concatenate([c.samples for c in chunks]) if chunks else np.zeros(0, np.float32)


def median_f0_hz(samples: Samples) -> float:
    f0 = find_f0(samples, SAMPLE_RATE, CancelToken())
    return float(np.median(f0[f0 > 0]))


def speech_rms(samples: Samples) -> float:
    windows = samples[: len(samples) // 600 * 600].reshape(-1, 600)
    power = (windows**2).mean(axis=1)
    return float(np.sqrt(power[power > 0.1 * power.mean()].mean()))
