import numpy as np
import pytest

from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket import engine as engine_module
from voicecloner.engines.adapters.pocket.engine import PocketEngine, free_memory_bytes, is_int8_wanted
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.settings import EngineOption

NEEDS = PocketEngine().info().requirements


@pytest.fixture
def free(monkeypatch):
    return lambda amount_bytes: monkeypatch.setattr(engine_module, "free_memory_bytes", lambda: amount_bytes)


@pytest.mark.parametrize(
    ("choice", "free_bytes", "expected"),
    [
        ("auto", NEEDS.memory_bytes, False),
        ("auto", NEEDS.memory_bytes - 1, True),
        ("full", 0, False),
        ("int8", 10**12, True),
    ],
)
def test_the_user_decides_else_the_memory(free, choice, free_bytes, expected):
    free(free_bytes)
    assert is_int8_wanted(choice, "cpu", NEEDS) is expected


def test_a_graphics_card_has_no_int8():
    assert not is_int8_wanted("int8", "cuda", NEEDS)


def test_the_engine_declares_what_the_user_can_set():
    (declared,) = PocketEngine().info().load_options
    assert declared.choices == ("auto", "full", "int8")
    assert EngineOption("pocket", declared).setting.key == "pocket_precision"


def test_there_is_some_free_memory():
    assert 10**6 < free_memory_bytes() < 10**14


def loaded(choice):
    engine = PocketEngine()
    engine.choose({"precision": choice})
    engine.load("cpu", no_progress)
    return engine


def said(engine, voice):
    chunks = engine.synthesize(voice, "Hello world.", SpeechOptions("en", seed=1), CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


def is_quantized(engine):
    layer = engine._loaded.model.flow_lm.transformer.layers[0]
    return "Quantized" in type(layer.linear1).__name__ or "quantized" in type(layer.linear1).__module__


def test_either_speaks_with_the_voices_of_the_other(home, user):
    full, int8 = loaded("full"), loaded("int8")
    assert is_quantized(int8)
    assert not is_quantized(full)
    voices = [each.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken()) for each in (full, int8)]
    assert {name: array.shape for name, array in voices[0].arrays.items()} == {
        name: array.shape for name, array in voices[1].arrays.items()
    }
    for engine in (full, int8):
        first, second = (said(engine, voice) for voice in voices)
        assert min(len(first), len(second)) > 0
    assert not np.array_equal(said(full, voices[0]), said(int8, voices[0]))
