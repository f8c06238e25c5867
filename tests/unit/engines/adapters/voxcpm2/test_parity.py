"""What leaves the adapter is what the package's own documented calls give, sample for sample."""

import json
import shutil
import warnings

import numpy as np
import pytest
import soundfile

from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.jobs import CancelToken

TEXTS = [
    "Hello world.",
    "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. It is easy to tell.",
    "no capital and no full stop",
]


@pytest.fixture(scope="module")
def package(home, tmp_path_factory):
    """The checkpoint as the package's own documentation has it loaded, with the kind of number it is to reckon with."""
    from voxcpm import VoxCPM

    folder = shutil.copytree(home / "models" / "voxcpm2", tmp_path_factory.mktemp("package") / "VoxCPM2")
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"dtype": "float32"}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return VoxCPM.from_pretrained(str(folder), load_denoiser=False, optimize=False, device="cpu")


@pytest.fixture(scope="module")
def recording(user, tmp_path_factory):
    path = tmp_path_factory.mktemp("recording") / "user.wav"
    soundfile.write(path, user.clip.samples, user.clip.sample_rate, subtype="FLOAT")
    return str(path)


def ours(engine, voice, text, seed):
    chunks = engine.synthesize(voice, text, SpeechOptions("en", seed=seed), CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


def theirs(package, engine, text, seed, **recording):
    import torch

    torch.manual_seed(seed)
    longest = engine._loaded.most_patches(text)
    pieces = package.generate_streaming(text, max_len=longest, retry_badcase=False, **recording)
    return np.concatenate(list(pieces))


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_sound_from_the_recording_alone(engine, wordless_voice, package, recording, text, seed):
    expected = theirs(package, engine, text, seed, reference_wav_path=recording)
    np.testing.assert_array_equal(ours(engine, wordless_voice, text, seed), expected)


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_sound_from_the_recording_and_its_words(engine, voice, package, recording, user, text):
    known = {"reference_wav_path": recording, "prompt_wav_path": recording, "prompt_text": user.transcript}
    np.testing.assert_array_equal(ours(engine, voice, text, 3), theirs(package, engine, text, 3, **known))
