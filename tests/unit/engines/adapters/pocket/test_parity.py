"""What leaves the adapter is what the package's own documented calls give, sample for sample."""

import json

import numpy as np
import pytest

from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket.engine import PocketEngine
from voicecloner.jobs import CancelToken, no_progress

TEXTS = [
    "Hello world.",
    "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. It is easy to tell.",
    "no capital and no full stop",
]


@pytest.fixture
def description(home, tmp_path):
    """The checkpoint as the package's own documentation has it loaded: from a description that names its files."""
    folder = home / "models" / "pocket-en"
    description = json.loads((folder / "config.yaml").read_text())
    description["weights_path"] = str(folder / "model.safetensors")
    description["flow_lm"]["lookup_table"]["tokenizer_path"] = str(folder / "tokenizer.json")
    path = tmp_path / "tiny.yaml"
    path.write_text(json.dumps(description))
    return path


@pytest.fixture
def package(description):
    from pocket_tts import TTSModel

    return TTSModel.load_model(config=description)


def ours(engine, voice, text, seed):
    chunks = engine.synthesize(voice, text, SpeechOptions("en", seed=seed), CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


def theirs(package, user, text, seed):
    import torch

    state = package.get_state_for_audio_prompt(torch.from_numpy(user.clip.samples)[None])
    torch.manual_seed(seed)
    return package.generate_audio(state, text).numpy()


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_sound_sample_for_sample(engine, voice, package, user, text, seed):
    package.max_decoder_frames_per_call = 1
    np.testing.assert_array_equal(ours(engine, voice, text, seed), theirs(package, user, text, seed))


def test_the_same_sound_but_for_rounding_as_with_the_packages_defaults(engine, voice, package, user):
    """By default the package decodes as many frames at once as are ready, which rounds differently from run to run."""
    difference = ours(engine, voice, TEXTS[1], 3) - theirs(package, user, TEXTS[1], 3)
    assert np.abs(difference).max() < 1e-5


def test_the_same_voice(engine, voice, package, user, tmp_path):
    """Our file's arrays are those that the package writes into a file of its own."""
    import safetensors.numpy
    import torch
    from pocket_tts import export_model_state

    state = package.get_state_for_audio_prompt(torch.from_numpy(user.clip.samples)[None])
    export_model_state(state, tmp_path / "voice.safetensors")
    exported = safetensors.numpy.load_file(tmp_path / "voice.safetensors")
    assert exported.keys() == voice.arrays.keys()
    for name, array in exported.items():
        np.testing.assert_array_equal(voice.arrays[name], array)


def test_a_long_reference_is_cut_where_the_package_cuts_it(engine, package):
    import torch

    noise = np.random.default_rng(1).normal(0, 0.1, 40 * 24_000).astype(np.float32)
    long = engine.clone([ReferenceClip(AudioClip(noise, 24_000))], VoiceMode.EMBEDDING, no_progress, CancelToken())
    state = package.get_state_for_audio_prompt(torch.from_numpy(noise[: 30 * 24_000])[None])
    cache = next(name for name in long.arrays if name.endswith("/cache"))
    module = cache.rpartition("/")[0]
    np.testing.assert_array_equal(long.arrays[cache], state[module]["cache"].numpy())


@pytest.mark.filterwarnings("ignore:torch.ao.quantization is deprecated:DeprecationWarning")
def test_the_same_sound_and_voice_in_8_bits(description, user):
    from pocket_tts import TTSModel

    engine = PocketEngine()
    engine.choose({"precision": "int8"})
    engine.load("cpu", no_progress)
    package = TTSModel.load_model(config=description, quantize=True)
    package.max_decoder_frames_per_call = 1
    voice = engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
    np.testing.assert_array_equal(ours(engine, voice, TEXTS[1], 7), theirs(package, user, TEXTS[1], 7))
