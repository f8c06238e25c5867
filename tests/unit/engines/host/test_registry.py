import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from tests.support import fake_engines as fakes
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.host import registry
from voicecloner.engines.host.environments import missing_packages
from voicecloner.errors import EngineError, EngineNotFound

BUNDLED = {"basic": "voicecloner.engines.adapters.basic.engine:BasicEngine"}


@pytest.fixture
def offer(monkeypatch):
    """Install plug-ins: their entry points are what the interpreter would find."""

    def offer(**plugins):
        points = EntryPoints(EntryPoint(name, value, registry.GROUP) for name, value in plugins.items())
        monkeypatch.setattr(registry, "entry_points", lambda group: points.select(group=group))

    return offer


def test_bundled_engine_comes_first_and_plugins_follow_by_name(offer):
    offer(zebra="z:Z", apple="a:A")
    assert list(registry.discover(BUNDLED).items()) == [*BUNDLED.items(), ("apple", "a:A"), ("zebra", "z:Z")]


def test_without_entry_points_the_bundled_engine_is_there(offer):
    offer()
    assert registry.discover(BUNDLED) == BUNDLED


def test_plugin_cannot_take_the_place_of_a_bundled_engine(offer):
    offer(basic="evil:Engine")
    assert registry.discover(BUNDLED) == BUNDLED


def test_engine_is_made_by_its_id():
    engines = registry.EngineRegistry(fakes.TABLE)
    assert isinstance(engines.create("tone"), fakes.ToneEngine)
    assert engines.create("tone") is not engines.create("tone")


def test_unknown_engine_is_told_with_the_known_ones():
    engines = registry.EngineRegistry({"tone": "x:Y", "other": "x:Z"})
    with pytest.raises(EngineNotFound, match="“nonsense”") as caught:
        engines.create("nonsense")
    assert caught.value.hint == "Known engines: tone, other."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_module:Engine", "No module named 'no_such_module'"),
        ("tests.support.fake_engines:NoSuchClass", "NoSuchClass"),
        ("this is no import string", "cannot be used"),
        (fakes.import_string(fakes.BrokenEngine), "libnothing.so"),
        (fakes.import_string(fakes.MisnamedEngine), "calls itself “tone”"),
    ],
)
def test_engine_that_cannot_be_used_is_an_engine_error(value, words):
    with pytest.raises(EngineError, match=words):
        registry.EngineRegistry({"plugin": value}).create("plugin")


@pytest.mark.parametrize("package", ["torch", "pocket_tts"])
def test_engine_whose_packages_are_missing_says_who_it_is_all_the_same(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    engines = registry.EngineRegistry({"tone": fakes.TABLE["tone"], "pocket": BUNDLED_ENGINES["pocket"]})
    assert [info.id for info in engines.infos()] == ["tone", "pocket"]
    assert package in missing_packages(engines.create("pocket").info())


def test_broken_plugin_is_left_out_and_logged(caplog):
    table = {"tone": fakes.TABLE["tone"], "broken": fakes.import_string(fakes.BrokenEngine)}
    infos = registry.EngineRegistry(table).infos()
    assert [info.id for info in infos] == ["tone"]
    assert "The engine “broken” cannot be used" in caplog.text
