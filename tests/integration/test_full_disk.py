"""The disk is really full, at every page of it: what was kept is whole and can be read, and “full” is said."""

import json
import shutil
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.basic_voices import kept_voice
from tests.support.fake_host import VOICE_DATA
from tests.support.library_makers import new_voice
from tests.support.sources import ROOT
from tests.support.speech import speech_file
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.library.voices import VoiceLibrary
from voicecloner.paths import Folders

TRAVELS = ("import", "export", "backup", "restore from backup")
WORKS = ("create", "replace", "rename", "update", "delete", "restore", "purge", "rebind", "settings")


@cache
def _can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.skipif(not _can_mount(), reason="this user may not mount a small disk in memory (unshare -rm)"),
    pytest.mark.timeout(600),
]


def tries_of(folder: Path, step: int, works: tuple[str, ...]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The state before, and what came of each try; see `tests.support.full_disk_work`."""
    command = ["unshare", "-rm", sys.executable, "-m", "tests.support.full_disk_work", str(folder), str(step), *works]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, *tries = [json.loads(line) for line in done.stdout.splitlines()]
    return before["before"], tries


@pytest.mark.parametrize(
    ("step", "works"),
    [
        (16, ("create", "rename", "purge")),
        (32, TRAVELS),
        pytest.param(1, WORKS, marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
        pytest.param(1, TRAVELS, marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
    ],
)
def test_nothing_is_lost_or_half_wherever_the_disk_fills_up(tmp_path, step, works):
    before, tries = tries_of(tmp_path, step, works)
    for tried in tries:
        told = tried["done"].get("error", "")
        is_done = "state" in tried["done"]
        assert is_done or told.startswith("StorageError: The disk is full"), tried
        expected = tried["done"]["state"] if is_done else before
        for look in (tried["while_full"], tried["after"]):
            assert look["state"] == expected, tried
            assert look["faults"] == [], tried
        assert tried["after"]["notes"] == [], tried
        written = {"export": {"exported": 2}, "backup": {"backed up": 3}}.get(tried["work"], {})
        assert tried["beside"] == (written if is_done else {}), tried
        if tried["work"] == "settings":
            assert is_done == (tried["settings"] is not None), tried
    assert {tried["work"] for tried in tries if "state" in tried["done"]} == set(works)  # with room it is done
    # without room nothing is done, but that what is erased makes the room it takes
    assert {tried["work"] for tried in tries if "error" in tried["done"]} == set(works) - {"purge"}
    print(f"{len(tries)} tries")  # noqa: T201 - shown with -s


def run_on_full_disk(
    tmp_path: Path, variable: str, *arguments: str, free_bytes: int = 0
) -> "subprocess.CompletedProcess[str]":
    """Run the program where a folder, which an environment variable names, lies on a full disk with a copy in it."""
    disk = tmp_path / "disk"
    disk.mkdir(exist_ok=True)
    script = (
        f"mount -t tmpfs -o size=2m none {disk} && cp -r {tmp_path}/home {disk}/home && "
        f"(dd if=/dev/zero of={disk}/filler bs=4k 2>/dev/null || true) && "
        f"truncate -s -{free_bytes} {disk}/filler && export {variable}={disk}/home && "
        'exec "$@"'
    )
    command = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-m", "voicecloner", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def speaking_home(tmp_path_factory):
    """A library with a voice that speaks."""
    folder = tmp_path_factory.mktemp("speaking")
    home = folder / "home"
    with closing(Application(Folders(home, home / "config", home / "cache", home / "log"))) as program:
        kept_voice(program, folder, "Anna")
    return home


@pytest.fixture
def home_with_voice(speaking_home, tmp_path, monkeypatch):
    home = shutil.copytree(speaking_home, tmp_path / "home")
    monkeypatch.setenv("VOICECLONER_HOME", str(home))
    return home


def test_a_voice_in_a_folder_that_may_only_be_read_speaks_into_another(tmp_path, home_with_voice):
    script = f"mount --bind {home_with_voice} {home_with_voice} && mount -o remount,ro,bind {home_with_voice}"
    said = ("speak", "Good morning.", "--voice", "Anna", "--out", str(tmp_path / "said.wav"), "--json")
    command = ["unshare", "-rm", "sh", "-c", f'{script} && exec "$@"', "sh", sys.executable, "-m", "voicecloner", *said]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (note,) = [each for each in json.loads(done.stdout)["notes"] if "cannot be kept" in each]
    assert str(home_with_voice) in note
    assert read_audio(tmp_path / "said.wav").seconds > 0.3


def test_a_voice_on_a_full_disk_speaks_into_another(tmp_path, home_with_voice):
    said = ("speak", "Good morning.", "--voice", "Anna", "--out", str(tmp_path / "said.wav"), "--json")
    done = run_on_full_disk(tmp_path, "VOICECLONER_HOME", *said)
    assert done.returncode == 0, done.stderr
    (note,) = [each for each in json.loads(done.stdout)["notes"] if "cannot be kept" in each]
    assert note.endswith(f"nothing more can be written in {tmp_path}/disk/home/takes.")
    assert read_audio(tmp_path / "said.wav").seconds > 0.3


def test_a_disk_that_fills_up_while_a_voice_speaks_is_named_by_its_folder(tmp_path, home_with_voice):
    words = "Good morning to all of you. " * 40
    said = ("speak", words, "--voice", "Anna", "--out", str(tmp_path / "said.wav"), "--json")
    done = run_on_full_disk(tmp_path, "VOICECLONER_HOME", *said, free_bytes=400_000)
    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (1, "StorageError")
    assert error["message"] == f"The disk is full: nothing more can be written in {tmp_path}/disk/home/takes."
    assert error["hint"] == "Free some space on it, then try again."


def test_a_full_home_is_listed_and_full_is_said(tmp_path):
    with VoiceLibrary(tmp_path / "home") as library:
        for name in ("Anna", "Bernd"):
            library.create(new_voice(tmp_path, name, voice_data=VOICE_DATA))
    listed = run_on_full_disk(tmp_path, "VOICECLONER_HOME", "voices", "list", "--json")
    assert sorted(voice["name"] for voice in json.loads(listed.stdout)["voices"]) == ["Anna", "Bernd"]
    assert "The disk is full" in listed.stderr
    renamed = run_on_full_disk(tmp_path, "VOICECLONER_HOME", "voices", "rename", "Anna", "Berta")
    assert renamed.returncode == 1
    assert "The disk is full" in renamed.stderr
    looked = run_on_full_disk(tmp_path, "VOICECLONER_HOME", "doctor", "--json")
    assert looked.returncode == 3
    told = json.loads(looked.stdout)
    checks = {each["check"]: each for each in told["checks"]}
    assert (checks["space"]["severity"], checks["voices"]["severity"]) == ("fail", "ok")
    assert "The disk is full" in checks["database"]["faults"][0]
    assert told["done"] == []


def test_a_recording_is_read_where_the_temporary_folder_is_full(tmp_path):
    (tmp_path / "home").mkdir()
    recording = speech_file(tmp_path / "speech.wav", 12.0)
    checked = run_on_full_disk(tmp_path, "TMPDIR", "check", str(recording), free_bytes=65_536)
    assert checked.returncode == 0, checked.stdout + checked.stderr
