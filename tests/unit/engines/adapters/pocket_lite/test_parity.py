"""What leaves the adapter is what the networks give in the order that their maker describes.

His runner is no package that could be called. What it does is written down here anew, whole texts at a time and without
any of the adapter's parts: https://huggingface.co/KevinAHM/pocket-tts-onnx, ``pocket_tts_onnx.py`` of May 2026.
"""

import json

import numpy as np
import pytest

from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.jobs import CancelToken

TEXTS = {
    "Yes.": 5,  # so many frames come after the end of a text of four words or fewer, of others three
    "The birch canoe slid on the smooth planks.": 3,
}
PREDICTED = 2  # what the language model gives before its memories: the thought, and whether it is the end


@pytest.fixture
def folder(home):
    return home / "models" / "pocket-lite-en"


@pytest.fixture
def run(folder):
    """Calls a network of the model by the name of its file; gives a list of arrays."""
    import onnxruntime

    def call(name, **inputs):
        return onnxruntime.InferenceSession(str(folder / name)).run(None, inputs)

    return call


def described(folder):
    return json.loads((folder / "bundle.json").read_text("utf-8"))


def zeros(manifest):
    return {entry["input_name"]: np.zeros(entry["shape"], entry["dtype"]) for entry in manifest}


def remembered(manifest, outputs):
    return {entry["input_name"]: outputs[entry["index"]] for entry in manifest}


def latents_of(folder, run, heard, text, seed):
    """All frames of a text."""
    import sentencepiece

    tokenizer = sentencepiece.SentencePieceProcessor(str(folder / "tokenizer.model"))
    manifest = described(folder)["flow_lm_state_manifest"]
    no_frame, no_text = np.zeros((1, 0, 32), np.float32), np.zeros((1, 0, 1024), np.float32)
    voice = np.concatenate([np.load(folder / "bos_before_voice.npy"), heard], axis=1)
    state = zeros(manifest)
    for read in (voice, run("text_conditioner.onnx", token_ids=np.array([tokenizer.Encode(text)]))[0]):
        outputs = run("flow_lm_main_int8.onnx", sequence=no_frame, text_embeddings=read, **state)
        state = remembered(manifest, outputs[PREDICTED:])
    random = np.random.default_rng(seed)
    frames, frame, ended_at = [], np.full((1, 1, 32), np.nan, np.float32), None
    while True:
        outputs = run("flow_lm_main_int8.onnx", sequence=frame, text_embeddings=no_text, **state)
        state = remembered(manifest, outputs[PREDICTED:])
        if outputs[1].item() > -4 and ended_at is None:
            ended_at = len(frames)
        if ended_at is not None and len(frames) >= ended_at + TEXTS[text]:
            return np.concatenate(frames, axis=1)
        noise = random.normal(0, 0.3**0.5, (1, 32)).astype(np.float32)
        one, zero = np.ones((1, 1), np.float32), np.zeros((1, 1), np.float32)
        frame = (noise + run("flow_lm_flow_int8.onnx", c=outputs[0], s=zero, t=one, x=noise)[0]).reshape(1, 1, 32)
        frames.append(frame)


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_sound(folder, engine, voice, user, run, text, seed):  # noqa: PLR0917 - fixtures
    heard = run("mimi_encoder.onnx", audio=user.clip.samples[None, None])[0]
    latents = latents_of(folder, run, heard, text, seed)
    theirs = run("mimi_decoder.onnx", latent=latents, **zeros(described(folder)["mimi_state_manifest"]))[0].reshape(-1)
    chunks = list(engine.synthesize(voice, text, SpeechOptions("en", seed=seed), CancelToken()))
    ours = np.concatenate([chunk.samples for chunk in chunks])
    assert len(ours) == len(theirs)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert [len(chunk.samples) // 1920 for chunk in chunks][:2] == [2, 4][: len(chunks)]


def test_the_voice_is_what_the_encoder_hears(voice, user, run):
    heard = run("mimi_encoder.onnx", audio=user.clip.samples[None, None])[0]
    np.testing.assert_array_equal(voice.arrays["frames"], heard[0])
