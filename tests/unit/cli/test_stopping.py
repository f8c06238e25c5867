"""Speech that is stopped, or fails, on the command line: what was said by then is saved, and the exit code tells."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.support.mishap_host import host_of_commands
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.errors import EngineCrashed, StorageError
from voicecloner.paths import user_folders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
TEXT = "One. Two. Three."


@pytest.fixture
def host(monkeypatch):
    """Something happens once the first sentence was said."""
    return host_of_commands(monkeypatch, after=1)


@pytest.fixture
def takes(host, keep_voice):
    """Looks into the folder of takes."""
    app = Application(user_folders(), host)
    keep_voice(app)
    app.close()
    return lambda: [path for path in (app.folders.data / "takes").iterdir() if path.name != "days.json"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_said_is_saved(host, takes, tmp_path, capsys, number):
    host.mishap = lambda: os.kill(os.getpid(), number)
    out = tmp_path / "said.wav"
    assert main(["speak", TEXT, "--voice", "Anna", "--out", str(out)]) == 130
    told = capsys.readouterr()
    seconds = read_audio(out).seconds
    assert seconds >= 0.2
    assert told.out == f"{out}: what was said until then, {seconds:.1f}\u00a0s, spoken by “Anna”.\n"
    assert "voicecloner: Stopped." in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["said.wav"]
    assert takes() == []
    assert "Three." not in [text for text, _ in host.spoken]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_the_caller_has_ignored_stays_ignored(host, takes, tmp_path, number):
    host.mishap = lambda: os.kill(os.getpid(), number)
    out = tmp_path / "said.wav"
    before = signal.signal(number, signal.SIG_IGN)
    try:
        assert main(["speak", TEXT, "--voice", "Anna", "--out", str(out)]) == 0
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
    assert "Three." in [text for text, _ in host.spoken]


@pytest.mark.parametrize("command", [["voices", "list"], ["--version"]])
def test_so_it_does_while_the_program_loads(command):
    script = (
        "import os, signal, sys; from voicecloner.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "os.kill(os.getpid(), signal.SIGINT); print('alive')"
    )
    ignoring = "trap '' INT; exec \"$@\""
    done = subprocess.run(
        ["sh", "-c", ignoring, "sh", sys.executable, "-c", script, *command], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("alive\n")


def test_machines_are_told_both(host, takes, tmp_path, capsys):
    host.mishap = lambda: os.kill(os.getpid(), signal.SIGINT)
    out = tmp_path / "said.mp3"
    assert main(["speak", TEXT, "--voice", "Anna", "--out", str(out), "--json"]) == 130
    result = json.loads(capsys.readouterr().out)
    assert (result["path"], result["is_whole"]) == (str(out), False)
    assert result["error"] == {"code": "Cancelled", "message": "Stopped.", "hint": ""}
    assert out.exists()


def test_stopped_before_the_first_word_there_is_no_file(host, takes, tmp_path, capsys):
    host.gate.clear()
    host._wait = lambda cancel: (os.kill(os.getpid(), signal.SIGINT), cancel.raise_if_cancelled())
    assert main(["speak", TEXT, "--voice", "Anna", "--out", str(tmp_path / "said.wav")]) == 130
    assert list(tmp_path.iterdir()) == []
    assert takes() == []
    assert capsys.readouterr().out == ""


def test_an_engine_that_fails_in_the_middle_keeps_what_was_said(host, takes, tmp_path, capsys):
    def fail():
        raise EngineCrashed("The engine ended unexpectedly.")

    host.mishap = fail
    out = tmp_path / "said.wav"
    assert main(["speak", TEXT, "--voice", "Anna", "--out", str(out)]) == 1
    told = capsys.readouterr()
    assert "what was said until then" in told.out
    assert "voicecloner: The engine ended unexpectedly." in told.err
    assert read_audio(out).seconds >= 0.2


def test_what_cannot_be_saved_is_kept(host, takes, tmp_path, capsys, monkeypatch):
    def refuse(*_arguments, **_more):
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr("voicecloner.use_cases.speaking.speak.save_sound", refuse)
    assert main(["speak", TEXT, "--voice", "Anna", "--out", str(tmp_path / "said.wav")]) == 1
    (sound,) = [path for path in takes() if path.suffix == ".wav"]
    told = capsys.readouterr().err
    assert "voicecloner: The disk is full.\n  Free some space. What was said is kept in " in told
    assert str(sound) in told
    assert read_audio(sound).seconds > 0


def test_a_whole_take_leaves_nothing_behind(host, takes, tmp_path):
    assert main(["speak", TEXT, "--voice", "Anna", "--out", str(tmp_path / "said.wav")]) == 0
    assert takes() == []


def test_the_signals_mean_what_they_meant_afterwards(host, takes, tmp_path):
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    main(["speak", TEXT, "--voice", "Anna", "--out", str(tmp_path / "said.wav")])
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
