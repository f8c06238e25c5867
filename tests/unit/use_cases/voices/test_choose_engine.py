import pytest

from tests.support.fake_host import FakeHost, fake_engine
from voicecloner.errors import EngineNotFound
from voicecloner.use_cases.voices.choose_engine import (
    best_engine,
    engine_for_new_voice,
    languages_for_new_voices,
    profile_for_new_voice,
)

NATURAL = fake_engine("natural", languages=("en", "es"))
BASIC = fake_engine("basic", languages=("en", "de", "cs"))
NEURAL = fake_engine("aardvark", languages=("en", "ko"), profile="izwi")
CONVERTER = fake_engine("converter", languages=("mul",), can_synthesize=False, can_convert=True)
ALL = (CONVERTER, NEURAL, BASIC, NATURAL)


@pytest.mark.parametrize(
    ("language", "best"), [("en", "natural"), ("es-419", "natural"), ("de", "basic"), ("ko", "aardvark"), ("tlh", None)]
)
def test_the_best_engine_for_a_language(language, best):
    found = best_engine(ALL, language)
    assert (found.id if found else None) == best


def test_the_basic_one_speaks_where_the_natural_one_is_missing():
    assert best_engine((CONVERTER, NEURAL, BASIC), "en") is BASIC


def test_an_engine_that_is_named_is_taken():
    host = FakeHost(NEURAL)
    assert engine_for_new_voice(host, "aardvark", "de") is NEURAL
    assert engine_for_new_voice(host, None, "en") is engine_for_new_voice(host, "auto", "en") is NEURAL
    with pytest.raises(EngineNotFound, match="“other”"):
        engine_for_new_voice(host, "other", "en")


def test_a_language_nobody_speaks_is_told():
    with pytest.raises(EngineNotFound, match="speaks “de”"):
        engine_for_new_voice(FakeHost(NEURAL), None, "de")


def test_the_profile_is_that_of_the_engine():
    assert profile_for_new_voice(FakeHost(NEURAL), None, "en") == "izwi"
    assert profile_for_new_voice(FakeHost(NEURAL), "missing", "en") == "console"


def test_new_voices_may_have_the_languages_of_the_engines_that_make_them():
    assert languages_for_new_voices(ALL, "auto") == ("en", "de", "cs", "es")
    assert languages_for_new_voices(ALL, "aardvark") == ("en", "ko")
    assert languages_for_new_voices((), "auto") == ()
