"""How natural speech sounds, by DNSMOS P.835: a network that foretells what listeners would say of noise and artefacts.

Reddy, Gopal and Cutler, "DNSMOS P.835: a non-intrusive perceptual objective speech quality metric to evaluate noise
suppressors" (2022). It knows no language, and nothing of who speaks.
"""

from functools import cache
from typing import Any

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.paths import resource
from voicecloner.speech.networks import loaded_network

RATE_HZ = 16_000
NATURALNESS_MODEL = "naturalness/dnsmos_p835.onnx"
_WINDOW = round(9.01 * RATE_HZ)
_STEP, _MOST_WINDOWS = 3 * RATE_HZ, 6
# The third of what it tells; before it the speech and the background alone.
_OVERALL = 2
# The polynomial with which its makers bring its numbers to the scale of their listeners.
_TO_LISTENERS = (-0.06766283, 1.11546468, 0.04602535)


def naturalness(samples_16k: Samples) -> float:
    """What listeners would say of the sound as a whole: 1 (bad) to 5 (excellent); recordings of readers get about 3.1.

    Args:
        samples_16k: shape (n,), 16 kHz, -1..1; repeated up to 9 s, and of longer ones 9 s from every third second on
            are judged, six times at most.
    """
    if not len(samples_16k):
        return 1.0
    repeats = -(-_WINDOW // len(samples_16k))
    # its makers double a short sound until it is long enough, which comes to the same
    sound = np.clip(np.tile(samples_16k, repeats), -1.0, 1.0).astype(np.float32)
    starts = range(0, len(sound) - _WINDOW + 1, _STEP)[:_MOST_WINDOWS]
    raw = [_network().run(None, {"input_1": sound[None, at : at + _WINDOW]})[0][0][_OVERALL] for at in starts]
    return float(np.mean(np.polyval(_TO_LISTENERS, raw)))


@cache
def _network() -> Any:
    return loaded_network(resource(NATURALNESS_MODEL))
