"""Makers of sounds for tests: exact, repeatable, a few lines of numpy each."""

from functools import cache

import numpy as np

from voicecloner.domain.audio import AudioClip, Samples

SAMPLE_RATE = 16_000


def tone(seconds: float = 1.0, sample_rate: int = SAMPLE_RATE, hz: float = 220.0, amplitude: float = 0.5) -> Samples:
    """A sine of `hz` with the given peak."""
    time_s = np.arange(round(seconds * sample_rate)) / sample_rate
    return (amplitude * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)


def noise(seconds: float = 1.0, sample_rate: int = SAMPLE_RATE, rms: float = 0.1, seed: int = 0) -> Samples:
    """White noise of the given root mean square, clipped to -1..1."""
    drawn = np.random.default_rng(seed).normal(0.0, rms, round(seconds * sample_rate))
    return np.clip(drawn, -1.0, 1.0).astype(np.float32)


def silence(seconds: float = 1.0, sample_rate: int = SAMPLE_RATE) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * sample_rate), np.float32)


def syllables(seconds: float = 2.0, sample_rate: int = SAMPLE_RATE, seed: int = 0) -> Samples:
    """Something with the envelope of speech: harmonics of 120 Hz swelling four times a second, never the same twice."""
    return _syllables(seconds, sample_rate, seed).copy()


@cache
def _syllables(seconds: float, sample_rate: int, seed: int) -> Samples:
    time_s = np.arange(round(seconds * sample_rate)) / sample_rate
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, 20)
    harmonics = (np.sin(2 * np.pi * 120.0 * (k + 1) * time_s + phases[k]) / (k + 1) for k in range(20))
    envelope = np.sin(np.pi * 4.0 * time_s) ** 2 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.3 * time_s + phases[0]))
    voiced = np.sum(list(harmonics), axis=0) * envelope
    return (0.5 * voiced / np.max(np.abs(voiced))).astype(np.float32)


def clip(samples: Samples, sample_rate: int = SAMPLE_RATE) -> AudioClip:
    """`samples` as a clip."""
    return AudioClip(samples, sample_rate)
