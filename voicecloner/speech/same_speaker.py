"""Whether the same person speaks in two recordings."""

from collections.abc import Sequence

import numpy as np

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.sound.resampling import resample
from voicecloner.speech.speaker import ENCODER_RATE_HZ, Embedding, SpeakerEncoder

SAME_SPEAKER_FROM = 0.80
"""Cosine of two voiceprints; see `benchmarks/consent.py` for how often it is wrong."""
LEAST_SPEECH_S = 3.0
"""Less tells too little of a voice."""


def speech_alone(clip: AudioClip, spans: Sequence[Span]) -> AudioClip:
    """The stretches of a recording in which somebody speaks, one after the other.

    Args:
        clip: the recording.
        spans: where speech is.
    """
    rate = clip.sample_rate
    pieces = [clip.samples[round(span.start_s * rate) : round(span.end_s * rate)] for span in spans]
    return AudioClip(np.concatenate([np.zeros(0, np.float32), *pieces]), rate)


def voiceprint(speech: AudioClip, encoder: SpeakerEncoder) -> Embedding:
    """The voice of a recording without its pauses, see `SpeakerEncoder.embed`."""
    return encoder.embed(resample(speech.samples, speech.sample_rate, ENCODER_RATE_HZ))


def likeness(first: Embedding, second: Embedding) -> float:
    """How alike two voices are: 0 to 1; `SAME_SPEAKER_FROM` and above is taken for one person."""
    return float(first @ second)
