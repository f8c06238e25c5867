"""The package that pip installs: built, put into a fresh environment outside of the checkout, and used there.

Its dependencies are those of the tests, lent to it: nothing is fetched.
"""

import json
import os
import subprocess
import sys
import sysconfig

import pytest

from tests.support.sources import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A fresh environment with the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    fresh = folder / "fresh"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    python = fresh / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--python", str(python)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (packages,) = fresh.rglob("site-packages")
    (packages / "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return fresh


@pytest.fixture
def run(environment, tmp_path):
    def command(program, *arguments):
        folder = environment / ("Scripts" if os.name == "nt" else "bin")
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        home = {"VOICECLONER_HOME": str(tmp_path / "home")}
        done = subprocess.run(
            [str(folder / program), *arguments],
            cwd=tmp_path, env=clean | home, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return command


def test_it_finds_what_belongs_to_it(environment, run):
    where = run("python", "-c", "import voicecloner; print(voicecloner.__file__)")
    assert where.startswith(str(environment))
    assert (environment / "share" / "man" / "man1" / "voicecloner.1").is_file()
    assert len(list(environment.rglob("voicecloner/py.typed"))) == 1


def test_the_demonstration_speaks(run, tmp_path):
    made = json.loads(run("voicecloner", "demo", "--out", "made", "--json"))
    assert made["seconds"] > 1
    assert (tmp_path / "made" / "speech.wav").stat().st_size > 10_000
    assert "voicecloner" in run("voicecloner", "completion", "bash")
