"""The manual page is what the commands are now, and the programs that show it find nothing wrong."""

import importlib.util
import shutil
import subprocess
import tomllib
from types import ModuleType

import pytest

from tests.support.answers import all_commands
from tests.support.sources import ROOT
from voicecloner import __version__
from voicecloner.cli.main import build_parser


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_man_page", ROOT / "packaging" / "make_man_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_what_the_commands_are_now(maker: ModuleType) -> None:
    assert maker.PAGE.read_text("utf-8") == maker.man_page(build_parser(), __version__), "run: ./dev man"


def test_it_tells_of_every_command(maker: ModuleType) -> None:
    page = maker.PAGE.read_text("utf-8").replace("\\-", "-")
    assert [name for name in all_commands() if f'.SS "{name}"' not in page] == []


@pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff")
def test_it_is_shown_without_a_complaint(maker: ModuleType) -> None:
    command = ["groff", "-k", "-man", "-Tutf8", "-ww", "-z", str(maker.PAGE)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stderr == ""


def test_a_wheel_brings_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"packaging/linux/voicecloner.1": "share/man/man1/voicecloner.1"}
