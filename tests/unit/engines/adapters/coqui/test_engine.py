import gc
import re
import weakref
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from tests.engine_contract.references import speech
from tests.support.unloaded_coqui import ENGINES, unloaded
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.coqui.infos import XTTS
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

TEXT = "Hello world."
each_engine = pytest.mark.parametrize("engine_id", ENGINES, indirect=True)


def only(*engine_ids):
    return pytest.mark.parametrize("engine_id", engine_ids, indirect=True)


def say(engine, voice, text=TEXT, language="en", speed=1.0):
    chunks = engine.synthesize(voice, text, SpeechOptions(language, speed), CancelToken())
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])


def cloned(engine, *references):
    return engine.clone(references, VoiceMode.EMBEDDING, no_progress, CancelToken())


@pytest.mark.parametrize("engine_id", ENGINES)
def test_its_languages_and_licence_are_those_of_the_catalogue(engine_id):
    catalogue = read_catalogue(resource("models/catalogue.json"))
    (model,) = (model for model in catalogue.models if model.engine == engine_id)
    offers = unloaded(engine_id).info().abilities
    assert sorted(offers.languages) == sorted(model.languages)
    assert offers.licence == model.licence.id


@pytest.mark.parametrize("engine_id", ENGINES)
def test_without_a_model_it_names_the_command_that_fetches_one(engine_id, tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    with pytest.raises(WeightsNotFound, match="No model of the engine") as caught:
        unloaded(engine_id).load("cpu", no_progress)
    assert re.search(r"voicecloner models pull \S+$", caught.value.hint)


def test_a_missing_graphics_card_is_told(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineError, match="No graphics card that XTTS v2"):
        unloaded("xtts").load("cuda", no_progress)


@only("yourtts")
def test_a_language_it_does_not_speak_is_refused(engine, voice):
    with pytest.raises(InvalidRequest, match="does not speak “sv”") as caught:
        say(engine, voice, language="sv")
    assert "en, fr, pt-BR" in caught.value.hint


@only("yourtts")
@pytest.mark.parametrize("language", ["fr", "fr-CA", "pt", "pt-BR", "EN-us"])
def test_a_language_may_name_a_region(engine, voice, language):
    assert len(say(engine, voice, language=language))


@only("xtts", "yourtts")
def test_a_speed_makes_speech_shorter_or_longer(engine, voice):
    slow, usual, fast = (len(say(engine, voice, speed=speed)) for speed in (0.5, 1.0, 2.0))
    assert 1.6 * usual < slow < 2.4 * usual
    assert 0.35 * usual < fast < 0.75 * usual
    assert len(say(engine, voice)) == usual


@only("yourtts")
def test_transcript_mode_is_refused(engine, user):
    with pytest.raises(InvalidRequest, match="sound alone"):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@each_engine
def test_a_voice_of_other_weights_is_refused(engine, voice):
    other = VoiceData(voice.arrays, {**voice.metadata, "weights": "0" * 64})
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        say(engine, other)


@each_engine
@pytest.mark.parametrize("change", ["shape", "number", "kind", "name"])
def test_damaged_voice_data_is_told(engine, voice, change):
    arrays = {name: array.copy() for name, array in voice.arrays.items()}
    name = next(iter(arrays))
    if change == "shape":
        arrays[name] = arrays[name][..., None]
    elif change == "number":
        arrays[name].flat[0] = -7 if arrays[name].dtype.kind == "i" else np.nan
    elif change == "kind":
        arrays[name] = arrays[name].astype(np.float64)
    else:
        arrays["stranger"] = arrays.pop(name)
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData(arrays, voice.metadata))


@each_engine
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


@each_engine
def test_speaking_stops_in_the_middle_of_a_chunk(engine, voice):
    class Impatient(CancelToken):
        asked = 0

        def raise_if_cancelled(self):
            self.asked += 1
            if self.asked == 10:
                self.cancel()
            super().raise_if_cancelled()

    cancel = Impatient()
    with pytest.raises(Cancelled):
        next(engine.synthesize(voice, TEXT, SpeechOptions("en"), cancel))
    assert cancel.asked == 10


@each_engine
def test_text_without_words_is_silence(engine, voice):
    assert len(say(engine, voice, "… --- …")) == 0


@each_engine
def test_the_same_references_make_the_same_voice(engine, user):
    first, second = (cloned(engine, speech(9.0, user.clip.sample_rate)) for _ in range(2))
    for name, array in first.arrays.items():
        np.testing.assert_array_equal(second.arrays[name], array)


@each_engine
def test_a_snippet_among_the_references_does_no_harm(engine, user):
    snippet = replace(user, clip=AudioClip(user.clip.samples[:100], user.clip.sample_rate))
    for references in ([user, snippet], [snippet, user]):
        assert len(say(engine, cloned(engine, *references)))


@only("xtts", "yourtts")
def test_a_silent_one_among_the_references_does_no_harm(engine, user):
    silence = replace(user, clip=AudioClip(np.zeros_like(user.clip.samples), user.clip.sample_rate))
    assert len(say(engine, cloned(engine, user, silence)))


@each_engine
def test_unloading_gives_the_memory_back(engine_id, voice):
    engine = unloaded(engine_id)
    engine.load("cpu", no_progress)
    model = weakref.ref(engine._loaded._model)
    say(engine, voice)
    engine.unload()
    gc.collect()
    assert model() is None


@pytest.mark.parametrize(
    ("engine_id", "name"),
    [
        ("xtts", "model.pth"),
        ("xtts", "vocab.json"),
        ("yourtts", "model_se.pth"),
        ("yourtts", "config.json"),
        ("tortoise", "clvp2.pth"),
        ("bark", "coarse_2.pt"),
        ("bark", "encodec/model.safetensors"),
    ],
)
def test_a_damaged_model_is_told(own_model, engine_id, name):
    path = own_model(engine_id) / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(WeightsDamaged, match="cannot be loaded"):
        unloaded(engine_id).load("cpu", no_progress)


@pytest.mark.parametrize("language", XTTS.abilities.languages)
@only("xtts")
def test_xtts_speaks_all_its_languages_or_says_what_is_missing(engine, voice, language):
    package = {"ja": "cutlet", "zh": "pypinyin"}.get(language, "")
    if package and not find_spec(package):
        with pytest.raises(EngineError, match=package) as caught:
            say(engine, voice, "Tak.", language)
        assert "pip install" in caught.value.hint
    else:
        assert len(say(engine, voice, "Tak.", language))


@only("xtts")
@pytest.mark.parametrize(("language", "text"), [("hi", "मेरे पास 14 सेब हैं।"), ("es", "9" * 40)])
def test_xtts_refuses_numbers_it_has_no_words_for(engine, voice, language, text):
    with pytest.raises(InvalidRequest, match="XTTS cannot read") as caught:
        say(engine, voice, text, language)
    assert "numbers in words" in caught.value.hint


@only("xtts")
def test_xtts_is_given_no_more_characters_than_a_language_allows(engine, voice):
    model = engine._loaded
    sentence = "и так далее и тому подобное, "
    pieces = model._pieces(sentence * 6, "ru")
    assert " ".join(pieces) == (sentence * 6).strip()
    assert [len(piece) <= 182 for piece in pieces] == [True]
    assert len(model._pieces("가" * 200, "ko")) == 3


@only("xtts")
def test_xtts_is_given_no_more_tokens_than_it_takes(engine, voice):
    model = engine._loaded
    pieces = model._pieces("4 7 1 9 " * 24, "en")
    assert len(pieces) > 1
    assert all(model._tokens(piece, "en") < 402 for piece in pieces)


@only("yourtts")
def test_yourtts_says_numbers_which_its_alphabet_lacks(engine, voice):
    assert len(say(engine, voice, "17")) > len(say(engine, voice, "1"))


@only("bark")
def test_bark_says_more_than_14_s_in_pieces(engine, voice):
    chunks = list(engine.synthesize(voice, "汉" * 120, SpeechOptions("zh"), CancelToken()))
    assert len(chunks) == 3


@only("xtts", "yourtts", "tortoise")
def test_several_references_are_all_heard(engine, user):
    other = replace(user, clip=AudioClip(user.clip.samples[::-1].copy(), user.clip.sample_rate))
    alone, both = cloned(engine, user), cloned(engine, user, other)
    assert not all(np.array_equal(alone.arrays[name], both.arrays[name]) for name in alone.arrays)


@only("xtts")
def test_its_liveliness_changes_the_sound(engine, voice):
    def said(options):
        chunks = engine.synthesize(voice, TEXT, SpeechOptions("en", seed=3, options=options), CancelToken())
        return np.concatenate([chunk.samples for chunk in chunks])

    usual, lively = said({}), said({"liveliness": 0.1})
    assert not np.array_equal(usual, lively)
    np.testing.assert_array_equal(said({}), usual)
