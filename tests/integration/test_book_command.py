"""A book that Ctrl-C stops in a process of its own, with a real engine; the same command goes on with it."""

import os
import signal
import subprocess
import sys
from contextlib import closing

import pytest

from tests.support.basic_voices import kept_voice
from voicecloner.bootstrap import Application
from voicecloner.paths import HOME_VARIABLE, Folders

pytestmark = [
    pytest.mark.timeout(600),  # it takes long on a busy computer
    pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them"),
]
SENTENCES = "\n\n".join(f"This is paragraph number {number} of a story." for number in range(1, 11))


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    with closing(Application(Folders(home, home / "config", home / "cache", home / "log"))) as app:
        kept_voice(app, tmp_path, "Anna")
    (tmp_path / "story.txt").write_text(SENTENCES)
    return home


def command(home, out):
    """The program as it is started in a shell, and its environment."""
    source = home.parent / "story.txt"
    words = ["book", str(source), "--voice", "Anna", "--out", str(out), "--format", "wav"]
    return [sys.executable, "-m", "voicecloner", *words], {**os.environ, HOME_VARIABLE: str(home)}


def run(home, out):
    words, environment = command(home, out)
    return subprocess.run(words, env=environment, capture_output=True, encoding="utf-8", check=True).stdout


def stop(home, out):
    """Send Ctrl-C once something of the book is said; returns the exit code and the rest of what was told."""
    words, environment = command(home, out)
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as started:
        seen = ""
        while "Chapter 1" not in seen and (character := started.stderr.read(1)):
            seen += character
        started.send_signal(signal.SIGINT)
        told = started.stderr.read()
    return started.returncode, told


def test_what_ctrl_c_stopped_goes_on_and_ends_up_as_what_was_not_stopped(home, tmp_path):
    run(home, tmp_path / "whole")
    code, told = stop(home, tmp_path / "out")
    assert code == 130
    assert "of the book is said and kept." in told
    assert list((tmp_path / "out").iterdir()) == []
    assert "% was said before." in run(home, tmp_path / "out")
    (whole,), (made,) = ((tmp_path / name).iterdir() for name in ("whole", "out"))
    assert made.read_bytes() == whole.read_bytes()
