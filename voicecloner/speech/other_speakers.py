"""Other speakers, among whom a voice is placed: what both ears keep of them. No recording of anybody is in it.

Six people of LibriSpeech and the 54 stock voices of the natural engine; see `resources/speaker/README.md`.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from voicecloner.paths import resource
from voicecloner.speech.speaker_mixtures import Mixtures

OTHER_SPEAKERS = "speaker/other_speakers.safetensors"


@dataclass(frozen=True, eq=False)
class OtherSpeakers:
    """Who a voice could be taken for.

    Attributes:
        embeddings: shape (speakers, 256), of length 1; see `voicecloner.speech.speaker`.
        mixtures: everybody's; see `voicecloner.speech.speaker_mixtures`.
        means: shape (speakers, 64, 38): the mixtures adapted to each.
    """

    embeddings: npt.NDArray[np.float32]
    mixtures: Mixtures
    means: npt.NDArray[np.float32]


@cache
def other_speakers() -> OtherSpeakers:
    """Those who come with the program; read once."""
    from safetensors.numpy import load_file

    arrays = load_file(resource(OTHER_SPEAKERS))
    wide = {name: arrays[name].astype(np.float64) for name in ("weights", "everybody", "variances")}
    mixtures = Mixtures(wide["weights"], wide["everybody"], wide["variances"])
    return OtherSpeakers(arrays["embeddings"].astype(np.float32), mixtures, arrays["means"].astype(np.float32))
