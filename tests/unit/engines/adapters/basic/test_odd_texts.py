"""Whatever the text, the engine gives sound that is sound, or none."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.made_user import say
from tests.support.odd_texts import SILENT, SPOKEN
from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.vocoder import SAMPLE_RATE
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.jobs import CancelToken

AWKWARD = [
    "a",
    "7",
    "1234567890 1.5 % $3",
    "😀 🎉",
    "\x00\x07tab\tand\x1bescape\u200b",
    "Это тест. 漢字テスト。 مرحبا",
    "x" * 200,
    "?!?!…",
    "Wait" + "!" * 300,
    "[[h@l'oU]] <speak>tags</speak> & so on",
]


def assert_sound(samples: Samples) -> None:
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max(initial=0) < 1.0


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_breaks_it(engine: BasicEngine, voice: VoiceData, text: str):
    assert_sound(say(engine, voice, text))


@pytest.mark.parametrize("text", ["", " \n\t ", ".", "\x00\x01", "--- ..."])
def test_text_without_words_is_silence(engine: BasicEngine, voice: VoiceData, text: str):
    assert len(say(engine, voice, text)) == 0


def test_ten_thousand_characters_without_a_space(engine: BasicEngine, voice: VoiceData):
    chunks = engine.synthesize(voice, "abcdefghij" * 1000, SpeechOptions(), CancelToken())
    samples = np.concatenate([chunk.samples for chunk in islice(chunks, 3)])
    assert_sound(samples)
    assert np.abs(samples).max() > 0.01


@pytest.mark.parametrize("text", SPOKEN.values(), ids=SPOKEN)
def test_what_can_be_said_is_heard(engine: BasicEngine, voice: VoiceData, text: str):
    samples = say(engine, voice, text)
    assert_sound(samples)
    assert len(samples) > 0.1 * SAMPLE_RATE
    assert np.abs(samples).max() > 0.02


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_cannot_be_said_is_no_sound(engine: BasicEngine, voice: VoiceData, text: str):
    assert not len(say(engine, voice, text))


@pytest.mark.parametrize("language", ["ar", "cmn", "ru", "ja", "th", "hi"])
def test_scripts_meet_languages_that_do_not_write_them(engine: BasicEngine, voice: VoiceData, language: str):
    samples = say(engine, voice, SPOKEN["mixed scripts"], language=language)
    assert_sound(samples)
    assert len(samples) > SAMPLE_RATE


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(text=st.text(max_size=12), language=st.sampled_from(["en", "de", "cmn", "ar", "ka"]))
def test_any_text_at_all(engine: BasicEngine, voice: VoiceData, text: str, language: str):
    assert_sound(say(engine, voice, text, language=language))
