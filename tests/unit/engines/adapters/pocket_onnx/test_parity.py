"""What leaves the adapter is what the package's own documented call gives, sample for sample."""

import numpy as np
import pytest

from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.jobs import CancelToken, no_progress

TEXTS = [
    "        Hello world.",  # few words: padded as the model's makers do
    "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background.",
]


@pytest.fixture
def package(home):
    """Loaded as in the package's examples for Pocket TTS."""
    import sherpa_onnx

    folder = home / "models" / "pocket-onnx-en"
    config = sherpa_onnx.OfflineTtsConfig(
        model=sherpa_onnx.OfflineTtsModelConfig(
            pocket=sherpa_onnx.OfflineTtsPocketModelConfig(
                lm_flow=f"{folder}/lm_flow.int8.onnx",
                lm_main=f"{folder}/lm_main.int8.onnx",
                encoder=f"{folder}/encoder.onnx",
                decoder=f"{folder}/decoder.onnx",
                text_conditioner=f"{folder}/text_conditioner.onnx",
                vocab_json=f"{folder}/vocab.json",
                token_scores_json=f"{folder}/token_scores.json",
            ),
            num_threads=2,
            provider="cpu",
        )
    )
    assert config.validate()
    return sherpa_onnx.OfflineTts(config)


def ours(engine, voice, text, seed):
    chunks = engine.synthesize(voice, text, SpeechOptions("en", seed=seed), CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


def wish(samples, seed):
    import sherpa_onnx

    config = sherpa_onnx.GenerationConfig()
    config.reference_audio = samples
    config.reference_sample_rate = 24_000
    config.num_steps = 5
    config.silence_scale = 1.0
    config.extra = {"seed": str(seed), "temperature": "0.3"}
    return config


def theirs(package, samples, text, seed):
    return np.array(package.generate(text, wish(samples, seed)).samples, dtype=np.float32)


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_sound_sample_for_sample(engine, voice, package, user, text, seed):
    np.testing.assert_array_equal(ours(engine, voice, text, seed), theirs(package, user.clip.samples, text, seed))


def test_the_same_pieces(engine, voice, package, user):
    pieces = []

    def hear(samples, _progress):
        pieces.append(samples.copy())
        return 1

    package.generate(TEXTS[1], wish(user.clip.samples, 3), callback=hear)
    chunks = list(engine.synthesize(voice, TEXTS[1], SpeechOptions("en", seed=3), CancelToken()))
    assert len(chunks) == len(pieces) > 1
    for chunk, piece in zip(chunks, pieces, strict=True):
        np.testing.assert_array_equal(chunk.samples, piece)


def test_a_long_reference_is_cut_where_the_package_cuts_it(engine, package):
    noise = np.random.default_rng(1).normal(0, 0.1, 20 * 24_000).astype(np.float32)
    voice = engine.clone([ReferenceClip(AudioClip(noise, 24_000))], VoiceMode.EMBEDDING, no_progress, CancelToken())
    np.testing.assert_array_equal(ours(engine, voice, TEXTS[0], 1), theirs(package, noise, TEXTS[0], 1))
