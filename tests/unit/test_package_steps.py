"""The steps of `./dev package`: which are carried out, and what is told of them."""

import importlib.util
import re
import sys
from types import ModuleType

import pytest

from tests.support.sources import ROOT

STEPS = ("build", "try", "deb", "archive", "appimage")


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_file_location("build_packages", ROOT / "packaging" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def done(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that are carried out; the one called deb fails."""
    steps: list[str] = []
    carried_out = {step: lambda step=step: steps.append(step) or (3 if step == "deb" else 0) for step in STEPS}
    monkeypatch.setattr(build, "STEPS", carried_out)
    return steps


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have fewer")
def test_the_steps_are_these(build: ModuleType) -> None:
    assert tuple(build.STEPS) == STEPS


def test_steps_can_be_left_out_and_their_time_is_told(
    build: ModuleType, done: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["--skip", "build", "deb"]) == 0
    assert done == ["try", "archive", "appimage"]
    assert re.search(r"Step archive took \d+ s\.", capsys.readouterr().err)


def test_a_step_that_fails_is_the_last(build: ModuleType, done: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main([]) == 3
    assert done == ["build", "try", "deb"]
    assert "Step deb failed." in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--skip", "rpm"], ["deb"], ["--skp", "deb"]])
def test_a_step_there_is_none_of_is_told(
    build: ModuleType, done: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(words) == 2
    assert "archive" in capsys.readouterr().err
    assert not done
