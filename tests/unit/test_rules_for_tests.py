"""The rules every test lives by, tried on a file of tests that break them."""

import os
import subprocess
import sys

import pytest

from tests.support.sources import ROOT

_SUSPECTS = """
import logging, os, threading
from voicecloner.paths import user_folders

def test_stray_warning():
    logging.getLogger("voicecloner").warning("odd")

def test_expected_warning(caplog):
    logging.getLogger("voicecloner").warning("odd")
    assert caplog.messages == ["odd"]

def test_quiet_word():
    logging.getLogger("voicecloner").info("fine")

def test_lingering_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

def test_home():
    assert user_folders().data.is_relative_to(os.environ["BASE"])
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("suspects")
    (folder / "test_suspects.py").write_text(_SUSPECTS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    options = [
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-c",
        "pytest.ini",
        "-rA",
        "--basetemp",
        str(folder / "base"),
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "BASE": str(folder / "base"), "VOICECLONER_HOME": "/nowhere"}
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize("name", ["test_stray_warning", "test_lingering_thread"])
def test_who_breaks_a_rule_fails(report: str, name: str) -> None:
    assert f"ERROR test_suspects.py::{name} - Failed: the test l" in report


@pytest.mark.parametrize("name", ["test_expected_warning", "test_quiet_word", "test_home"])
def test_who_keeps_the_rules_passes(report: str, name: str) -> None:
    assert f"PASSED test_suspects.py::{name}" in report
    assert f"ERROR test_suspects.py::{name}" not in report
