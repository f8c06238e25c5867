"""“Nothing is uploaded”: no part of the program asks the network for anything, or keeps an identity for doing so."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.support.network_watch import NEEDS_WATCH, watched
from tests.support.speech import speech_file

pytestmark = pytest.mark.timeout(600)

_PROGRAM = [sys.executable, "-m", "voicecloner"]
_ASK_THE_NETWORK = (
    "import socket, subprocess, sys\n"
    "if len(sys.argv) > 1: sys.exit(socket.socket().connect_ex(('127.0.0.1', 9)))\n"
    "subprocess.run([sys.executable, __file__, 'child'])\n"
)
# what the program is made of; that nothing happens has no event to wait for, so an uploader gets time to wake up
_LOAD_ALL = """
import time
from voicecloner.speech import vad
import huggingface_hub, onnxruntime
from voicecloner.paths import resource
session = onnxruntime.InferenceSession(str(resource(vad._MODEL)), providers=["CPUExecutionProvider"])
time.sleep(2)
"""
_LOOK_AT_A_RECORDING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from voicecloner.bootstrap import Application
from voicecloner.gui.window.app import make_qt_app
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.quality.judging.judging_process import JudgingProcess
qt = make_qt_app()
window = MainWindow(Application(judging=JudgingProcess()))
window.show()
window.import_files((Path(sys.argv[1]),))
look = QTimer(interval=20)
look.timeout.connect(lambda: window.capture.captured and qt.quit())
look.start()
QTimer.singleShot(120_000, qt.quit)
qt.exec()
print(window.capture.captured.checked.review.state.value)
window.close()
"""


@pytest.fixture
def home(tmp_path):
    """A user who has never used anything before."""
    folder = tmp_path / "user"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(home):
    """Nothing of what switches telemetry off comes from outside."""
    kept = {k: v for k, v in os.environ.items() if "TELEMETRY" not in k and k not in ("DO_NOT_TRACK", "CI")}
    folders = {"HOME": home, "XDG_CACHE_HOME": home / ".cache", "XDG_DATA_HOME": home / ".data", "LOCALAPPDATA": home}
    return {**kept, **{k: str(v) for k, v in folders.items()}, "VOICECLONER_HOME": str(home / "voices")}


def identities(home: Path) -> list[Path]:
    """Files of others that tell one user from another."""
    return [
        path.relative_to(home)
        for path in home.rglob("*")
        if path.is_file() and not path.is_relative_to(home / "voices") and path.suffix != ".pyc"
    ]


@NEEDS_WATCH
def test_the_watch_sees_what_a_child_asks(tmp_path, environment):
    program = tmp_path / "ask.py"
    program.write_text(_ASK_THE_NETWORK, "utf-8")
    (attempt,) = watched([sys.executable, str(program)], environment).attempts
    assert 'inet_addr("127.0.0.1")' in attempt


@NEEDS_WATCH
def test_the_libraries_keep_to_themselves(home, environment):
    seen = watched([sys.executable, "-c", _LOAD_ALL], environment)
    assert seen.done.returncode == 0, seen.done.stderr
    assert seen.attempts == ()
    assert identities(home) == []


@NEEDS_WATCH
def test_the_window_asks_the_network_for_nothing(home, environment, tmp_path):
    recording = speech_file(tmp_path / "speech.wav", seconds=12)
    seen = watched([sys.executable, "-c", _LOOK_AT_A_RECORDING, str(recording)], environment)
    assert seen.done.returncode == 0, seen.done.stderr
    assert seen.done.stdout == "approved\n"
    assert seen.attempts == ()
    assert not [path for path in identities(home) if "onnx" in str(path).lower()]


@NEEDS_WATCH
@pytest.mark.parametrize("engine", ["basic", pytest.param("natural", marks=pytest.mark.slow)])
def test_the_main_job_asks_the_network_for_nothing(engine, home, environment, tmp_path):
    recording = speech_file(tmp_path / "speech.wav", seconds=12)
    clone = ["clone", str(recording), "--name", "Fox", "--consent", "own", "--engine", engine]
    speak = ["speak", "Good morning.", "--voice", "Fox", "--out", str(tmp_path / "out.wav")]
    for words in (["check", str(recording)], clone, speak, ["voices", "list", "fox"]):
        seen = watched([*_PROGRAM, *words, "--json"], environment)
        assert seen.done.returncode == 0, seen.done.stderr
        assert json.loads(seen.done.stdout)
        assert seen.attempts == ()
    assert identities(home) == []
