"""The engine by itself; what every engine must do is tried in tests/engine_contract."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.stock_sentence import SENTENCE, sound
from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.pronunciation import PHONEMES_BEGIN, PHONEMES_END
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.natural.engine import NaturalEngine
from voicecloner.engines.adapters.natural.melody import pitch_range
from voicecloner.engines.adapters.natural.model import model_files
from voicecloner.engines.adapters.natural.model.network import MOST_TOKENS
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.errors import Cancelled, EngineError, InvalidRequest, WeightsNotFound
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="module")
def engine(cut_home: Path) -> Iterator[NaturalEngine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(cut_home))
        made = NaturalEngine()
        made.load("cpu", no_progress)
    yield made
    made.unload()


def say(engine: NaturalEngine, voice: VoiceData, text: str = SENTENCE, **options) -> list[AudioChunk]:
    return list(engine.synthesize(voice, text, SpeechOptions(**{"language": "en", **options}), CancelToken()))


def measured_median_hz(samples: np.ndarray) -> float:
    import pyworld

    pitch_hz, _ = pyworld.harvest(samples.astype(np.float64), 24_000, 60, 500, 10)
    found = pitch_range(pitch_hz.astype(np.float32))
    assert found is not None
    return found.median_hz


@pytest.fixture(scope="module")
def usual(engine: NaturalEngine, voice: VoiceData) -> list[AudioChunk]:
    """The usual sentence at the usual speed."""
    return say(engine, voice)


def test_it_speaks_at_the_users_pitch(usual: list[AudioChunk]) -> None:
    assert 12 * abs(np.log2(measured_median_hz(sound(usual)) / 100.0)) < 1.0


def test_words_are_timed_in_the_order_they_are_said(usual: list[AudioChunk]) -> None:
    words = [word for chunk in usual for word in chunk.words]
    assert [SENTENCE[word.first_character : word.end_character] for word in words] == SENTENCE.rstrip(".").split()
    times = [time for word in words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert 0 <= times[0] < 0.25
    assert times[-1] <= len(sound(usual)) / 24_000


def test_words_are_where_the_sound_is(engine: NaturalEngine, voice: VoiceData) -> None:
    """Before the first word and after the last one it is quiet."""
    chunks = say(engine, voice, "Stop.")
    samples = sound(chunks)
    [word] = [word for chunk in chunks for word in chunk.words]
    loud = np.flatnonzero(np.abs(samples) > 0.05 * np.abs(samples).max()) / 24_000
    assert abs(word.start_s - loud[0]) < 0.12
    assert abs(word.end_s - loud[-1]) < 0.2


def test_phonemes_sound_like_the_word_they_are_of(engine: NaturalEngine, voice: VoiceData) -> None:
    told = say(engine, voice, f"Hello, {PHONEMES_BEGIN}ˈtʃeɪs{PHONEMES_END}.")
    plain = say(engine, voice, "Hello, chase.")
    for one, other in zip(told, plain, strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)
    assert engine.info().abilities.takes_phonemes


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_pace_is_length_and_not_pitch(
    engine: NaturalEngine, voice: VoiceData, usual: list[AudioChunk], speed: float
) -> None:
    plain, other = sound(usual), sound(say(engine, voice, speed=speed))
    assert len(plain) / len(other) == pytest.approx(speed, rel=0.25)
    assert 12 * abs(np.log2(measured_median_hz(other) / measured_median_hz(plain))) < 1.5


def test_an_emphasized_word_lasts_longer(engine: NaturalEngine, voice: VoiceData) -> None:
    plain, marked = "We need the red box today.", "We need the *red* box today."
    lengths = []
    for text in (plain, marked):
        words = {text[w.first_character : w.end_character]: w for c in say(engine, voice, text) for w in c.words}
        lengths.append(words["red"].end_s - words["red"].start_s)
    assert lengths[1] > 1.15 * lengths[0]


def test_a_text_longer_than_the_network_takes_is_said_whole(engine: NaturalEngine, voice: VoiceData) -> None:
    text = " ".join(["wonderful"] * 48)
    assert len(token_ids(phonemes_of(text, "en").symbols)) > MOST_TOKENS
    words = [word for chunk in say(engine, voice, text, speed=2.0) for word in chunk.words]
    assert len(words) == 48


def test_every_seed_sounds_the_same(engine: NaturalEngine, voice: VoiceData) -> None:
    first, second = (sound(say(engine, voice, "Yes.", seed=seed)) for seed in (1, 2))
    np.testing.assert_array_equal(first, second)


def test_nothing_to_say_is_no_sound(engine: NaturalEngine, voice: VoiceData) -> None:
    assert say(engine, voice, "…") == []


def test_a_language_nobody_speaks_is_refused(engine: NaturalEngine, voice: VoiceData) -> None:
    with pytest.raises(InvalidRequest):
        say(engine, voice, language="xx")


def test_cancel_is_seen_between_pieces(engine: NaturalEngine, voice: VoiceData) -> None:
    cancel = CancelToken()
    chunks = engine.synthesize(voice, SENTENCE, SpeechOptions("en"), cancel)
    next(chunks)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)


def test_an_engine_that_is_not_loaded_says_so(voice: VoiceData) -> None:
    with pytest.raises(EngineError, match="not loaded"):
        say(NaturalEngine(), voice)


def test_missing_weights_come_with_the_command_that_fetches_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "NETWORK_PARTS", ("no_such_package",))
    with pytest.raises(WeightsNotFound) as caught:
        NaturalEngine().load("cpu", no_progress)
    assert "voicecloner models pull kokoro-82m" in caught.value.hint


@pytest.mark.parametrize(
    "samples",
    [np.zeros(24_000, np.float32), np.zeros(240_000, np.float32), np.full(240_000, np.nan, np.float32)],
    ids=["short", "silent", "no numbers"],
)
def test_references_without_speech_are_refused(engine: NaturalEngine, samples: np.ndarray) -> None:
    reference = ReferenceClip(AudioClip(samples, 24_000))
    with pytest.raises(InvalidRequest):
        engine.clone([reference], VoiceMode.EMBEDDING, no_progress, CancelToken())
