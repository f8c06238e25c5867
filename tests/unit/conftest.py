import numpy as np
import pytest

from tests.support.clips import noise, silence
from tests.support.kept_voices import keep_voice
from tests.support.remembered_judging import judging
from tests.support.speech import espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.speech.vad import SpeechDetector

__all__ = ["detector", "judging", "keep_voice", "spoken"]


@pytest.fixture(scope="session")
def detector() -> SpeechDetector:
    return SpeechDetector()


@pytest.fixture(scope="session")
def spoken() -> AudioClip:
    """About 17 s: two readings with a second of room tone (-66 dBFS) before, between and after."""
    speech = espeak_speech()
    half = speech.samples[: len(speech.samples) // 2]
    rest = speech.samples[len(speech.samples) // 2 :]
    gap = silence(1.0, speech.sample_rate)
    samples = np.concatenate((gap, half, gap, rest, gap)) * np.float32(0.5)
    room = noise(len(samples) / speech.sample_rate, speech.sample_rate, rms=0.0005)[: len(samples)]
    return AudioClip(samples + room, speech.sample_rate)
