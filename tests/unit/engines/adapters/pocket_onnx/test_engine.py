import shutil
import threading
from dataclasses import replace

import numpy as np
import pytest

from tests.support.tiny_pocket_onnx import Traits, install_tiny_pocket_onnx
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket_onnx.engine import PocketOnnxEngine
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.errors import (
    Cancelled,
    EngineError,
    InvalidRequest,
    VoiceBoundElsewhere,
    WeightsDamaged,
    WeightsNotFound,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import HOME_VARIABLE, resource


@pytest.fixture
def own_models(home, tmp_path, monkeypatch):
    """A home of one's own without models."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


def say(engine, voice, text="Hello world.", language="en", seed=0):
    return list(engine.synthesize(voice, text, SpeechOptions(language, seed=seed), CancelToken()))


def cloned(engine, user, **changes):
    return engine.clone([replace(user, **changes)], VoiceMode.EMBEDDING, no_progress, CancelToken())


def test_its_language_is_that_of_the_catalogue():
    catalogue = read_catalogue(resource("models/catalogue.json"))
    models = {model.id: model.languages for model in catalogue.models if model.engine == "pocket-onnx"}
    assert models == {"pocket-onnx-en": PocketOnnxEngine().info().abilities.languages}


def test_the_tiny_checkpoint_has_the_files_of_the_catalogue(home):
    known = {file.path for file in read_catalogue(resource("models/catalogue.json")).find("pocket-onnx-en").files}
    made = {path.name for path in (home / "models" / "pocket-onnx-en").iterdir() if not path.name.startswith(".")}
    assert made == known


def test_what_turns_its_thoughts_into_sound_is_not_rounded_to_8_bits():
    model = read_catalogue(resource("models/catalogue.json")).find("pocket-onnx-en")
    assert {file.path: (file.size_bytes, file.gaps) for file in model.files}["decoder.onnx"] == (41_478_706, ())
    assert not any("decoder.int8" in file.path for file in model.files)
    assert "non-commercial" in model.licence.summary


def test_it_speaks_as_calmly_as_its_makers_recommend(engine, voice, monkeypatch):
    said = say(engine, voice)[0].samples
    for other in ("0.3", "0.7"):
        monkeypatch.setattr("voicecloner.engines.adapters.pocket_onnx.speech_model._TEMPERATURE", other)
        assert np.array_equal(say(engine, voice)[0].samples, said) == (other == "0.3")


def test_texts_without_capital_and_end_are_said_as_sentences(engine, voice):
    plain, sentence = (
        say(engine, voice, text) for text in ("no capital and no full stop", "No capital and no full stop.")
    )
    np.testing.assert_array_equal(plain[0].samples, sentence[0].samples)


def test_without_the_model_it_names_the_command_that_fetches_it(own_models):
    with pytest.raises(WeightsNotFound, match="No model of the engine") as caught:
        PocketOnnxEngine().load("cpu", no_progress)
    assert caught.value.hint.endswith("voicecloner models pull pocket-onnx-en")


def test_other_languages_are_refused(engine, user, voice):
    assert say(engine, voice, language="en-GB")
    with pytest.raises(InvalidRequest, match="does not speak “fr”"):
        say(engine, voice, language="fr")
    with pytest.raises(InvalidRequest, match="does not speak “fr”"):
        cloned(engine, user, language="fr")


def test_transcript_mode_is_refused(engine, user):
    with pytest.raises(InvalidRequest, match="sound alone"):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


def test_a_voice_is_the_first_ten_seconds_of_its_references(engine):
    noise = np.random.default_rng(1).normal(0, 0.1, 8 * 24_000).astype(np.float32)
    clip = ReferenceClip(AudioClip(noise, 24_000))
    voice = engine.clone([clip, clip], VoiceMode.EMBEDDING, no_progress, CancelToken())
    np.testing.assert_array_equal(voice.arrays["reference"], np.concatenate([noise, noise])[: 10 * 24_000])


def test_voices_differ(engine, voice, user):
    other = cloned(engine, replace(user, clip=AudioClip(user.clip.samples[::-1].copy(), 24_000)))
    first, second = (np.concatenate([chunk.samples for chunk in say(engine, each)]) for each in (voice, other))
    assert not np.array_equal(first, second)


def test_another_seed_is_another_take(engine, voice):
    first, second, huge = (say(engine, voice, seed=seed)[0].samples for seed in (1, 2, 2**40 + 1))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, huge)


def test_a_voice_of_other_weights_is_refused(engine, voice):
    voice = VoiceData(voice.arrays, {**voice.metadata, "weights": "0" * 64})
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        say(engine, voice)


@pytest.mark.parametrize("name", ["lm_flow.int8.onnx", "encoder.onnx", "vocab.json", "token_scores.json"])
def test_a_damaged_model_is_told(own_models, home, name):
    shutil.copytree(home / "models", own_models / "models")
    path = own_models / "models" / "pocket-onnx-en" / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(WeightsDamaged, match="“pocket-onnx-en” cannot be loaded"):
        PocketOnnxEngine().load("cpu", no_progress)


@pytest.mark.parametrize("change", ["shape", "number", "type", "short", "long", "model"])
def test_damaged_voice_data_is_told(engine, voice, change):
    samples = voice.arrays["reference"].copy()
    changed = {
        "shape": samples[:, None],
        "type": samples.astype(np.float64),
        "short": samples[:100],
        "long": np.tile(samples, 20),
        "number": np.where(np.arange(len(samples)) == 3, np.float32(np.nan), samples),
        "model": samples,
    }[change]
    metadata = {**voice.metadata, "model": "pocket-en"} if change == "model" else voice.metadata
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData({"reference": changed}, metadata))


def test_text_without_words_is_silence(engine, voice):
    assert say(engine, voice, "… --- …") == []


def test_a_decimal_point_is_no_end_of_a_sentence(engine, voice):
    spelled, figures = (say(engine, voice, f"It is 3{point}14.") for point in (" point ", "."))
    np.testing.assert_array_equal(figures[0].samples, spelled[0].samples)


def test_speech_that_would_not_end_is_cut(own_models, user):
    install_tiny_pocket_onnx(own_models, traits=Traits(frames_per_token=1000.0))
    engine = PocketOnnxEngine()
    engine.load("cpu", no_progress)
    short, long = (say(engine, cloned(engine, user), text) for text in ("Hello.", "Hello, " * 10))
    assert 3.0 < sum(len(chunk.samples) for chunk in short) / 24_000 < 6.0
    assert 15.0 < sum(len(chunk.samples) for chunk in long) / 24_000 < 25.0


def test_cloning_that_is_stopped_leaves_at_once(engine, user):
    cancel = CancelToken()
    with engine._loaded._turn:  # as if what was said last was still at work
        threading.Timer(0.05, cancel.cancel).start()
        with pytest.raises(Cancelled):
            engine.clone([user], VoiceMode.EMBEDDING, no_progress, cancel)
    assert cloned(engine, user).arrays


def test_speaking_unloaded_is_refused(engine, voice):
    engine.unload()
    with pytest.raises(EngineError, match="not loaded"):
        say(engine, voice)


def test_unloading_gives_the_memory_back(engine, voice):
    import gc
    import weakref

    package_model = weakref.ref(engine._loaded._tts)
    say(engine, voice)
    engine.unload()
    gc.collect()
    assert package_model() is None
