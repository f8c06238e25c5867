from dataclasses import replace

import pytest

from tests.support.fake_host import fake_engine
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import checked_speech
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import InvalidRequest
from voicecloner.quality.profiles import DEFAULT_PROFILE, profile_named
from voicecloner.settings import Setting
from voicecloner.use_cases.voices.choose_engine import is_everyday

OPTIONS = (
    Setting("steps", int, 10, "How often.", limits=(4, 30)),
    Setting("liveliness", float, 0.75, "How much.", limits=(0.1, 1.0)),
    Setting("style", str, "calm", "Which.", choices=("calm", "bright")),
)
ENGINE = fake_engine(options=OPTIONS)
INFOS = EngineRegistry(BUNDLED_ENGINES).infos()


def test_options_get_the_type_that_is_declared():
    checked = checked_speech(ENGINE, SpeechOptions("de", 1.5, 7, {"liveliness": 1, "style": "bright"}))
    assert checked == SpeechOptions("de", 1.5, 7, {"liveliness": 1.0, "style": "bright"})
    assert type(checked.options["liveliness"]) is float


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"language": "cs"}, "does not speak “cs”"),
        ({"speed": 0.4}, "out of range"),
        ({"speed": float("nan")}, "out of range"),
        ({"options": {"warmth": 1}}, "has no option “warmth”"),
        ({"options": {"steps": 31}}, "steps cannot be 31"),
        ({"options": {"steps": "10"}}, "steps cannot be “10”"),
        ({"options": {"style": "loud"}}, "style cannot be “loud”"),
    ],
)
def test_what_the_engine_does_not_have_is_refused(options, words):
    with pytest.raises(InvalidRequest, match=words):
        checked_speech(ENGINE, SpeechOptions(**options))


def test_an_engine_of_one_pace_takes_no_other():
    engine = fake_engine(speed_range=None)
    assert checked_speech(engine, SpeechOptions(speed=1.0)).speed == 1.0
    with pytest.raises(InvalidRequest, match="own pace only"):
        checked_speech(engine, SpeechOptions(speed=1.1))


def test_a_region_does_not_keep_a_language_from_being_spoken():
    abilities = fake_engine(languages=("en", "pt-BR", "cmn")).abilities
    assert [abilities.speaks(tag) for tag in ("en-GB", "pt", "zh", "de")] == [True, True, True, False]
    assert replace(abilities, languages=("mul",)).speaks("tlh")


def test_a_voice_may_keep_to_the_language_of_its_recording():
    engine = fake_engine(languages=("en", "de", "pt-BR"), keeps_language=True)
    assert engine.abilities.languages_of_voice("pt") == ("pt-BR",)
    assert ENGINE.abilities.languages_of_voice("de") == ENGINE.abilities.languages
    assert checked_speech(engine, SpeechOptions("de-AT"), "de").language == "de-AT"
    with pytest.raises(InvalidRequest, match="language of its recording"):
        checked_speech(engine, SpeechOptions("en"), "de")


@pytest.mark.parametrize("info", INFOS, ids=[info.id for info in INFOS])
def test_every_engine_declares_what_holds_together(info):
    assert profile_named(info.requirements.profile).min_seconds >= info.requirements.min_reference_s
    for option in info.abilities.options:
        assert option.checked(option.default) == option.default
        assert option.text.endswith(".")


def test_engines_that_need_no_choice_ask_for_as_much_as_the_review():
    """Whichever of them a language is for: what is asked of a recording does not depend on it."""
    everyday = [info.requirements.profile for info in INFOS if is_everyday(info.id)]
    assert everyday == [DEFAULT_PROFILE, DEFAULT_PROFILE]


def test_engines_that_a_user_names_are_not_held_to_the_usual_ten_seconds():
    content = [info for info in INFOS if info.requirements.min_reference_s <= 3.0 and not is_everyday(info.id)]
    assert content
    assert {profile_named(info.requirements.profile).min_seconds for info in content} == {3.0}
