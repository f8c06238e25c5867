"""The converting engines of coqui-tts on tiny checkpoints: what goes wrong, and what is left after it."""

import gc
import json
import pickle
import socket
import weakref
from dataclasses import replace

import numpy as np
import pytest

from tests.engine_contract.references import TEXT, speech, spoken
from tests.support.tiny_converters import TINY_CONVERTERS, write_knnvc, write_openvoice
from tests.support.tiny_coqui import install_checkpoint, require_coqui
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.coqui.conversion import FreeEngine, KnnEngine, OpenVoiceEngine
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.errors import (
    Cancelled,
    EngineError,
    InvalidRequest,
    VoiceBoundElsewhere,
    WeightsDamaged,
    WeightsError,
    WeightsNotFound,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE, user_folders

ENGINES = {"knnvc": KnnEngine, "freevc": FreeEngine, "openvoice": OpenVoiceEngine}


@pytest.fixture(autouse=True)
def _home_with_models(_own_home):
    """A home without any, other than this folder's usual one."""


@pytest.fixture
def install():
    require_coqui()

    def install_converter(engine_id, write=None):
        model_id, usual = TINY_CONVERTERS[engine_id]
        return install_checkpoint(user_folders().data, model_id, write or usual)

    return install_converter


@pytest.fixture(scope="module", params=ENGINES)
def engine(request, tmp_path_factory):
    """One that is loaded once for all tests: no request changes it. What unloads it loads its own."""
    require_coqui()
    model_id, write = TINY_CONVERTERS[request.param]
    home = tmp_path_factory.mktemp("converters")
    install_checkpoint(home, model_id, write)
    made = ENGINES[request.param]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        made.load("cpu", no_progress)
    yield made
    made.unload()


@pytest.fixture(scope="module")
def voice(engine):
    """The voice of the usual user, of which tests spoil copies."""
    return clone(engine, speech(4.0, rate_of(engine)))


def rate_of(engine):
    return engine.info().requirements.reference_sample_rate


def clone(engine, *references, progress=no_progress, cancel=None):
    return engine.clone(references, VoiceMode.EMBEDDING, progress, cancel or CancelToken())


def convert(engine, voice, *, seed=0, cancel=None):
    source = spoken(TEXT, rate_of(engine))
    chunks = engine.convert(voice, source, seed, cancel or CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


class CancelledAfter(CancelToken):
    """Is cancelled once it has been looked at so many times."""

    def __init__(self, looks):
        super().__init__()
        self.looks = looks

    def raise_if_cancelled(self):
        self.looks -= 1
        if self.looks < 0:
            self.cancel()
        super().raise_if_cancelled()


@pytest.mark.parametrize("engine_id", ENGINES)
def test_without_a_model_the_way_to_get_one_is_named(engine_id):
    with pytest.raises(WeightsNotFound) as missing:
        ENGINES[engine_id]().load("cpu", no_progress)
    assert f"models pull {TINY_CONVERTERS[engine_id][0]}" in missing.value.hint


def test_nothing_is_fetched(install, monkeypatch):
    def refuse(*_arguments, **_more):
        raise AssertionError("somebody wants to reach a network")

    for engine_id, kind in ENGINES.items():
        install(engine_id)
        with monkeypatch.context() as patch:
            patch.setattr(socket.socket, "connect", refuse)
            patch.setattr(socket, "getaddrinfo", refuse)
            made = kind()
            made.load("cpu", no_progress)
            clone(made, speech(4.0, rate_of(made)))
        made.unload()


FILES = [
    ("knnvc", "WavLM-Large.pt"),
    ("knnvc", "model.pth"),
    ("freevc", "model.pth"),
    ("openvoice", "checkpoint.pth"),
    ("openvoice", "config.json"),
]


def with_file(engine_id, name, content):
    """Writes a checkpoint in which one file holds something else; without content it is not there."""

    def write(folder):
        TINY_CONVERTERS[engine_id][1](folder)
        (folder / name).unlink()
        if content is not None:
            (folder / name).write_bytes(content)

    return write


@pytest.mark.parametrize(("engine_id", "name"), FILES)
@pytest.mark.parametrize("content", [b"", b"not what it was"], ids=["empty", "damaged"])
def test_a_damaged_file_is_told(install, engine_id, name, content):
    install(engine_id, write=with_file(engine_id, name, content))
    with pytest.raises(WeightsDamaged, match=TINY_CONVERTERS[engine_id][0]):
        ENGINES[engine_id]().load("cpu", no_progress)


@pytest.mark.parametrize(("engine_id", "name"), FILES)
def test_a_missing_file_is_told(install, engine_id, name):
    install(engine_id, write=with_file(engine_id, name, None))
    with pytest.raises(WeightsError, match=engine_id):
        ENGINES[engine_id]().load("cpu", no_progress)


class Intruder:
    """What a pickle can do to the program that opens it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


@pytest.mark.parametrize(("engine_id", "name"), FILES[:-1])
def test_code_in_a_checkpoint_is_not_run(install, tmp_path, engine_id, name):
    content = pickle.dumps({"model": Intruder(str(tmp_path / "was here"))})
    install(engine_id, write=with_file(engine_id, name, content))
    with pytest.raises(WeightsDamaged):
        ENGINES[engine_id]().load("cpu", no_progress)
    assert not (tmp_path / "was here").exists()


def test_code_in_the_settings_of_wavlm_is_not_run(install, tmp_path):
    trace = tmp_path / "was here"
    layers = f"[(16,10,5)] + [(16,3,2)] * 4 + [(16,2,2)] * 2 if open({str(trace)!r}, 'w').close() is None else []"

    def write(folder):
        write_knnvc(folder, {"conv_feature_layers": layers})
        assert trace.exists(), "the package runs it"
        trace.unlink()

    install("knnvc", write=write)
    with pytest.raises(WeightsDamaged):
        KnnEngine().load("cpu", no_progress)
    assert not trace.exists()


def test_a_model_of_another_sample_rate_is_refused(install):
    def write(folder):
        write_openvoice(folder)
        told = json.loads((folder / "config.json").read_text("utf-8"))
        told["data"]["sampling_rate"] = 16_000
        (folder / "config.json").write_text(json.dumps(told))

    install("openvoice", write=write)
    with pytest.raises(WeightsDamaged, match="sample rate"):
        OpenVoiceEngine().load("cpu", no_progress)


def test_a_voice_belongs_to_the_weights_it_was_made_with(engine, voice):
    other = VoiceData(voice.arrays, {**voice.metadata, "weights": "0" * 64})
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        convert(engine, other)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda array: array[..., :-1] if array.shape[-1] > 1 else array[:, :-1],
        lambda array: array.astype(np.float64),
        lambda array: np.full_like(array, np.nan),
        lambda array: array[:0],
        lambda array: array[None],
    ],
    ids=["narrow", "double", "no numbers", "empty", "deep"],
)
def test_damaged_voices_are_refused(engine, voice, spoil):
    spoiled = {name: spoil(array) for name, array in voice.arrays.items()}
    with pytest.raises(EngineError, match="damaged"):
        convert(engine, VoiceData(spoiled, voice.metadata))
    with pytest.raises(EngineError, match="damaged"):
        convert(engine, VoiceData({**voice.arrays, "more": np.zeros(1, np.float32)}, voice.metadata))


def test_too_few_moments_to_match_are_refused(install):
    install("knnvc")
    engine = KnnEngine()
    voice = clone(engine, speech(4.0, 16_000))
    with pytest.raises(EngineError, match="damaged"):
        convert(engine, VoiceData({"matching_set": voice.arrays["matching_set"][:3]}, voice.metadata))
    engine.unload()


def test_stop_is_looked_at_between_layers(engine, voice):
    reference = speech(4.0, rate_of(engine))
    with pytest.raises(Cancelled):
        clone(engine, reference, cancel=CancelledAfter(4))
    with pytest.raises(Cancelled):
        convert(engine, voice, cancel=CancelledAfter(20))
    before = convert(engine, voice)
    np.testing.assert_array_equal(convert(engine, voice), before)


def test_what_is_random_depends_on_the_seed(engine, voice):
    one, same, other = (convert(engine, voice, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert np.array_equal(one, other) == isinstance(engine, KnnEngine), "kNN-VC draws no random numbers"


def test_voices_of_different_people_sound_different(engine, voice):
    rate = rate_of(engine)
    other = clone(engine, ReferenceClip(AudioClip(speech(4.0, rate).clip.samples[::-1].copy(), rate)))
    assert np.abs(convert(engine, voice) - convert(engine, other)).max() > 1e-4


@pytest.mark.parametrize("engine_id", ENGINES)
def test_nothing_is_left_after_it_was_unloaded(install, engine_id):
    install(engine_id)
    engine = ENGINES[engine_id]()
    engine.load("cpu", no_progress)
    voice = clone(engine, speech(4.0, rate_of(engine)))
    kept = weakref.ref(engine._loaded.model)
    convert(engine, voice)
    engine.unload()
    gc.collect()
    assert kept() is None


def test_another_mode_is_refused(engine):
    with pytest.raises(InvalidRequest, match="sound alone"):
        engine.clone([speech(4.0, rate_of(engine))], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


def test_references_without_sound_change_nothing(engine, voice):
    rate = rate_of(engine)
    nothing = ReferenceClip(AudioClip(np.zeros(3 * rate, np.float32), rate))
    short = ReferenceClip(AudioClip(speech(4.0, rate).clip.samples[: rate // 10], rate))
    made = clone(engine, nothing, speech(4.0, rate), short)
    for name, array in voice.arrays.items():
        np.testing.assert_array_equal(made.arrays[name], array)


def test_many_short_references_are_heard_as_one(engine):
    rate = rate_of(engine)
    whole = speech(4.0, rate).clip.samples
    pieces = [ReferenceClip(AudioClip(piece, rate)) for piece in np.array_split(whole, len(whole) // (rate // 3))]
    made, as_one = clone(engine, *pieces), clone(engine, ReferenceClip(AudioClip(whole, rate)))
    for name, array in as_one.arrays.items():
        np.testing.assert_array_equal(made.arrays[name], array)


def test_a_voice_is_bounded_however_long_the_references_are(install, monkeypatch):
    install("knnvc")
    wants = replace(KnnEngine.own_info.requirements, max_reference_s=12.0)
    monkeypatch.setattr(KnnEngine, "own_info", replace(KnnEngine.own_info, requirements=wants))
    engine = KnnEngine()
    made = clone(engine, *[speech(8.0, 16_000)] * 4)
    assert 0 < len(made.arrays["matching_set"]) <= 12 * 50
    engine.unload()


def test_a_long_reference_is_heard_in_pieces(install, monkeypatch):
    install("knnvc")
    monkeypatch.setattr("voicecloner.engines.adapters.coqui.conversion_models._HEARD_AT_ONCE_S", 5.0)
    engine = KnnEngine()
    reference = speech(12.0, 16_000)
    made = clone(engine, reference)
    assert len(made.arrays["matching_set"]) == pytest.approx(reference.clip.seconds * 50, rel=0.15)
    engine.unload()
