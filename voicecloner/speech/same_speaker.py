"""Whether the same person speaks in two recordings."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.paths import resource
from voicecloner.sound.resampling import resample
from voicecloner.speech.speaker import ENCODER_RATE_HZ, Embedding, SpeakerEncoder

SAME_SPEAKER_FROM = 0.165
"""A lead, see `lead`. Over 480 pairs of different people and 32 of the same one it is wrong once, and never."""
LEAST_SPEECH_S = 3.0
"""Less tells too little of a voice."""
_NEAREST = 60
_CROWD_FILE = "natural/known_timbres.safetensors"


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
    """How alike two voices are, 0 to 1."""
    return float(first @ second)


def lead(said: Embedding, known: Embedding) -> float:
    """By how much a voice is more alike to a known one than to those of a crowd that are most like it.

    The cosine alone takes people with common voices for each other, and a person who speaks excitedly for another one;
    both are seen in how alike the voice is to strangers (adaptive T-norm, Sturim and Reynolds 2005; here only the mean
    is taken off). The crowd are the stock voices' timbres and their mixtures.

    Args:
        said: the voice to be judged.
        known: the one it may be.

    Returns:
        `SAME_SPEAKER_FROM` and above is taken for one person.
    """
    alike_to_crowd = np.sort(_crowd() @ said)[-_NEAREST:]
    return likeness(said, known) - float(alike_to_crowd.mean())


@cache
def _crowd() -> npt.NDArray[np.float32]:
    """Voiceprints, shape (voices, 256), each of length 1."""
    with safe_open(resource(_CROWD_FILE), "np") as file:
        prints = file.get_tensor("embeddings").astype(np.float32)
    unit: npt.NDArray[np.float32] = prints / np.linalg.norm(prints, axis=1, keepdims=True)
    return unit
