import logging
import shutil
import subprocess
import sys
import weakref
from dataclasses import replace

import numpy as np
import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_voxcpm import ENDLESS, install_tiny_voxcpm
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.voxcpm2 import speech_model
from voicecloner.engines.adapters.voxcpm2.engine import VoxCpm2Engine
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.errors import (
    Cancelled,
    EngineError,
    InvalidRequest,
    TranscriptRequired,
    VoiceBoundElsewhere,
    WeightsDamaged,
    WeightsNotFound,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.local import local_model
from voicecloner.paths import HOME_VARIABLE, resource

_SPEAK_WITHOUT_A_NETWORK = """
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}:
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(refuse)
from tests.engine_contract.references import speech
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.voxcpm2.engine import VoxCpm2Engine
from voicecloner.jobs import CancelToken, no_progress

engine = VoxCpm2Engine()
engine.load("cpu", no_progress)
voice = engine.clone([speech(5.0, 16_000)], VoiceMode.TRANSCRIPT, no_progress, CancelToken())
print("pieces", len(list(engine.synthesize(voice, "In 1984, Dr. Who paid $5.", SpeechOptions("en"), CancelToken()))))
print("fetchers", sorted({"modelscope", "funasr", "wetext", "datasets", "gradio"} & set(sys.modules)))
"""


class Impatient(CancelToken):
    """Is told to stop when it is asked for the n-th time."""

    def __init__(self, patience):
        super().__init__()
        self.patience, self.asked = patience, 0

    def raise_if_cancelled(self):
        self.asked += 1
        if self.asked == self.patience:
            self.cancel()
        super().raise_if_cancelled()


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    """A home of one's own without models."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


def say(engine, voice, text="Hello world.", language="en", **options):
    return list(engine.synthesize(voice, text, SpeechOptions(language, options=options), CancelToken()))


def sound_of(engine, voice, language):
    return np.concatenate([chunk.samples for chunk in say(engine, voice, language=language)])


def cloned(engine, references, mode=VoiceMode.TRANSCRIPT):
    return engine.clone(references, mode, no_progress, CancelToken())


def lasting(user, seconds):
    samples = np.resize(user.clip.samples, round(seconds * user.clip.sample_rate))
    return replace(user, clip=AudioClip(samples, user.clip.sample_rate))


def test_its_languages_are_those_of_the_catalogue():
    model = read_catalogue(resource("models/catalogue.json")).find("voxcpm2")
    assert VoxCpm2Engine().info().abilities.languages == model.languages
    assert len(set(model.languages)) == 30


def test_without_the_model_it_names_the_command_that_fetches_it(own_models):
    with pytest.raises(WeightsNotFound, match="“VoxCPM2” is not on this computer") as caught:
        VoxCpm2Engine().load("cpu", no_progress)
    assert caught.value.hint.endswith("voicecloner models pull voxcpm2")


@pytest.mark.slow
def test_nothing_is_fetched_and_nothing_loaded_that_could(home):
    run = subprocess.run([sys.executable, "-c", _SPEAK_WITHOUT_A_NETWORK], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    pieces, fetchers = run.stdout.splitlines()[-2:]
    assert int(pieces.removeprefix("pieces ")) > 0
    assert fetchers == "fetchers []"


def test_on_a_processor_it_reckons_with_float32(engine):
    import torch

    assert {weights.dtype for weights in engine._loaded.model.parameters()} == {torch.float32}
    assert engine._loaded.model.base_lm.kv_cache.kv_cache.dtype == torch.float32


def test_a_missing_graphics_card_is_told(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineError, match="No graphics card"):
        VoxCpm2Engine().load("cuda", no_progress)


@pytest.mark.parametrize("name", ["model.safetensors", "audiovae.pth", "tokenizer.json", "config.json"])
def test_a_damaged_model_is_told(own_models, home, name):
    shutil.copytree(home / "models", own_models / "models")
    path = own_models / "models" / "voxcpm2" / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(WeightsDamaged, match="“voxcpm2” cannot be loaded"):
        VoxCpm2Engine().load("cpu", no_progress)


def test_weights_that_are_missing_are_not_made_up(own_models):
    import safetensors.torch

    path = install_tiny_voxcpm(own_models) / "model.safetensors"
    weights = safetensors.torch.load_file(path)
    weights["stop_tail.weight"] = weights.pop("stop_head.weight")
    safetensors.torch.save_file(weights, path)
    with pytest.raises(WeightsDamaged):
        VoxCpm2Engine().load("cpu", no_progress)


@pytest.mark.parametrize("kind", ["no compiler", "no memory", "no memory for the weights"])
def test_where_it_cannot_be_compiled_it_is_loaded_smaller_and_speaks_all_the_same(home, monkeypatch, caplog, kind):
    import torch

    tried = []

    class TooLarge:
        def generate(self, **_options):
            raise RuntimeError("Failed to find C compiler") if kind == "no compiler" else torch.OutOfMemoryError

    def load(_folder, _device, size):
        tried.append(size)
        if kind == "no memory for the weights" and size.is_compiled:
            raise torch.OutOfMemoryError
        return TooLarge()

    monkeypatch.setattr(speech_model, "load_package_model", load)
    speech_model.SpeechModel.load(local_model("voxcpm2"), "cuda")
    assert [(size.is_compiled, size.positions) for size in tried] == [(True, 8192), (False, 4096)]
    assert "cannot be compiled" in caplog.text


@pytest.mark.parametrize("lack", ["CUDA out of memory", "DefaultCPUAllocator: can't allocate memory", "No librosa"])
def test_what_the_computer_lacks_is_no_damaged_model(home, monkeypatch, lack):
    import torch

    kind = {"C": torch.OutOfMemoryError, "D": RuntimeError, "N": ImportError}[lack[0]]

    def load(_folder, _device, _size):
        raise kind(lack)

    monkeypatch.setattr(speech_model, "load_package_model", load)
    with pytest.raises(kind, match=lack):
        VoxCpm2Engine().load("cpu", no_progress)


@pytest.fixture
def little_memory(engine, monkeypatch):
    """The engine, with memory for 10 s of sound at a time."""
    import torch

    encode = engine._loaded.model.audio_vae.encode

    def encode_little(samples, sample_rate):
        if samples.shape[-1] > 10.1 * sample_rate:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return encode(samples, sample_rate)

    monkeypatch.setattr(engine._loaded.model.audio_vae, "encode", encode_little)
    return engine


def test_where_memory_does_not_suffice_it_hears_less_and_says_so(little_memory, user, caplog):
    short, long = lasting(user, 9.6), lasting(user, 16.0)
    alone = cloned(little_memory, [long], VoiceMode.EMBEDDING)
    worded, wordless = cloned(little_memory, [short, short]), cloned(little_memory, [long])
    assert caplog.text.count("not enough memory") == 3
    for voice in (alone, worded, wordless):
        assert "not enough memory" in voice.notes[0]
        assert len(voice.arrays["reference"]) == np.ceil(10.0 / 0.16)
        assert say(little_memory, voice)
    assert {voice.mode for voice in (alone, worded, wordless)} == {VoiceMode.EMBEDDING}
    assert cloned(little_memory, [short]).notes == ()
    assert set(cloned(little_memory, [short, replace(long, transcript="")]).arrays) == {"reference", "prompt"}


def test_memory_that_does_not_suffice_for_speech_is_for_the_program_to_see(engine, voice, monkeypatch):
    import torch

    def refuse(*_arguments, **_options):
        raise torch.OutOfMemoryError("CUDA out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(engine._loaded.model.base_lm, "forward", refuse)
        with pytest.raises(torch.OutOfMemoryError):
            say(engine, voice)
    assert say(engine, voice)


def test_a_language_it_does_not_speak_is_refused(engine, voice):
    with pytest.raises(InvalidRequest, match="does not speak “eu”"):
        say(engine, voice, language="eu")


@pytest.mark.parametrize("language", ["en-GB", "nb", "no", "zh-TW", "cmn"])
def test_a_language_may_have_other_names(engine, voice, language):
    assert say(engine, voice, language=language)


def test_in_another_language_only_the_sound_of_the_recording_counts(engine, voice, wordless_voice):
    """Going on with the recording would carry its accent over."""
    np.testing.assert_array_equal(sound_of(engine, voice, "de"), sound_of(engine, wordless_voice, "de"))
    english, alone = sound_of(engine, voice, "en"), sound_of(engine, wordless_voice, "en")
    assert len(english) != len(alone) or not np.allclose(english, alone)


def test_a_voice_keeps_the_recording_twice_and_its_words(voice, wordless_voice, user):
    assert set(voice.arrays) == {"reference", "prompt"}
    assert voice.metadata["transcript"] == user.transcript
    assert set(wordless_voice.arrays) == {"reference"}
    assert "transcript" not in wordless_voice.metadata
    np.testing.assert_array_equal(voice.arrays["reference"], wordless_voice.arrays["reference"])


def test_words_of_too_long_a_recording_are_left_out_and_that_is_told(engine, user):
    voice = cloned(engine, [lasting(user, 21.0)])
    assert voice.mode is VoiceMode.EMBEDDING
    assert set(voice.arrays) == {"reference"}
    assert "at most 20 s" in voice.notes[0]


def test_of_several_recordings_the_words_of_as_many_as_fit_are_used(engine, user):
    first, second = lasting(user, 12.0), replace(lasting(user, 12.0), transcript="Something else.")
    silent = replace(lasting(user, 4.0), transcript="")
    voice = cloned(engine, [silent, first, second])
    assert voice.metadata["transcript"] == user.transcript
    assert len(voice.arrays["prompt"]) == 12.0 / 0.16
    assert len(voice.arrays["reference"]) == np.ceil(28.0 / 0.16)
    assert voice.mode is None
    assert voice.notes == ()


def test_a_reference_is_heard_for_half_a_minute(engine, user):
    assert len(cloned(engine, [lasting(user, 60.0)], VoiceMode.EMBEDDING).arrays["reference"]) == np.ceil(30.0 / 0.16)


def test_transcript_mode_needs_words(engine, user):
    with pytest.raises(TranscriptRequired):
        cloned(engine, [replace(user, transcript=" ")])


def test_a_voice_of_other_weights_is_refused(engine, voice):
    with pytest.raises(VoiceBoundElsewhere, match="other weights"):
        say(engine, VoiceData(voice.arrays, {**voice.metadata, "weights": "0" * 64}))


@pytest.mark.parametrize("change", ["shape", "kind", "number", "length", "empty", "name", "no words", "too many words"])
def test_damaged_voice_data_is_told(engine, voice, change):
    arrays, metadata = dict(voice.arrays), dict(voice.metadata)
    changed = {
        "shape": arrays["prompt"][..., :1],
        "kind": arrays["prompt"].astype(np.float64),
        "number": np.full_like(arrays["prompt"], np.nan),
        "length": np.tile(arrays["prompt"], (9, 1, 1)),
        "empty": arrays["prompt"][:0],
    }
    if change in changed:
        arrays["prompt"] = changed[change]
    elif change == "name":
        arrays["stranger"] = arrays.pop("prompt")
    else:
        metadata["transcript"] = "" if change == "no words" else "a" * 1001
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData(arrays, metadata))


def test_speech_that_finds_no_end_is_cut(own_models, user, caplog):
    install_tiny_voxcpm(own_models, ENDLESS)
    engine = VoxCpm2Engine()
    engine.load("cpu", no_progress)
    with caplog.at_level(logging.WARNING):
        chunks = say(engine, cloned(engine, [user]), "No.")
    assert len(chunks) == 3 * len("No.") + 10
    assert "found no end" in caplog.text


@pytest.mark.parametrize(
    ("text", "longest_s"), [("7", 2.5), ("Hello world.", 8.0), ("漢字テスト", 5.0), ("x" * 150, 40.0)]
)
def test_a_text_may_take_so_long_at_most(engine, text, longest_s):
    assert 1.0 < engine._loaded.most_patches(text) * 0.16 <= longest_s


def test_words_that_look_like_signs_of_the_model_are_words(engine):
    tokens = engine._loaded.model.text_tokenizer("a <|sign_101|> </s>")
    assert not {101, 2} & set(tokens)


@pytest.mark.parametrize(("typed", "meant"), [("(Softly) Hello.", "Softly, Hello."), ("Two\nlines.", "Two lines.")])
def test_texts_are_said_as_one_line_without_a_description(engine, wordless_voice, typed, meant):
    said, expected = (say(engine, wordless_voice, text) for text in (typed, meant))
    np.testing.assert_array_equal([chunk.samples for chunk in said], [chunk.samples for chunk in expected])


def test_cloning_stops_in_the_middle(engine, user):
    cancel = Impatient(patience=5)
    with pytest.raises(Cancelled):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, cancel)
    assert cancel.asked == 5
    assert cloned(engine, [user]).arrays


def test_speaking_stops_within_a_piece_and_goes_on_as_if_nothing_had_been(engine, voice):
    whole = sound_of(engine, voice, "en")
    for patience in (3, 9, 20):
        cancel = Impatient(patience)
        with pytest.raises(Cancelled):
            list(engine.synthesize(voice, "Hello world.", SpeechOptions("en"), cancel))
        assert cancel.asked == patience
    np.testing.assert_array_equal(sound_of(engine, voice, "en"), whole)


def test_text_without_words_is_silence(engine, voice):
    assert say(engine, voice, "… --- …") == []


def test_sound_comes_in_pieces_of_160_ms_at_48_khz(engine, voice):
    assert {(len(chunk.samples), chunk.sample_rate) for chunk in say(engine, voice)} == {(7680, 48_000)}


def test_no_recording_stays_behind(engine, user, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    cloned(engine, [user])
    with pytest.raises(Cancelled):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, Impatient(patience=5))
    assert list(tmp_path.rglob("*.wav")) == []


def test_unloading_gives_the_memory_back(engine, voice):
    model = weakref.ref(engine._loaded.model)
    say(engine, voice)
    engine.unload()
    assert model() is None
    with pytest.raises(EngineError, match="not loaded"):
        say(engine, voice)


def test_a_short_reference_of_another_microphone_makes_a_voice(engine):
    assert say(engine, cloned(engine, [speech(3.0, 16_000)], VoiceMode.EMBEDDING))


@pytest.mark.parametrize("option", [{"steps": 4}, {"guidance": 1.0}])
def test_its_options_change_the_sound(engine, voice, option):
    usual, other = say(engine, voice), say(engine, voice, **option)
    assert len(usual) != len(other) or any(np.any(a.samples != b.samples) for a, b in zip(usual, other, strict=True))


def test_what_is_not_chosen_is_as_it_is_declared(engine, voice):
    declared = {option.key: option.default for option in engine.info().abilities.options}
    usual, same = say(engine, voice), say(engine, voice, **declared)
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(usual, same, strict=True))
