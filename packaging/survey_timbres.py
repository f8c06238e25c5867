"""Try some hundred timbres once for everybody and keep what the speaker encoder heard: `known_timbres.safetensors`.

    python packaging/survey_timbres.py resources/natural/known_timbres.safetensors

Not needed to run the program. It says one phrase in each of the 54 stock timbres and in 200 random mixtures, which
takes a quarter of an hour on one core, and makes the directions in which the fitting of a voice moves: the principal
components of the stock timbres. Only the program's own network, voices and encoder are used; no recording of anybody.
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from voicecloner.engines.adapters.natural.bands import Numbers
from voicecloner.engines.adapters.natural.basis import Basis, load_basis
from voicecloner.engines.adapters.natural.fitting.heard import listen, unit, windows_of
from voicecloner.engines.adapters.natural.melody import pitch_range, sung
from voicecloner.engines.adapters.natural.model.network import Encoded, Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange
from voicecloner.speech.speaker import SpeakerEncoder

PHRASE = "Bring your coat and a thermos of tea."
SENTENCE = "We have not heard from the captain since Tuesday."
MANNER = "af_heart"
MIXTURES = 200
DIRECTIONS = 53
HALF_RANGE_OCTAVES = 0.3
LOWEST_HZ, HIGHEST_HZ = 70.0, 320.0


def main() -> None:
    """Write the file named on the command line."""
    basis, network, encoder = load_basis(), Network(threads=2), SpeakerEncoder()
    mean, components, stock = directions(basis.timbres)
    pitches = np.array([usual_pitch_hz(network, basis, index) for index in range(len(basis.names))])
    places, medians = mixtures(stock, pitches)
    phrase = encoded(network, basis, PHRASE, basis.names.index(MANNER))
    heard = [
        listen(said(network, phrase, mean + place @ components, median))
        for place, median in zip(places, medians, strict=True)
    ]
    neutral = np.exp(np.mean([np.log(each.bands.mean(axis=0) + 1e-9) for each in heard], axis=0))
    found = [unit(encoder.embed_bands(windows_of(each.flattened(neutral)))) for each in heard]
    arrays = {
        "mean": mean.astype(np.float32),
        "components": components.astype(np.float32),
        "places": places.astype(np.float32),
        "embeddings": np.array(found, np.float16),
        "pitches_hz": medians.astype(np.float32),
        "neutral": neutral.astype(np.float32),
    }
    save_file(arrays, Path(sys.argv[1]))


def directions(timbres: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Mean, what a standard deviation along each principal component adds, and the places of the timbres."""
    mean = timbres.mean(axis=0)
    _, sizes, rows = np.linalg.svd(timbres - mean, full_matrices=False)
    components = (rows * sizes[:, None] / np.sqrt(len(timbres)))[:DIRECTIONS]
    return mean, components, np.linalg.lstsq(components.T, (timbres - mean).T, rcond=None)[0].T


def mixtures(stock: Numbers, pitches_hz: Numbers) -> tuple[Numbers, Numbers]:
    """Places and pitches: the stock voices', then random mixtures of two to five, some beyond them all."""
    random = np.random.default_rng(5)
    places, medians = list(stock), list(pitches_hz)
    for _ in range(MIXTURES):
        chosen = random.choice(len(stock), random.integers(2, 6), replace=False)
        shares = random.dirichlet(np.ones(len(chosen)))
        beyond = random.uniform(0.9, 1.6)
        places.append(shares @ stock[chosen] * beyond + random.normal(size=stock.shape[1]) * 0.25)
        medians.append(np.exp(shares @ np.log(pitches_hz[chosen]) + random.normal() * 0.1))
    return np.array(places), np.clip(medians, LOWEST_HZ, HIGHEST_HZ)


def usual_pitch_hz(network: Network, basis: Basis, index: int) -> float:
    """The median pitch at which the network lets a stock voice speak."""
    pitch = pitch_range(encoded(network, basis, SENTENCE, index).pitch_hz)
    if pitch is None:
        raise ValueError(basis.names[index])
    return pitch.median_hz


def encoded(network: Network, basis: Basis, text: str, manner: int) -> Encoded:
    """A text as a stock voice says it."""
    tokens = np.array(token_ids(phonemes_of(text, "en").symbols), np.int64)
    weights = np.eye(len(basis.names), dtype=np.float32)[manner]
    return network.encode(tokens, np.concatenate([basis.timbres.mean(axis=0), basis.manner(weights, len(tokens))]))


def said(network: Network, phrase: Encoded, timbre: Numbers, median_hz: float) -> Numbers:
    """The phrase in a timbre, at a pitch."""
    usual = pitch_range(phrase.pitch_hz) or PitchRange(median_hz, median_hz, median_hz)
    wanted = PitchRange(median_hz, median_hz * 2**-HALF_RANGE_OCTAVES, median_hz * 2**HALF_RANGE_OCTAVES)
    voice = NaturalVoice(timbre.astype(np.float32), np.zeros(0, np.float32), wanted, usual)
    return network.decode(phrase.features, sung(phrase, voice), phrase.energy, voice.timbre)


if __name__ == "__main__":
    main()
