"""Sounds as a recognizer would hear them, for comparing with texts."""

from collections.abc import Sequence

import numpy as np

from voicecloner.domain.listening import HeardSound

SOUND_S = 0.08


def heard(sounds: Sequence[str], wrong: float = 0.0) -> tuple[HeardSound, ...]:
    """One sound after the other, 80 ms each; a share of them, drawn by chance, is misheard as another of them."""
    random = np.random.default_rng(1)
    names = [str(random.choice(list(sounds))) if random.random() < wrong else name for name in sounds]
    return tuple(HeardSound(name, i * SOUND_S, (i + 1) * SOUND_S) for i, name in enumerate(names))
