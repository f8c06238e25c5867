from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.stock_sentence import SENTENCE
from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.melody import pitch_range
from voicecloner.engines.adapters.natural.model.network import Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange, pack
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def cut_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in whose cache the stages lie, so that not every test cuts them anew."""
    return tmp_path_factory.mktemp("natural_home")


@pytest.fixture(scope="session")
def network(cut_home: Path) -> Iterator[Network]:
    """The real network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(cut_home))
        yield Network()


@pytest.fixture(scope="session")
def voice(network: Network) -> VoiceData:
    """A stock voice, lowered to 100 Hz."""
    basis = load_basis()
    index = basis.names.index("am_michael")
    manner = np.eye(54, dtype=np.float32)[index]
    tokens = np.array(token_ids(phonemes_of(SENTENCE, "en").symbols), np.int64)
    style = np.concatenate([basis.timbres[index], basis.manner(manner, len(tokens))])
    usual = pitch_range(network.encode(tokens, style).pitch_hz)
    assert usual is not None
    return pack(NaturalVoice(basis.timbres[index], manner, PitchRange(100.0, 82.0, 122.0), usual))
