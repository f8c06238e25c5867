import json
import sys
from dataclasses import replace

import pytest

from tests.support.fake_host import fake_engine
from voicecloner.children.environment import child_environment, clean_environment
from voicecloner.engines.host.environments import (
    RECORD_NAME,
    SPECS,
    WORKER_FLAG,
    Environments,
    EnvironmentSpec,
    missing_packages,
)
from voicecloner.errors import EngineNotInstalled
from voicecloner.paths import resource

SPEC = EnvironmentSpec("small", "Something small", "environments/neural.txt", 1000, ("json",))
NEEDY = replace(fake_engine("needy"), title="Needy", environment="small", packages=("json", "no_such_package"))


@pytest.fixture
def environments(tmp_path):
    return Environments(tmp_path, {"small": SPEC})


@pytest.fixture
def pretend(environments):
    """Put an environment there that says of itself what it was made from."""

    def pretend(fingerprint):
        python = environments.python("small")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        (environments.path("small") / RECORD_NAME).write_text(json.dumps({"fingerprint": fingerprint}))

    return pretend


def test_an_engine_that_has_all_it_needs_runs_in_this_python(environments):
    assert environments.place_of(replace(NEEDY, packages=("json", "email.mime"))) == ""
    assert environments.worker_command("")[0] == sys.executable


def test_what_is_missing_is_named(environments):
    assert missing_packages(NEEDY) == ("no_such_package",)
    with pytest.raises(EngineNotInstalled, match=r"Needy is not installed: there is no no_such_package\.") as caught:
        environments.place_of(NEEDY)
    assert "voicecloner engines install small" in caught.value.hint


def test_a_plug_in_without_an_environment_is_installed_by_the_user(environments):
    with pytest.raises(EngineNotInstalled) as caught:
        environments.place_of(replace(NEEDY, environment=""))
    assert "VoiceCloner's own Python" in caught.value.hint


def test_an_engine_runs_in_the_environment_made_for_it(environments, pretend):
    pretend(SPEC.fingerprint())
    assert environments.place_of(NEEDY) == "small"
    command = environments.worker_command("small")
    assert command[0] == str(environments.python("small"))


@pytest.mark.parametrize("fingerprint", ["of an earlier version", None])
def test_an_environment_of_another_version_is_none(environments, pretend, fingerprint):
    pretend(fingerprint)
    assert environments.is_there("small")
    with pytest.raises(EngineNotInstalled):
        environments.place_of(NEEDY)


@pytest.mark.parametrize("record", ["", "[]", "{not json"])
def test_a_damaged_record_is_none(environments, pretend, record):
    pretend("")
    (environments.path("small") / RECORD_NAME).write_text(record)
    assert not environments.is_installed("small")


def test_an_environment_nobody_knows_is_not_installed(environments):
    assert not environments.is_installed("other")
    assert not environments.is_there("small")


def test_frozen_program_serves_as_its_own_worker(environments, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert environments.worker_command("") == [sys.executable, WORKER_FLAG]
    assert environments.worker_command("small")[-1] == str(tmp_path / "source")


def test_another_python_gets_the_libraries_of_the_system_from_a_frozen_program(monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/program/libraries")
    assert clean_environment()["LD_LIBRARY_PATH"] == "/program/libraries"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "LD_LIBRARY_PATH" not in clean_environment()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/users/own")
    assert clean_environment()["LD_LIBRARY_PATH"] == "/users/own"


def test_the_list_of_the_neural_engines_pins_every_package():
    lines = resource(SPECS["neural"].packages).read_text("utf-8").splitlines()
    packages = [line.partition(" ;")[0] for line in lines if line and not line.startswith(("#", " "))]
    assert [package for package in packages if "==" not in package] == []
    assert {"torch==2.11.0", "torchaudio==2.11.0"} <= set(packages)


@pytest.mark.parametrize("variables", [clean_environment, child_environment])
def test_no_child_inherits_the_access_token(monkeypatch, variables):
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.setenv(name, "hf_secret")
    monkeypatch.setenv("VOICECLONER_OTHER", "other")
    assert "hf_secret" not in variables().values()
    assert variables()["VOICECLONER_OTHER"] == "other"
