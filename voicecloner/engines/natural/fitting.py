"""Fits a voice to its references: the nearest of the stock voices, mixed, at the user's pitch."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.natural.alphabet import token_ids
from voicecloner.engines.natural.basis import load_basis
from voicecloner.engines.natural.melody import pitch_range
from voicecloner.engines.natural.network import SAMPLE_RATE_HZ, Encoded, Network
from voicecloner.engines.natural.voice import NaturalVoice, PitchRange
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.speech.speaker import ENCODER_RATE_HZ, SpeakerEncoder

Numbers = npt.NDArray[np.float32]

_PHRASE = "wˌi hæv nˌɑt hˈɜɹd fɹʌm ðə kˈæptən sˌɪns tˈuzdˌA."
_HEARD_FRAMES = 72
_CANDIDATES = 10
_MIXED = 3
_SHARPNESS = 30.0
_LEAST_HZ, _MOST_HZ = 60.0, 500.0
_STAGE = "Finding the voice"


def fit(references: Sequence[ReferenceClip], network: Network, progress: Progress, cancel: CancelToken) -> NaturalVoice:
    """A voice like that of the references.

    Args:
        references: of one speaker, at 24 kHz.
        network: loaded.
        progress: gets how far it is.
        cancel: looked at between two stock voices.

    Raises:
        InvalidRequest: nobody speaks in them.
        Cancelled: `cancel` was set.
    """
    samples = np.concatenate([reference.clip.samples for reference in references])
    pitch = measured_pitch(samples)
    encoder = SpeakerEncoder()
    wanted = encoder.embed(_at_encoder_rate(samples))
    basis = load_basis()
    candidates = _nearest_in_pitch(network, pitch, cancel)
    likeness = np.zeros(len(basis.names))
    for done, (index, encoded) in enumerate(candidates):
        cancel.raise_if_cancelled()
        progress(ProgressUpdate(_STAGE, done / len(candidates)))
        likeness[index] = wanted @ encoder.embed(_at_encoder_rate(_heard(network, encoded, index, pitch)))
    weights = np.exp(_SHARPNESS * (likeness - likeness.max()))
    weights[np.argsort(likeness)[:-_MIXED]] = 0.0
    weights = (weights / weights.sum()).astype(np.float32)
    best = int(np.argmax(likeness))
    manner = np.eye(len(basis.names), dtype=np.float32)[best]
    usual = pitch_range(dict(candidates)[best].pitch_hz) or pitch
    return NaturalVoice(weights @ basis.timbres, manner, pitch, usual)


def measured_pitch(samples: Samples) -> PitchRange:
    """Where the voice in a recording at 24 kHz moves.

    Raises:
        InvalidRequest: there is nothing voiced in it.
    """
    import pyworld

    pitch_hz, _times = pyworld.harvest(samples.astype(np.float64), SAMPLE_RATE_HZ, _LEAST_HZ, _MOST_HZ, 10.0)
    found = pitch_range(pitch_hz.astype(np.float32))
    if found is None:
        raise InvalidRequest("There is no voice in the recording.", "Record or choose one with speech.")
    return found


def _nearest_in_pitch(network: Network, pitch: PitchRange, cancel: CancelToken) -> list[tuple[int, Encoded]]:
    """The stock voices whose pitch is nearest, and how they say the phrase."""
    basis = load_basis()
    tokens = np.array(token_ids(_PHRASE), np.int64)
    found: list[tuple[float, int, Encoded]] = []
    for index, one in enumerate(np.eye(len(basis.names), dtype=np.float32)):
        cancel.raise_if_cancelled()
        style = np.concatenate([basis.timbres[index], basis.manner(one, len(tokens))])
        encoded = network.encode(tokens, style)
        own = pitch_range(encoded.pitch_hz)
        if own is not None:
            found.append((abs(np.log(own.median_hz / pitch.median_hz)), index, encoded))
    found.sort(key=lambda entry: entry[0])
    return [(index, encoded) for _distance, index, encoded in found[:_CANDIDATES]]


def _heard(network: Network, encoded: Encoded, index: int, pitch: PitchRange) -> Samples:
    """The phrase's beginning in a stock voice, at the user's pitch."""
    own = pitch_range(encoded.pitch_hz) or pitch
    moved = encoded.pitch_hz * np.float32(pitch.median_hz / own.median_hz)
    halves = 2 * _HEARD_FRAMES
    return network.decode(
        encoded.features[:, :_HEARD_FRAMES], moved[:halves], encoded.energy[:halves], load_basis().timbres[index]
    )


def _at_encoder_rate(samples: Samples) -> Samples:
    import soxr

    return np.asarray(soxr.resample(samples, SAMPLE_RATE_HZ, ENCODER_RATE_HZ), np.float32)
