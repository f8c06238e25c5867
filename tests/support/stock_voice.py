"""A voice of the natural engine that nobody was recorded for: one of its stock voices as it is."""

import numpy as np

from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.engine import NaturalEngine
from voicecloner.engines.adapters.natural.melody import pitch_range
from voicecloner.engines.adapters.natural.model.network import Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.engines.adapters.natural.voice import NaturalVoice, pack
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, to_bytes

_MEASURED_BY = "We have not heard from the captain since Tuesday. Could you measure the width of this shelf for me?"


def stock_voice(network: Network, name: str = "af_heart") -> NaturalVoice:
    """The stock voice of this name, at the pitch the network gives it."""
    basis = load_basis()
    weights = np.zeros(len(basis.names), np.float32)
    weights[basis.names.index(name)] = 1.0
    timbre = basis.timbres[basis.names.index(name)]
    tokens = np.array(token_ids(phonemes_of(_MEASURED_BY, "en").symbols), np.int64)
    style = np.concatenate([timbre, basis.manner(weights, len(tokens))])
    usual = pitch_range(network.encode(tokens, style).pitch_hz)
    assert usual is not None
    return NaturalVoice(timbre, weights, usual, usual)


def stock_voice_file() -> bytes:
    """The content of its voice file, as if it had been cloned."""
    info = NaturalEngine().info()
    stamp = VoiceStamp(info.id, info.revision, info.requirements.modes[0])
    return to_bytes(StoredVoice(stamp, pack(stock_voice(Network()))))
