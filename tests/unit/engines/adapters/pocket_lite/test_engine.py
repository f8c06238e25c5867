import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.support.tiny_pocket_lite import install_tiny_pocket_lite
from tests.support.tiny_pocket_onnx import Traits
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket_lite.engine import PocketLiteEngine
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

FRAME = 1920


@pytest.fixture
def own_models(home, tmp_path, monkeypatch):
    """A home of one's own without models."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


def say(engine, voice, text="Hello world.", language="en", seed=0, cancel=None):
    return list(engine.synthesize(voice, text, SpeechOptions(language, seed=seed), cancel or CancelToken()))


def cloned(engine, user, **changes):
    return engine.clone([replace(user, **changes)], VoiceMode.EMBEDDING, no_progress, CancelToken())


def loaded():
    engine = PocketLiteEngine()
    engine.load("cpu", no_progress)
    return engine


def test_its_languages_are_those_of_the_catalogue():
    catalogue = read_catalogue(resource("models/catalogue.json"))
    models = [model for model in catalogue.models if model.engine == "pocket-lite"]
    assert tuple(tag for model in models for tag in model.languages) == PocketLiteEngine().info().abilities.languages
    assert [model.id for model in models] == [f"pocket-lite-{model.languages[0]}" for model in models]


def test_its_models_come_from_one_commit_without_an_account():
    models = [m for m in read_catalogue(resource("models/catalogue.json")).models if m.engine == "pocket-lite"]
    sources = {(file.source.repo, file.source.revision) for model in models for file in model.files}
    assert sources == {("KevinAHM/pocket-tts-onnx", "58a6d00cf13d239b6748cb0769f35c580a8f606c")}
    assert not any(model.gated for model in models)
    assert "consent" in models[0].licence.summary


def test_the_tiny_model_has_the_files_of_the_catalogue(home):
    known = {file.path for file in read_catalogue(resource("models/catalogue.json")).find("pocket-lite-en").files}
    made = {path.name for path in (home / "models" / "pocket-lite-en").iterdir() if not path.name.startswith(".")}
    assert made == known


def test_without_a_model_it_names_the_command_that_fetches_one(own_models):
    with pytest.raises(WeightsNotFound, match="No model of the engine") as caught:
        PocketLiteEngine().load("cpu", no_progress)
    assert caught.value.hint.endswith("voicecloner models pull pocket-lite-en")


def test_every_language_has_a_model_of_its_own_and_a_voice_keeps_to_one(own_models, user):
    for language in ("en", "fr"):
        install_tiny_pocket_lite(own_models, language)
    engine = loaded()
    french = cloned(engine, user, language="fr-CA")
    assert french.metadata["model"] == "pocket-lite-fr"
    assert say(engine, french, "Bonjour le monde.", "fr")
    with pytest.raises(InvalidRequest, match="cannot speak “en”"):
        say(engine, french)
    with pytest.raises(InvalidRequest, match="does not speak “cs”"):
        cloned(engine, user, language="cs")
    with pytest.raises(WeightsNotFound, match="Pocket TTS light, German"):
        cloned(engine, user, language="de")


def test_transcript_mode_is_refused(engine, user):
    with pytest.raises(InvalidRequest, match="sound alone"):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


def test_a_voice_is_the_first_twenty_seconds_of_its_references(engine):
    noise = np.random.default_rng(1).normal(0, 0.1, 15 * 24_000).astype(np.float32)
    clip = ReferenceClip(AudioClip(noise, 24_000))
    voice = engine.clone([clip, clip], VoiceMode.EMBEDDING, no_progress, CancelToken())
    assert voice.arrays["frames"].shape == (250, 1024)


def test_voices_differ(engine, voice, user):
    other = cloned(engine, user, clip=AudioClip(user.clip.samples[::-1].copy(), 24_000))
    first, second = (np.concatenate([chunk.samples for chunk in say(engine, each)]) for each in (voice, other))
    assert not np.array_equal(first, second)


def test_another_seed_is_another_take_and_the_same_seed_the_same(engine, voice):
    first, again, second = (say(engine, voice, seed=seed)[0].samples for seed in (1, 1, 2**40 + 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, second)


def test_a_voice_of_other_weights_is_refused(engine, voice):
    other = VoiceData(voice.arrays, {**voice.metadata, "weights": "0" * 64})
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        say(engine, other)


@pytest.mark.parametrize(
    "name",
    [
        "mimi_encoder.onnx",
        "text_conditioner.onnx",
        "flow_lm_main_int8.onnx",
        "flow_lm_flow_int8.onnx",
        "mimi_decoder.onnx",
        "tokenizer.model",
        "bundle.json",
        "bos_before_voice.npy",
    ],
)
def test_a_damaged_model_is_told(own_models, home, name):
    shutil.copytree(home / "models", own_models / "models")
    path = own_models / "models" / "pocket-lite-en" / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(WeightsDamaged, match="“pocket-lite-en” cannot be loaded"):
        loaded()


@pytest.mark.parametrize(
    "change", [{"flow_lm_state_manifest": None}, {"sample_rate": "?"}, {"mimi_state_manifest": [{}]}]
)
def test_a_description_that_makes_no_sense_is_told(own_models, home, change):
    shutil.copytree(home / "models", own_models / "models")
    folder = own_models / "models" / "pocket-lite-en"
    before = (folder / "bundle.json").stat().st_size
    told = json.dumps(json.loads((folder / "bundle.json").read_text("utf-8")) | change)
    (folder / "bundle.json").write_text(told.ljust(before)[: max(before, len(told))], "utf-8")
    record = folder / ".voicecloner.json"
    record.write_text(record.read_text("utf-8").replace(str(before), str((folder / "bundle.json").stat().st_size)))
    with pytest.raises(WeightsDamaged, match="“pocket-lite-en” cannot be loaded"):
        loaded()


@pytest.mark.parametrize("change", ["shape", "number", "type", "short", "long", "model", "name"])
def test_damaged_voice_data_is_told(engine, voice, change):
    frames = voice.arrays["frames"].copy()
    spoiled = frames.copy()
    spoiled[3, 3] = np.nan
    arrays = {
        "shape": {"frames": frames[:, :100]},
        "type": {"frames": frames.astype(np.float64)},
        "short": {"frames": frames[:10]},
        "long": {"frames": np.tile(frames, (20, 1))},
        "number": {"frames": spoiled},
        "model": {"frames": frames},
        "name": {"other": frames},
    }[change]
    metadata = {**voice.metadata, "model": "pocket-en"} if change == "model" else voice.metadata
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData(arrays, metadata))


def test_text_without_words_is_silence(engine, voice):
    assert say(engine, voice, "… --- …") == []


def test_texts_of_too_many_tokens_are_said_in_pieces(engine, voice):
    text = "The quick brown fox jumps over the lazy dog and Glue the sheet to the dark blue background, he said to her."
    model = engine._loaded
    assert len(model._tokens(text)) > 50
    pieces = model._pieces(text)
    assert " ".join(pieces) == text
    assert all(len(model._tokens(piece)) <= 50 for piece in pieces)


def test_speech_that_would_not_end_is_cut(own_models, user):
    install_tiny_pocket_lite(own_models, traits=Traits(frames_per_token=1000.0))
    engine = loaded()
    tokens = len(engine._loaded._tokens("Hello."))
    said = say(engine, cloned(engine, user), "Hello.")
    frames = sum(len(chunk.samples) for chunk in said) // FRAME
    assert frames == int(np.ceil((tokens / 3 + 2) * 12.5))


def test_the_first_sound_comes_after_two_frames(engine, voice):
    chunks = say(engine, voice, "The birch canoe slid on the smooth planks.")
    assert [len(chunk.samples) // FRAME for chunk in chunks[:4]] == [2, 4, 8, 12]


def test_it_stops_between_two_frames(engine, voice):
    cancel = CancelToken()
    said = engine.synthesize(voice, "Glue the sheet to the dark blue background.", SpeechOptions("en"), cancel)
    next(said)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(said)
