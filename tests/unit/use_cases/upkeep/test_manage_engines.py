"""Which engines there are and what they lack; installing itself is tried in integration/test_environment_install.py."""

import importlib.util
from dataclasses import replace

import pytest

from tests.support.fake_host import FakeHost, fake_engine
from voicecloner.engines.adapters.natural.engine import NaturalEngine
from voicecloner.engines.host.environments import Environments, EnvironmentSpec
from voicecloner.errors import EngineNotFound, EngineNotInstalled, hint_on_command_line
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import resource
from voicecloner.use_cases.upkeep.manage_engines import ManageEngines
from voicecloner.use_cases.upkeep.manage_models import ListedModel

SPEC = EnvironmentSpec("small", "Something small", "environments/neural.txt", 1000, ())
NEEDY = replace(fake_engine("needy"), environment="small", packages=("no_such_package",))
LONELY = replace(fake_engine("lonely"), packages=("no_such_package",))


class Installer:
    """Notes what is asked of it."""

    def __init__(self, environments):
        self.environments = environments
        self.asked = []

    def install(self, spec, *, progress, cancel):
        self.asked.append(("install", spec.id))
        return self.environments.path(spec.id)

    def remove(self, environment_id):
        self.asked.append(("remove", environment_id))


@pytest.fixture
def environments(tmp_path):
    return Environments(tmp_path, {"small": SPEC})


@pytest.fixture
def installer(environments):
    return Installer(environments)


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def engines(environments, installer, host):
    return ManageEngines(lambda: (fake_engine(), NEEDY, LONELY), host, environments, installer)


def test_every_engine_is_listed_with_what_it_lacks(engines):
    basic, needy, lonely = engines.list()
    assert (basic.lacks, basic.hint, basic.is_loaded) == ("", "", False)
    assert "no no_such_package" in needy.lacks
    assert "voicecloner engines install small" in needy.hint
    assert "VoiceCloner's own Python" in lonely.hint


def test_an_engine_is_ready_that_can_speak(environments, installer, host):
    speaking = replace(fake_engine("plain"), packages=("json",))
    packaged = replace(fake_engine("packaged"), weights_packages=("json", "email.mime"))
    broken = replace(packaged, id="broken", weights_packages=("json", "no_such_package"))
    model = read_catalogue(resource("models/catalogue.json")).find("kokoro-82m")
    models = [ListedModel(replace(model, engine=name), None, 0) for name in ("packaged", "broken")]
    engines = ManageEngines(lambda: (speaking, packaged, broken, NEEDY), host, environments, installer, lambda: models)
    assert {each.info.id: each.is_ready for each in engines.list()} == {
        "plain": True,
        "packaged": True,
        "broken": False,
        "needy": False,
    }
    told = next(each for each in engines.list() if each.info.id == "broken")
    assert hint_on_command_line(told.model_hint) == "Run: voicecloner models pull kokoro-82m"
    assert told.lacks_model.endswith("is on this computer.")


def test_the_packages_of_the_natural_engine_are_looked_for(monkeypatch, environments):
    info = NaturalEngine().info()
    assert environments.place_of(info) == ""
    here = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in {"onnxruntime", "hibari"} else here(name)
    )
    with pytest.raises(
        EngineNotInstalled, match="Natural is not installed: there is no onnxruntime and no hibari"
    ) as told:
        environments.place_of(info)
    assert hint_on_command_line(told.value.hint).endswith("-m pip install onnxruntime hibari-tts")


def test_an_engine_that_holds_memory_is_told_until_it_gives_it_back(engines, host):
    host.spoken.append(("words", None))
    assert [each.is_loaded for each in engines.list()] == [True, False, False]
    assert engines.eject()
    assert not any(each.is_loaded for each in engines.list())


def test_an_environment_is_needed_while_an_engine_lacks_it(engines, environments):
    (small,) = engines.environments()
    assert (small.is_installed, small.is_needed, small.is_there) == (False, True, False)
    environments.path("small").mkdir()
    assert engines.environments()[0].is_there


def test_the_environment_of_an_engine(engines):
    assert engines.environment_for("needy") == SPEC
    assert engines.environment_for("lonely") is None
    assert engines.environment_for("basic") is None


def test_it_is_installed_and_removed_by_its_id(engines, environments, installer):
    folder = engines.install("small")
    assert folder == environments.path("small")
    with pytest.raises(EngineNotFound, match="Not installed"):
        engines.remove("small")
    folder.mkdir()
    assert engines.remove("small") == SPEC
    assert installer.asked == [("install", "small"), ("remove", "small")]


def test_what_nobody_knows_cannot_be_installed(engines):
    with pytest.raises(EngineNotFound, match="nothing called “other”") as caught:
        engines.install("other")
    assert "small" in caught.value.hint
