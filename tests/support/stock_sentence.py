"""What a stock voice of the network says in tests, and the sound of it."""

from collections.abc import Iterable

import numpy as np

from voicecloner.domain.audio import AudioChunk, Samples

SENTENCE = "The children were playing near the river."


def sound(chunks: Iterable[AudioChunk]) -> Samples:
    """All chunks, one after the other."""
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])
