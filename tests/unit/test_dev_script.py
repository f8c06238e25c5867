"""The one script developers type: what it installs, when, and what it starts."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.sources import ROOT

_PIN = re.compile(r"[a-z0-9-]+==[\w.]+( ; .+)?")


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, let loose on a copy of the lists it reads."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_loader("dev_script", SourceFileLoader("dev_script", str(ROOT / "dev")))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    venv = tmp_path / ".venv"
    venv.mkdir()
    places = {"ROOT": tmp_path, "VENV": venv, "STAMPS": venv / "installed.json", "PYTHON": venv / "bin" / "python"}
    apart = tmp_path / ".venv-measure"
    places |= {"MEASURE_VENV": apart, "MEASURE_PYTHON": apart / "bin" / "python"}
    for name, path in (places | {"REQUIREMENTS": tmp_path / "requirements"}).items():
        monkeypatch.setattr(module, name, path)
    return module


@pytest.fixture
def installed(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The arguments of every call of pip, none of which is carried out."""
    calls: list[str] = []
    monkeypatch.setattr(dev, "_venv_works", lambda: True)
    dev.PYTHON.parent.mkdir()
    dev.PYTHON.symlink_to(sys.executable)
    monkeypatch.setattr(
        dev, "_pip", lambda *arguments: calls.append(" ".join(map(Path.as_posix, map(Path, arguments))))
    )
    return calls


def test_a_second_set_up_installs_nothing(dev: ModuleType, installed: list[str]) -> None:
    dev._set_up("app", needs={})
    assert len(installed) == 2
    assert "requirements/app.txt" in installed[0]
    assert "--editable" in installed[1]
    dev._set_up("app", needs={})
    assert len(installed) == 2


def test_a_python_that_was_uninstalled_is_noticed(dev: ModuleType, installed: list[str]) -> None:
    dev._set_up("app", needs={})
    installed.clear()
    dev.PYTHON.unlink()
    dev._set_up("app", needs={})
    assert len(installed) == 2


def test_each_layer_is_installed_when_it_is_first_needed(dev: ModuleType, installed: list[str]) -> None:
    dev._set_up("app", needs={})
    installed.clear()
    dev._set_up("app", "dev", needs={})
    (only,) = installed
    assert "requirements/dev.txt" in only
    assert "app.txt" not in only


def test_an_interrupted_set_up_is_taken_up_again(
    dev: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(dev, "_pip", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            dev._set_up("app", needs={})
    dev._set_up("app", needs={})
    assert len(installed) == 2


def test_a_torn_stamp_counts_as_nothing_installed(dev: ModuleType, installed: list[str]) -> None:
    dev.STAMPS.write_text('{"app": "0', "utf-8")
    dev._set_up("app", needs={})
    assert json.loads(dev.STAMPS.read_text("utf-8")) == {"app": dev._fingerprint("app")}


@pytest.mark.parametrize(
    ("change", "matters"),
    [
        (lambda root: (root / "requirements" / "app.txt").write_text("numpy==1.0\n"), True),
        (lambda root: _replace(root / "pyproject.toml", "[project.scripts]", '[project.scripts]\nother = "x:y"'), True),
        (lambda root: _replace(root / "pyproject.toml", "line-length = 120", "line-length = 100"), False),
        (lambda root: (root / "requirements" / "dev.txt").write_text("pytest==1.0\n"), False),
    ],
    ids=["versions", "project", "tools", "other layer"],
)
def test_only_what_matters_makes_an_installation_stale(
    dev: ModuleType, change: Callable[[Path], object], matters: bool
) -> None:
    before = dev._fingerprint("app")
    change(dev.ROOT)
    assert (dev._fingerprint("app") != before) == matters


def test_a_checkout_that_moved_is_installed_again(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dev._fingerprint("app")
    monkeypatch.setattr(dev, "ROOT", _copy_beside(dev.ROOT))
    assert dev._fingerprint("app") != before


def test_a_half_made_environment_is_seen_and_made_anew(dev: ModuleType) -> None:
    assert not dev._venv_works()
    dev.PYTHON.parent.mkdir()
    dev.PYTHON.symlink_to(sys.executable)
    assert not dev._venv_works()


@pytest.mark.parametrize(
    ("display", "given", "started"),
    [("", [], ["demo"]), (":7", [], []), ("", ["voices", "--json"], ["voices", "--json"])],
)
def test_without_a_display_run_shows_the_demonstration(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, display: str, given: list[str], started: list[str]
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(dev, "_set_up", lambda *_, needs: None)
    monkeypatch.setattr(dev, "_become", commands.append)
    dev.run(given)
    assert commands[0][-(len(started) + 2) :] == ["-m", "voicecloner", *started]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["watched", "-m", "not slow", "-n", "4", "--dist", "worksteal"]),
        (["--slow", "-q"], ["watched", "-n", "4", "--dist", "worksteal", "-q"]),
        (["--slow", "tests/gui"], ["tests/gui"]),
        (["-m", "slow"], ["-m", "slow"]),
        (["-k", "voice"], ["-m", "not slow", "-k", "voice"]),
    ],
)
def test_slow_tests_run_when_asked_for_and_all_of_them_side_by_side_without_a_network(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: list[str]
) -> None:
    commands: list[tuple[str, ...]] = []
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr(dev, "_set_up", lambda *_, needs: None)
    monkeypatch.setattr(dev, "_in_venv", lambda *given, environment: commands.append(given))
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(sys, "platform", "linux")
    dev.test(arguments)
    watch = ["-m", "tests.support.closed_network", str(dev.PYTHON)] if expected[0] == "watched" else []
    assert list(commands[0]) == [*watch, "-m", "pytest", *expected[bool(watch) :]]


@pytest.mark.parametrize("fails", ["", "the tests", "mypy"])
def test_the_checks_run_beside_the_tests_and_count_as_well(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], fails: str
) -> None:
    begun: list[str] = []

    def start(command: list[str]) -> "subprocess.Popen[str]":
        begun.append(command[1])
        words = f"import sys; print('what is wrong'); sys.exit({command[1] == fails})"
        return subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)

    def run_tests(*given: str, environment: dict[str, str]) -> int:
        assert "--check" not in given
        begun.append("the tests")
        return int(fails == "the tests")

    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr(dev, "_set_up", lambda *_, needs: None)
    monkeypatch.setattr(dev, "_start_check", start)
    monkeypatch.setattr(dev, "_in_venv", run_tests)
    assert dev.test(["--check"]) == bool(fails)
    assert begun[-1] == "the tests"
    assert "mypy" in begun
    told = capfd.readouterr()
    assert ("mypy: passed" in told.out) == (fails != "mypy")
    assert ("what is wrong" in told.out) == (fails == "mypy")


def test_what_is_compiled_for_the_tests_is_kept(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    environments: list[dict[str, str]] = []
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(dev, "_set_up", lambda *_, needs: None)
    monkeypatch.setattr(dev, "_in_venv", lambda *given, environment: environments.append(environment))
    dev.test([])
    assert environments[0]["DISPLAY"] == ":7"
    assert "PYTHONDONTWRITEBYTECODE" not in environments[0]


@pytest.fixture
def benched(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was started and installed for benchmarks, without doing it."""
    calls: list[str] = []

    def install(*given: str) -> None:
        calls.append("uv " + " ".join(given))
        dev.MEASURE_PYTHON.parent.mkdir(parents=True, exist_ok=True)
        dev.MEASURE_PYTHON.touch()

    (dev.ROOT / "benchmarks").mkdir()
    for name in ("fidelity", "startup", "_timing"):
        (dev.ROOT / "benchmarks" / f"{name}.py").touch()
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr(dev, "_set_up", lambda *_, needs: None)
    monkeypatch.setattr(dev, "_uv", install)
    monkeypatch.setattr(dev, "_in_venv", lambda path, *given, environment: calls.append(Path(path).stem) or 0)
    return calls


def test_what_judges_speech_is_installed_once_and_apart(dev: ModuleType, benched: list[str]) -> None:
    assert dev.bench(["startup"]) == 0
    assert benched == ["startup"]
    dev.bench(["fidelity"])
    assert [call.split()[:2] for call in benched[1:]] == [["uv", "venv"], ["uv", "pip"], ["fidelity"]]
    assert all(str(dev.MEASURE_VENV) in call for call in benched[1:3])
    dev.bench(["fidelity"])
    assert benched[4:] == ["fidelity"]


def test_options_go_to_the_benchmark(dev: ModuleType, benched: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "_in_venv", lambda *given, environment: commands.append(given) or 0)
    assert dev.bench(["fidelity", "--engine", "basic", "set"]) == 0
    assert commands[0][1:] == ("--engine", "basic", "set")
    assert dev.bench(["dance"]) == 2


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
def test_a_display_is_made_where_there_is_none_and_taken_down_again(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with dev._display() as environment:
        socket = Path("/tmp/.X11-unix") / environment["DISPLAY"].replace(":", "X")  # noqa: S108 - where X puts it
        assert socket.is_socket()
    assert not socket.exists()


@pytest.mark.parametrize(("known", "chosen"), [("libx0 libx0t64 libx0-dev", "libx0t64"), ("libx0 libx0-dev", "libx0")])
def test_system_packages_go_by_the_name_this_release_uses(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str, chosen: str
) -> None:
    _command(tmp_path / "bin" / "apt-cache", f"printf '%s\\n' {known}")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    assert dev._known_name(("libx0t64", "libx0")) == chosen


def test_missing_libraries_without_rights_end_in_a_command_to_type(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _command(tmp_path / "bin" / "apt-get", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    _command(tmp_path / "bin" / "sudo", "exit 1")
    needs = {"lib:libnowhere.so.1": ("libnowhere1",), "program:nowhere": ("nowhere",), "file:usr": ("base",)}
    assert not dev._install_system_packages(needs)
    assert capsys.readouterr().err.endswith("    sudo apt-get install libnowhere1 nowhere\n")


def test_an_unknown_command_shows_the_page(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dance"]) == 2
    assert "./dev test" in capsys.readouterr().out


def test_an_old_python_can_read_the_script_far_enough_to_say_so() -> None:
    ast.parse((ROOT / "dev").read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("script", ["dev", ".ci/run"])
def test_scripts_can_be_executed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    listed = subprocess.run(
        ["git", "ls-files", "--stage", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert listed.stdout[:6] in ("100755", "")


@pytest.mark.parametrize("layer", ["app", "build", "dev", "package", "cluster", "measure", "neural", "neural-light"])
def test_every_version_is_exact_and_no_list_names_a_host(layer: str) -> None:
    pins = _pins(layer)
    assert pins
    assert [pin for pin in pins if not _PIN.fullmatch(pin)] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    layers = {"app": project["dependencies"]} | project["optional-dependencies"]
    layers["neural"] += layers.pop("neural-alone")
    missing = [name for layer, wanted in layers.items() for name in map(_name, wanted) if name not in _locked(layer)]
    assert missing == []


def test_the_toolkit_stays_at_the_version_that_counts_references_right() -> None:
    assert _locked("app")["pyside6-essentials"] == "6.11.3"


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower()


def _locked(layer: str) -> dict[str, str]:
    return {name: version for name, _, version in (pin.partition(" ")[0].partition("==") for pin in _pins(layer))}


def _pins(layer: str) -> list[str]:
    folder = ROOT / ("resources/environments" if layer.startswith("neural") else "requirements")
    lines = (folder / f"{layer}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _interrupt(*_arguments: str) -> None:
    raise KeyboardInterrupt


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _copy_beside(root: Path) -> Path:
    return shutil.copytree(root, root.parent / f"{root.name}-moved")


def _command(path: Path, body: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
