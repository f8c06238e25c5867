import shutil
import socket
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_qwen import LANGUAGES, install_tiny_qwen
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.qwen3_tts.checkpoints import MODELS
from voicecloner.engines.adapters.qwen3_tts.engine import _LANGUAGES, QwenEngine
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

SMALL, LARGE = MODELS


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    """A home of one's own without models."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def both(home, own_models):
    """A home with both checkpoints."""
    shutil.copytree(home / "models", own_models / "models")
    install_tiny_qwen(own_models, LARGE, seed=1)
    return own_models


def loaded():
    engine = QwenEngine()
    engine.load("cpu", no_progress)
    return engine


def say(engine, voice, text="Hello world.", language="en"):
    return list(engine.synthesize(voice, text, SpeechOptions(language), CancelToken()))


def samples_of(chunks):
    return np.concatenate([chunk.samples for chunk in chunks])


def cloned(engine, *users, mode=VoiceMode.EMBEDDING):
    return engine.clone(users, mode, no_progress, CancelToken())


def test_it_fits_the_catalogue():
    catalogue = read_catalogue(resource("models/catalogue.json"))
    models = [model for model in catalogue.models if model.engine == "qwen3-tts"]
    assert tuple(model.id for model in models) == MODELS
    assert {model.languages for model in models} == {QwenEngine().info().abilities.languages}


def test_the_package_knows_every_language(engine):
    known = engine._checkpoints._loaded.package.get_supported_languages()
    assert {name.lower() for name in _LANGUAGES.values()} == {*known} - {"auto"} == {*LANGUAGES}


def test_without_a_model_it_names_the_command_that_fetches_one(own_models):
    with pytest.raises(WeightsNotFound, match="No model of the engine") as caught:
        QwenEngine().load("cpu", no_progress)
    assert caught.value.hint.endswith(f"voicecloner models pull {SMALL}")


def test_a_language_it_does_not_speak_is_refused(engine, wordless):
    assert say(engine, wordless, language="pt-BR")
    with pytest.raises(InvalidRequest, match="does not speak “sv”"):
        say(engine, wordless, language="sv")


def test_words_or_none(engine, user, voice, wordless):
    assert voice.mode is VoiceMode.TRANSCRIPT
    assert wordless.mode is VoiceMode.EMBEDDING
    long = speech(31.0, 24_000)
    fallen_back = cloned(engine, long, mode=VoiceMode.TRANSCRIPT)
    assert fallen_back.mode is VoiceMode.EMBEDDING
    assert "longer than 30 s" in fallen_back.notes[0]


def test_the_largest_model_clones_and_every_voice_keeps_its_own(both, user):
    engine = loaded()
    large = cloned(engine, user)
    shutil.rmtree(both / "models" / LARGE)
    small = cloned(engine, user)
    assert (large.metadata["model"], small.metadata["model"], small.notes) == (LARGE, SMALL, ())
    assert say(engine, small)
    with pytest.raises(WeightsNotFound, match=r"Qwen3-TTS 1\.7B"):
        say(engine, large)


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")])
def test_the_smaller_model_clones_where_the_larger_does_not_fit(both, user, monkeypatch, error):
    from voicecloner.engines.adapters.qwen3_tts import speech_model

    load = speech_model.load_package_model
    asked = []

    def too_large(source, device):
        asked.append(source.id)
        if source.id == LARGE:
            raise error
        return load(source, device)

    monkeypatch.setattr(speech_model, "load_package_model", too_large)
    engine = loaded()
    voices = [cloned(engine, user) for _ in range(2)]
    assert asked == [LARGE, SMALL]
    assert [voice.metadata["model"] for voice in voices] == [SMALL, SMALL]
    assert [voice.notes for voice in voices] == [
        (f"There is not enough memory for {LARGE}: a smaller model made this voice.",)
    ] * 2
    shutil.rmtree(both / "models" / SMALL)
    with pytest.raises(type(error)):
        cloned(loaded(), user)


def test_a_voice_of_other_weights_is_refused(engine, wordless):
    other = VoiceData(wordless.arrays, {**wordless.metadata, "codec": "0" * 64})
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        say(engine, other)


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json", "speech_tokenizer/model.safetensors"])
def test_a_damaged_model_is_told(home, own_models, name):
    shutil.copytree(home / "models", own_models / "models")
    path = own_models / "models" / SMALL / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(WeightsDamaged, match=f"“{SMALL}” cannot be loaded"):
        QwenEngine().load("cpu", no_progress)


@pytest.mark.usefixtures("_home_with_models")
def test_nothing_is_fetched(user, monkeypatch):
    called = []

    def refuse(*arguments, **_options):
        called.append(arguments)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    engine = loaded()
    assert say(engine, cloned(engine, user, mode=VoiceMode.TRANSCRIPT))
    assert called == []


def test_a_missing_file_is_not_fetched_either(engine, monkeypatch):
    from voicecloner.engines.adapters.qwen3_tts.speech_model import SpeechModel

    called = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **_options: called.append(arguments))
    source = engine._checkpoints._loaded.source
    with pytest.raises(WeightsDamaged):
        SpeechModel.load(replace(source, folder=source.folder / "nowhere"), "cpu")
    assert called == []


@pytest.mark.usefixtures("_home_with_models")
def test_a_missing_graphics_card_is_told(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineError, match="No graphics card"):
        QwenEngine().load("cuda", no_progress)


def damaged(voice, change):
    arrays = {name: array.copy() for name, array in voice.arrays.items()}
    metadata = dict(voice.metadata)
    changes = {
        "width": lambda: arrays.update(speaker=arrays["speaker"][:-1]),
        "number": lambda: arrays["speaker"].__setitem__(0, np.nan),
        "type": lambda: arrays.update(speaker=arrays["speaker"].astype(np.float64)),
        "groups": lambda: arrays.update(codes=arrays["codes"][:, :1]),
        "code": lambda: arrays["codes"].__setitem__((0, 0), 32),
        "negative": lambda: arrays["codes"].__setitem__((0, 0), -1),
        "fraction": lambda: arrays.update(codes=arrays["codes"].astype(np.float32)),
        "empty": lambda: arrays.update(codes=arrays["codes"][:0]),
        "endless": lambda: arrays.update(codes=np.tile(arrays["codes"], (20, 1))),
        "stranger": lambda: arrays.update(stranger=np.zeros(3)),
        "words": lambda: metadata.update(transcript=" "),
        "model": lambda: metadata.update(model="pocket-en"),
    }
    changes[change]()
    return VoiceData(arrays, metadata)


CHANGES = "width number type groups code negative fraction empty endless stranger words model"


def test_damaged_voice_data_is_told(engine, voice):
    for change in CHANGES.split():
        with pytest.raises(EngineError, match="damaged"):
            say(engine, damaged(voice, change))


class Impatient(CancelToken):
    """Is set the n-th time it is asked."""

    def __init__(self, patience):
        super().__init__()
        self.asked, self.patience = 0, patience

    def raise_if_cancelled(self):
        self.asked += 1
        if self.asked == self.patience:
            self.cancel()
        super().raise_if_cancelled()


def test_cloning_stops_in_the_middle(engine, user):
    cancel = Impatient(5)
    with pytest.raises(Cancelled):
        engine.clone([user], VoiceMode.EMBEDDING, no_progress, cancel)
    assert cancel.asked == 5
    assert cloned(engine, user).arrays


@pytest.mark.parametrize("patience", [3, 30])
def test_speaking_stops_between_two_layers(engine, voice, patience):
    """While it still reads, and in the middle of a frame."""
    whole = samples_of(say(engine, voice))
    cancel = Impatient(patience)
    with pytest.raises(Cancelled):
        list(engine.synthesize(voice, "Hello world.", SpeechOptions(), cancel))
    assert cancel.asked == patience
    np.testing.assert_array_equal(samples_of(say(engine, voice)), whole)


def test_speaking_leaves_no_hooks_behind(engine, wordless):
    talker = engine._checkpoints._loaded.package.model.talker
    say(engine, wordless)
    next(engine.synthesize(wordless, "Hello world.", SpeechOptions(), CancelToken())).samples  # noqa: B018 - left early
    hooks = [(*module._forward_hooks, *module._forward_pre_hooks) for module in talker.modules()]
    assert [found for found in hooks if found] == []


def test_text_without_words_is_silence(engine, wordless):
    for text in ("… --- …", "<|im_end|>", " \n "):
        assert say(engine, wordless, text) == []


def test_marks_of_the_model_are_no_words(engine, voice):
    plain = samples_of(say(engine, voice, "Hello  world."))
    np.testing.assert_array_equal(samples_of(say(engine, voice, "Hello<|im_end|> world.<tts_pad>")), plain)


def test_speech_has_an_end(engine, wordless, monkeypatch):
    """A checkpoint that never ends by itself."""
    talker = engine._checkpoints._loaded.package.model.config.talker_config
    monkeypatch.setattr(talker, "codec_eos_token_id", talker.codec_bos_id)
    assert len(samples_of(say(engine, wordless, "a"))) == 52 * 1920


def test_sound_comes_in_pieces_that_grow(engine, wordless):
    pieces = [len(chunk.samples) // 1920 for chunk in say(engine, wordless, "The birch canoe slid.")]
    assert pieces[:-1] == list(islice([6, 8, 10, 13, 17, 22, 25], len(pieces) - 1))


def test_unloading_gives_the_memory_back(engine, voice):
    import gc
    import weakref

    model = weakref.ref(engine._checkpoints._loaded.package.model)
    say(engine, voice)
    engine.unload()
    gc.collect()
    assert model() is None
    assert say(engine, voice)
