import numpy as np
import pytest

from voicecloner.engines.adapters.natural.model import model_files
from voicecloner.engines.adapters.natural.model.model_files import _whole_model
from voicecloner.engines.adapters.natural.model.network import FRAME_SAMPLES, Network

TOKENS = np.array([16, 56, 102, 54, 46, 157, 31, 16, 62, 156, 51, 3, 16, 50, 156, 43, 102, 54, 4], np.int64)


@pytest.fixture(scope="module")
def style() -> np.ndarray:
    return np.random.default_rng(3).normal(0, 0.1, 256).astype(np.float32)


def test_the_two_stages_give_the_samples_of_the_whole(network: Network, style: np.ndarray) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    whole = onnxruntime.InferenceSession(_whole_model(), options, providers=["CPUExecutionProvider"])
    inputs = {"tokens": np.pad(TOKENS, 1)[None], "style": style[None], "speed": np.array([1.25], np.float32)}
    encoded = network.encode(TOKENS, style, 1.25)
    sound = network.decode(encoded.features, encoded.pitch_hz, encoded.energy, style[:128])
    np.testing.assert_array_equal(sound, whole.run(None, inputs)[0].ravel())


def test_what_is_encoded_has_the_lengths_it_says(network: Network, style: np.ndarray) -> None:
    encoded = network.encode(TOKENS, style)
    frames = int(encoded.frames_per_token.sum())
    assert encoded.frames == frames
    assert encoded.features.shape == (512, frames)
    assert encoded.pitch_hz.shape == encoded.energy.shape == (2 * frames,)
    assert len(encoded.frames_per_token) == len(TOKENS) + 2
    sound = network.decode(encoded.features[:, :20], encoded.pitch_hz[:40], encoded.energy[:40], style[:128])
    assert (sound.dtype, sound.shape) == (np.dtype(np.float32), (20 * FRAME_SAMPLES,))


def test_a_higher_speed_is_shorter(network: Network, style: np.ndarray) -> None:
    slow, fast = (network.encode(TOKENS, style, speed).frames for speed in (0.5, 2.0))
    assert slow > 2.5 * fast


@pytest.mark.parametrize("count", [0, 511])
def test_texts_that_do_not_fit_are_refused(network: Network, style: np.ndarray, count: int) -> None:
    with pytest.raises(ValueError, match="tokens"):
        network.encode(np.ones(count, np.int64), style)


def test_on_a_processor_that_cuts_sums_off_it_sounds_the_same(monkeypatch, network: Network, style: np.ndarray) -> None:
    monkeypatch.setattr(model_files, "are_exact", lambda: False)
    encoded = network.encode(TOKENS, style)
    sounds = [
        each.decode(encoded.features, encoded.pitch_hz, encoded.energy, style[:128]) for each in (network, Network())
    ]
    np.testing.assert_array_equal(sounds[0], sounds[1])
