"""Whether the same person speaks in two recordings, by two ears that know nothing of each other.

One is the network in `speaker`, the other the mixtures in `speaker_mixtures`. Both must find that it is the same
person: what deceives the one, such as a common kind of voice, or a clone tuned until that ear likes it, need not
deceive the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Span
from voicecloner.paths import resource
from voicecloner.sound.cepstra import spoken_cepstra
from voicecloner.sound.levels import rms_of
from voicecloner.sound.resampling import resample
from voicecloner.speech.other_speakers import other_speakers
from voicecloner.speech.speaker import ENCODER_RATE_HZ, Embedding, SpeakerEncoder
from voicecloner.speech.speaker_mixtures import Statistics

SAME_BY_ENCODER_FROM = 0.175
"""A lead in cosines, see `Leads`; chosen by `benchmarks.consent`, see docs/consent.md."""
SAME_BY_MIXTURES_FROM = 0.48
"""A lead in natural logarithms per frame, likewise."""
LEAST_SPEECH_S = 3.0
"""Less tells too little of a voice."""
_NEAREST_BY_ENCODER, _NEAREST_BY_MIXTURES = 60, 10
_CROWD_FILE = "natural/known_timbres.safetensors"
# The mixtures' crowd: their first six are real people, who may be among those that are compared.
_FIRST_STOCK_VOICE = 6
# The level of a usual recording: how loud somebody was recorded says nothing of who it is.
_RMS = 10 ** (-25 / 20)


@dataclass(frozen=True, eq=False)
class Voiceprint:
    """What is kept of a voice to compare it.

    Attributes:
        by_encoder: see `SpeakerEncoder.embed`.
        by_mixtures: see `Mixtures.statistics`.
    """

    by_encoder: Embedding
    by_mixtures: Statistics


@dataclass(frozen=True)
class Leads:
    """By how much a voice is more alike to a known one than to those of a crowd that are most like it.

    A likeness alone takes people with common voices for each other, and a person who speaks excitedly for another one;
    both are seen in how alike the voice is to strangers (adaptive T-norm, Sturim and Reynolds 2005; here only the mean
    is taken off). The crowds are stock voices.

    Attributes:
        by_encoder: in cosines.
        by_mixtures: in natural logarithms of likelihood ratios, per frame.
    """

    by_encoder: float
    by_mixtures: float

    @property
    def is_same_by_encoder(self) -> bool:
        """Whether the first ear takes both for one person."""
        return self.by_encoder >= SAME_BY_ENCODER_FROM

    @property
    def is_same_by_mixtures(self) -> bool:
        """Whether the second ear does."""
        return self.by_mixtures >= SAME_BY_MIXTURES_FROM

    @property
    def is_same(self) -> bool:
        """Whether both do."""
        return self.is_same_by_encoder and self.is_same_by_mixtures


def speech_alone(clip: AudioClip, spans: Sequence[Span]) -> AudioClip:
    """The stretches of a recording in which somebody speaks, one after the other.

    Args:
        clip: the recording.
        spans: where speech is.
    """
    rate = clip.sample_rate
    pieces = [clip.samples[round(span.start_s * rate) : round(span.end_s * rate)] for span in spans]
    return AudioClip(np.concatenate([np.zeros(0, np.float32), *pieces]), rate)


def voiceprint(speech: AudioClip, encoder: SpeakerEncoder) -> Voiceprint:
    """The voice of a recording without its pauses, as both ears hear it."""
    samples = resample(speech.samples, speech.sample_rate, ENCODER_RATE_HZ)
    statistics = other_speakers().mixtures.statistics(spoken_cepstra(_as_loud_as_usual(samples)))
    return Voiceprint(encoder.embed(samples), statistics)


def likeness(first: Voiceprint, second: Voiceprint) -> float:
    """How alike two voices are to the encoder, 0 to 1."""
    return float(first.by_encoder @ second.by_encoder)


def leads(said: Voiceprint, known: Voiceprint) -> Leads:
    """Compare a voice with the one it may be.

    Args:
        said: the voice to be judged.
        known: the one it may be.
    """
    alike_to_crowd = np.sort(_crowd() @ said.by_encoder)[-_NEAREST_BY_ENCODER:]
    return Leads(likeness(said, known) - float(alike_to_crowd.mean()), _lead_by_mixtures(said, known))


def _lead_by_mixtures(said: Voiceprint, known: Voiceprint) -> float:
    others = other_speakers()
    means = np.concatenate([others.mixtures.adapted(known.by_mixtures)[None], others.means[_FIRST_STOCK_VOICE:]])
    own, *to_crowd = others.mixtures.likelihoods(said.by_mixtures, means)
    return float(own - np.sort(to_crowd)[-_NEAREST_BY_MIXTURES:].mean())


def _as_loud_as_usual(samples: Samples) -> Samples:
    return np.asarray(samples * np.float32(_RMS / max(rms_of(samples), 1e-9)), np.float32)


@cache
def _crowd() -> npt.NDArray[np.float32]:
    """Voiceprints of the stock voices' timbres and their mixtures, shape (voices, 256), each of length 1."""
    with safe_open(resource(_CROWD_FILE), "np") as file:
        prints = file.get_tensor("embeddings").astype(np.float32)
    unit: npt.NDArray[np.float32] = prints / np.linalg.norm(prints, axis=1, keepdims=True)
    return unit
