import shutil
from collections.abc import Generator
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from tests.support.tiny_pocket import install_tiny_pocket
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket.engine import PocketEngine
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.torch_tools import on_threads
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
def own_models(tmp_path, monkeypatch):
    """A home of one's own without models."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


def say(engine, voice, text="Hello world.", language="en"):
    return list(engine.synthesize(voice, text, SpeechOptions(language), CancelToken()))


def cloned(engine, user, **changes):
    return engine.clone([replace(user, **changes)], VoiceMode.EMBEDDING, no_progress, CancelToken())


def test_its_languages_are_those_of_the_catalogue():
    catalogue = read_catalogue(resource("models/catalogue.json"))
    models = {model.id: model.languages for model in catalogue.models if model.engine == "pocket"}
    assert models == {f"pocket-{tag}": (tag,) for tag in PocketEngine().info().abilities.languages}


def test_the_package_knows_every_language():
    from pocket_tts.utils.config import CONFIGS_DIR

    from voicecloner.engines.adapters.pocket.engine import _LANGUAGES

    assert [name for name in _LANGUAGES.values() if not (CONFIGS_DIR / f"{name}.yaml").is_file()] == []


def test_without_a_model_it_names_the_command_that_fetches_one(own_models):
    with pytest.raises(WeightsNotFound, match="No model of the engine") as caught:
        PocketEngine().load("cpu", no_progress)
    assert caught.value.hint.endswith("voicecloner models pull pocket-en")


def test_without_the_model_of_a_language_it_names_the_command_that_fetches_it(engine, user):
    with pytest.raises(WeightsNotFound, match="“Pocket TTS, German” is not on this computer") as caught:
        cloned(engine, user, language="de-AT")
    assert caught.value.hint.endswith("voicecloner models pull pocket-de")


def test_a_language_it_does_not_speak_is_refused(engine, user):
    with pytest.raises(InvalidRequest, match="does not speak “sv”"):
        cloned(engine, user, language="sv")


def test_a_voice_speaks_the_language_of_its_recording_only(engine, voice):
    assert say(engine, voice, language="en-GB")
    with pytest.raises(InvalidRequest, match="cannot speak “fr”"):
        say(engine, voice, language="fr")


def test_transcript_mode_is_refused(engine, user):
    with pytest.raises(InvalidRequest, match="sound alone"):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


def test_every_language_has_its_own_model_and_voices(own_models, user):
    for seed, tag in enumerate(("en", "de")):
        install_tiny_pocket(own_models, f"pocket-{tag}", seed)
    engine = PocketEngine()
    engine.load("cpu", no_progress)
    english, german = cloned(engine, user, language="en"), cloned(engine, user, language="de")
    first = np.concatenate([chunk.samples for chunk in say(engine, english)])
    assert say(engine, german, "Guten Tag.", "de")
    np.testing.assert_array_equal(np.concatenate([chunk.samples for chunk in say(engine, english)]), first)


def test_a_voice_of_other_weights_is_refused(voice, own_models):
    install_tiny_pocket(own_models, seed=9)
    engine = PocketEngine()
    engine.load("cpu", no_progress)
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        say(engine, voice)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_model_is_told(own_models, home, name):
    shutil.copytree(home / "models", own_models / "models")
    path = own_models / "models" / "pocket-en" / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(WeightsDamaged, match="“pocket-en” cannot be loaded"):
        PocketEngine().load("cpu", no_progress)


def test_weights_that_cannot_clone_are_told(own_models):
    import safetensors.torch

    path = install_tiny_pocket(own_models) / "model.safetensors"
    weights = safetensors.torch.load_file(path)
    weights["flow_lm.speaker_proj_weight"].zero_()
    safetensors.torch.save_file(weights, path)
    with pytest.raises(WeightsDamaged, match="cannot clone") as caught:
        PocketEngine().load("cpu", no_progress)
    assert "models pull pocket-en" in caught.value.hint


def test_a_missing_graphics_card_is_told(home, monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineError, match="No graphics card"):
        PocketEngine().load("cuda", no_progress)


@pytest.mark.parametrize("change", ["shape", "number", "count", "name"])
def test_damaged_voice_data_is_told(engine, voice, change):
    arrays = {name: array.copy() for name, array in voice.arrays.items()}
    cache = next(name for name in arrays if name.endswith("/cache"))
    if change == "shape":
        arrays[cache] = arrays[cache][..., :1]
    elif change == "number":
        arrays[cache][0, 0, 3] = np.nan
    elif change == "count":
        arrays[cache.replace("/cache", "/offset")] += 1
    else:
        arrays["stranger/cache"] = arrays.pop(cache)
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData(arrays, voice.metadata))


def test_cloning_stops_in_the_middle(engine, user):
    """The network asks before each layer: the third time it is told to stop."""

    class Impatient(CancelToken):
        asked = 0

        def raise_if_cancelled(self):
            self.asked += 1
            if self.asked == 3:
                self.cancel()
            super().raise_if_cancelled()

    cancel = Impatient()
    with pytest.raises(Cancelled):
        engine.clone([user], VoiceMode.EMBEDDING, no_progress, cancel)
    assert cancel.asked == 3
    assert cloned(engine, user).arrays


def test_text_without_words_is_silence(engine, voice):
    assert say(engine, voice, "… --- …") == []


def test_sound_comes_in_pieces_of_80_ms(engine, voice):
    assert {len(chunk.samples) for chunk in say(engine, voice)} == {1920}


def test_unloading_gives_the_memory_back(engine, voice):
    import gc
    import weakref

    model = weakref.ref(engine._loaded.model)
    say(engine, voice)
    engine.unload()
    gc.collect()
    assert model() is None


def test_other_engines_keep_their_threads(user):
    """The package's import and its work want one."""
    import torch

    with on_threads(2):
        made = PocketEngine()
        made.load("cpu", no_progress)
        voice = cloned(made, user)
        assert torch.get_num_threads() == 2
        speech = made.synthesize(voice, "Hello world.", SpeechOptions("en"), CancelToken())
        next(speech)
        assert torch.get_num_threads() == 1
        cast(Generator[object], speech).close()
        assert torch.get_num_threads() == 2
