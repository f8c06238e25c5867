import hashlib

import numpy as np
import pytest

from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.model.network import Network
from voicecloner.paths import resource


def test_the_file_is_the_one_its_readme_speaks_of() -> None:
    content = resource("natural/stock_voices.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() in resource("natural/README.md").read_text("utf-8")


def test_it_holds_54_voices() -> None:
    basis = load_basis()
    assert len(basis.names) == len(set(basis.names)) == 54
    assert basis.timbres.shape == (54, 128)
    assert basis.manner(np.full(54, 1 / 54, np.float32), 60).shape == (128,)
    assert all(np.isfinite(array).all() for array in (basis.timbres, basis.manners, basis.courses))


@pytest.mark.parametrize(("count", "same"), [(0, 1), (511, 510), (9999, 510)])
def test_texts_of_odd_lengths_have_a_manner_too(count: int, same: int) -> None:
    weights = np.eye(54, dtype=np.float32)[3]
    np.testing.assert_array_equal(load_basis().manner(weights, count), load_basis().manner(weights, same))


def test_a_mixture_of_manners_lies_between_them() -> None:
    first, second = np.eye(54, dtype=np.float32)[:2]
    basis = load_basis()
    middle = basis.manner((first + second) / 2, 80)
    np.testing.assert_allclose(middle, (basis.manner(first, 80) + basis.manner(second, 80)) / 2, atol=1e-6)


def test_stock_voices_speak_at_their_own_pitch(network: Network) -> None:
    """A man's and a woman's voice, by what the network makes of them."""
    basis = load_basis()
    tokens = np.array([16, 56, 102, 54, 46, 157, 31, 16, 62, 156, 51, 3, 16, 50, 156, 43, 102, 54, 4], np.int64)
    medians = []
    for name in ("am_michael", "af_heart"):
        index = basis.names.index(name)
        manner = basis.manner(np.eye(54, dtype=np.float32)[index], len(tokens))
        pitch = network.encode(tokens, np.concatenate([basis.timbres[index], manner])).pitch_hz
        medians.append(np.median(pitch[pitch > 40]))
    assert 80 < medians[0] < 160 < medians[1] < 280
