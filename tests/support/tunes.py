"""Voices of the simplest kind: twenty harmonics at any pitch, at 16 kHz."""

import numpy as np

from tests.support.clips import clip, noise
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.recording import MeasuredRecording

RATE = 16_000


def voice(pitch_hz: np.ndarray) -> np.ndarray:
    """A voice whose pitch follows `pitch_hz`, one value for each sample."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 21))
    return (0.1 * sound).astype(np.float32)


def humming(seconds: float, hz: float) -> np.ndarray:
    return voice(np.full(round(seconds * RATE), hz))


def gliding(seconds: float, from_hz: float, to_hz: float) -> np.ndarray:
    return voice(np.geomspace(from_hz, to_hz, round(seconds * RATE)))


def hiss(seconds: float) -> np.ndarray:
    return noise(seconds, RATE, rms=0.1)


def heard(samples: np.ndarray) -> MeasuredRecording:
    """As if somebody spoke all the time."""
    frames, seconds = len(samples) // 512, len(samples) / RATE
    return MeasuredRecording(
        clip(samples), samples, 1.0, np.ones(frames), np.ones(frames, np.float32), (Span(0.0, seconds),)
    )
