"""Several attempts at a text: which one is kept, and what is told. The engine is fake; its seeds differ if wanted."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.clips import noise
from voicecloner.domain.audio import AudioChunk
from voicecloner.domain.guards import TakeMeasures
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.speaking.judge_take import JudgeTake, letters_per_s, spoken_words
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.speaking.speak_best import SpeakBestRequest

GOOD = TakeMeasures(5.0, 14.0, 0.4, likeness=0.8)


@pytest.fixture
def voice(app, keep_voice):
    return keep_voice(app)


@pytest.fixture
def seeded(host, monkeypatch):
    """Every seed gives another sound."""

    def synthesize(engine_id, voice_file, text, options, *, cancel):
        seconds = 0.5 + 0.1 * options.seed
        yield AudioChunk((0.2 * noise(seconds, 24_000)).astype(np.float32), 24_000)

    monkeypatch.setattr(host, "synthesize", synthesize)


def best(app, attempts, **fields):
    return app.speak_best(SpeakBestRequest(SpeakRequest("Good evening.", "Anna", **fields), attempts))


def test_the_attempt_with_the_least_against_it_is_kept_as_the_only_take(app, voice, seeded, monkeypatch):
    found = iter([replace(GOOD, longest_silence_s=4.0), GOOD, replace(GOOD, repeated="good evening")])
    monkeypatch.setattr(JudgeTake, "__call__", lambda self, take, voice, *, cancel: next(found))
    take = best(app, 3, seed=7)
    assert take.options.seed == 8
    assert take.notes[-3:] == (
        "The best of 3 attempts has the seed 8: 80\u00a0% like the recording.",
        "Seed 7: silent for 4.0\u00a0s; 80\u00a0% like the recording.",
        "Seed 9: “good evening” is said twice; 80\u00a0% like the recording.",
    )
    assert [kept.take.path for kept in app.takes.all()] == [take.path]


def test_an_engine_that_says_all_alike_makes_one_attempt(app, voice, host, monkeypatch):
    monkeypatch.setattr(JudgeTake, "__call__", lambda self, take, voice, *, cancel: GOOD)
    assert "the same way with every seed" in best(app, 5).notes[-1]
    assert len(host.spoken) == 2


@pytest.mark.parametrize("attempts", [0, 21])
def test_numbers_of_attempts_that_make_no_sense_are_refused(app, voice, host, attempts):
    with pytest.raises(InvalidRequest):
        best(app, attempts)
    assert host.spoken == []


def test_a_take_is_measured_against_its_text_and_its_voice(app, voice, host):
    take = app.speak(SpeakRequest("Guten Abend zusammen.", "Anna", "de"))
    found = app._judge_take(take, voice, cancel=None)
    assert (found.words, found.seconds) == (0, pytest.approx(take.seconds))
    assert found.letters_per_s == pytest.approx(18 / take.seconds)
    assert 0.0 <= found.likeness <= 1.0


def test_words_are_read_before_they_are_compared():
    assert spoken_words("Dr. Lee has 21 cats.", "en") == spoken_words("doctor lee has twenty-one cats", "en")


def test_signs_that_are_said_in_a_syllable_count_for_several_letters():
    assert letters_per_s("Good evening, all.", 1.0) == 14
    assert letters_per_s("你好世界", 1.0) == 12
    assert letters_per_s("Hi.", 1.0) is None
