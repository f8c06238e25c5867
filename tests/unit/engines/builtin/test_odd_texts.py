"""Whatever the text, the engine gives sound that is sound, or none."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.odd_texts import SILENT, SPOKEN
from tests.unit.engines.builtin.made_user import SAMPLE_RATE, say
from voicecloner.domain.audio import Samples
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.engine import BuiltinEngine


def assert_sound(samples: Samples) -> None:
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max(initial=0) < 1.0


@pytest.mark.parametrize("text", SPOKEN.values(), ids=SPOKEN)
def test_what_can_be_said_is_heard(engine: BuiltinEngine, transcript_voice: VoiceData, text: str):
    samples = say(engine, transcript_voice, text)
    assert_sound(samples)
    assert len(samples) > 0.1 * SAMPLE_RATE
    assert np.abs(samples).max() > 0.02


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_cannot_be_said_is_no_sound(engine: BuiltinEngine, transcript_voice: VoiceData, text: str):
    assert not len(say(engine, transcript_voice, text))


@pytest.mark.parametrize("language", ["ar", "cmn", "ru", "ja", "th", "hi"])
def test_scripts_meet_languages_that_do_not_write_them(engine, transcript_voice: VoiceData, language: str):
    samples = say(engine, transcript_voice, SPOKEN["mixed scripts"], language=language)
    assert_sound(samples)
    assert len(samples) > SAMPLE_RATE


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=12), language=st.sampled_from(["en", "de", "cmn", "ar", "ka"]))
def test_any_text_at_all(engine: BuiltinEngine, transcript_voice: VoiceData, text: str, language: str):
    assert_sound(say(engine, transcript_voice, text, language=language))
