"""The long-term spectrum of a voice: what is laid over the network's sound, piece by piece."""

from voicecloner.domain.audio import Samples
from voicecloner.engines.natural.voice import NaturalVoice

OVERLAP_FRAMES = 0
"""Samples by which neighbouring pieces must overlap, so that each can be coloured by itself."""


def coloured(samples: Samples, voice: NaturalVoice) -> Samples:  # noqa: ARG001 - nothing is measured yet to colour with
    """The sound with the voice's long-term spectrum; as long as it was.

    Args:
        samples: float32, shape (frames,), 24 kHz.
        voice: whose.
    """
    return samples
