"""Which languages there are, and what is meant by a tag."""

from dataclasses import replace

import pytest

from tests.support.fake_host import fake_engine
from voicecloner.bootstrap import Application
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.speaking.list_languages import Languages
from voicecloner.use_cases.upkeep.manage_engines import ListedEngine


def listed(engine_id, *tags, lacks="", **abilities):
    info = fake_engine(engine_id)
    return ListedEngine(replace(info, abilities=replace(info.abilities, languages=tags, **abilities)), lacks)


ENGINES = (
    listed("one", "de", "en-GB"),
    listed("two", "en-US", "xx", lacks="It is not installed."),
    listed("any", "mul", can_synthesize=True),
    listed("converter", "yy", can_synthesize=False, can_convert=True),
)


def test_each_language_has_its_engines():
    found = {each.tag: (each.name, each.engines, each.lacking) for each in Languages(lambda: ENGINES).list()}
    assert found == {
        "en-GB": ("English (United Kingdom)", ("one", "any"), ("two",)),
        "en-US": ("English (United States)", ("one", "any"), ("two",)),
        "de": ("German", ("one", "any"), ()),
        "xx": ("xx", ("any",), ("two",)),
    }
    assert list(found) == ["en-GB", "en-US", "de", "xx"]


@pytest.mark.parametrize(("text", "tag"), [("DE_at", "de-AT"), ("XX-latn", "xx-Latn"), ("cmn", "cmn"), ("iw", "iw")])
def test_what_somebody_speaks_is_known(text, tag):
    assert Languages(lambda: ENGINES).known(text) == tag


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("zz", ""),
        ("qq-DE", ""),
        ("", ""),
        ("Geman", "Did you mean “de” (German)?"),
        ("deutsh", "Did you mean “de” (German)?"),
        ("french", "Did you mean “fr” (French)?"),
    ],
)
def test_what_nobody_speaks_is_refused(text, hint):
    with pytest.raises(InvalidRequest, match=f"“{text}” is not a language that can be spoken here") as caught:
        Languages(lambda: ENGINES).known(text)
    assert caught.value.hint == hint


def test_every_language_of_the_program_has_a_name(tmp_path):
    app = Application()
    found = app.languages.list()
    app.close()
    assert len(found) > 140
    assert [each.tag for each in found if each.tag == each.name] == []
    assert {"natural", "basic"} <= set(next(each for each in found if each.tag == "de").engines)
