"""Keep what both ears hear of other speakers, among whom the voices are placed: `other_speakers.safetensors`.

    python packaging/survey_speakers.py POOL_FOLDER resources/speaker/other_speakers.safetensors [STOCK_FOLDER]

Not needed to run the program; takes five minutes on one core, and scikit-learn. POOL_FOLDER holds a recording each of
people who may be named (see `resources/speaker/README.md`). The 54 stock voices of the natural engine say two
sentences each; STOCK_FOLDER keeps their sound, and what is there already is not said anew. No sound gets into the file.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from safetensors.numpy import save_file

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.engines.adapters.natural.basis import Basis, load_basis
from voicecloner.engines.adapters.natural.model.network import SAMPLE_RATE_HZ, Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.quality.scoring.speech_only import speech_only
from voicecloner.sound.cepstra import spoken_cepstra
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.speech.speaker_mixtures import Mixtures
from voicecloner.speech.vad import SpeechDetector

SENTENCES = (
    "Beyond the dark pines, thin clouds hung over hills as red as fire, and the long day was sure to grow warm.",
    "Then a pair of birds rose into the air.",
)
PAUSE_S = 0.2
MIXTURES = 64
ROUNDS = 60
LEAST_VARIANCE = 1e-3


def main() -> None:
    """Write the file named second."""
    pool, target = map(Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory() as temporary:
        stock = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(temporary)
        say_all(stock)
        paths = [*sorted(pool.glob("*.flac")), *sorted(stock.glob("*.wav"))]
        detector = SpeechDetector()
        speech = [speech_only(read(path), detector) for path in paths]
    encoder = SpeakerEncoder()
    cepstra = [spoken_cepstra(each) for each in speech]
    mixtures = fitted(np.concatenate(cepstra))
    arrays = {
        "embeddings": np.array([encoder.embed(each) for each in speech], np.float16),
        "weights": mixtures.weights.astype(np.float32),
        "everybody": mixtures.means.astype(np.float32),
        "variances": mixtures.variances.astype(np.float32),
        "means": np.array([mixtures.adapted(mixtures.statistics(each)) for each in cepstra], np.float16),
    }
    save_file(arrays, target, {"names": " ".join(path.stem for path in paths)})
    print(f"{len(paths)} speakers, {sum(map(len, cepstra)) / 100:.0f} s of loud speech")


def say_all(folder: Path) -> None:
    """Have each stock voice say the sentences, in its own manner and at its own pitch."""
    folder.mkdir(parents=True, exist_ok=True)
    basis, network = load_basis(), None
    for index, name in enumerate(basis.names):
        path = folder / f"{name}.wav"
        if not path.exists():
            network = network or Network(threads=2)
            soundfile.write(path, said(network, basis, index), SAMPLE_RATE_HZ, subtype="FLOAT")


def said(network: Network, basis: Basis, index: int) -> Samples:
    """The sentences as one stock voice says them."""
    pieces = []
    weights = np.eye(len(basis.names), dtype=np.float32)[index]
    for text in SENTENCES:
        tokens = np.array(token_ids(phonemes_of(text, "en").symbols), np.int64)
        style = np.concatenate([basis.timbres[index], basis.manner(weights, len(tokens))])
        encoded = network.encode(tokens, style)
        pieces.append(network.decode(encoded.features, encoded.pitch_hz, encoded.energy, basis.timbres[index]))
        pieces.append(np.zeros(round(PAUSE_S * SAMPLE_RATE_HZ), np.float32))
    return np.concatenate(pieces)


def read(path: Path) -> AudioClip:
    """A recording, its channels averaged."""
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return AudioClip(np.asarray(samples.mean(axis=1), np.float32), sample_rate)


def fitted(cepstra: np.typing.NDArray[np.float64]) -> Mixtures:
    """One mixture for all of them, by expectation and maximization."""
    from sklearn.mixture import GaussianMixture

    found = GaussianMixture(
        MIXTURES, covariance_type="diag", random_state=0, max_iter=ROUNDS, reg_covar=LEAST_VARIANCE
    ).fit(cepstra)
    return Mixtures(found.weights_, found.means_, found.covariances_)


if __name__ == "__main__":
    main()
