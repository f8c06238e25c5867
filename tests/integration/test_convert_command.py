"""``voicecloner convert`` as a user runs it: a real process, a real worker, and an engine that came as a plug-in."""

import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from tests.support.answers import require_valid_output
from tests.support.fake_engines import SAMPLE_RATE, EchoEngine, HangingEchoEngine, ToneEngine
from tests.support.plugins import plugin_path
from tests.support.speech import speech_file


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Where a package with engines is installed."""
    path = plugin_path(tmp_path_factory.mktemp("plugins"), (EchoEngine, HangingEchoEngine, ToneEngine))
    home = tmp_path_factory.mktemp("home")
    return {**os.environ, "VOICECLONER_HOME": str(home), "PYTHONPATH": path, "LC_ALL": "C"}


@pytest.fixture(scope="module")
def run(environment):
    def run_command(*arguments, code=0):
        command = [sys.executable, "-m", "voicecloner", *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=100, check=False)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        require_valid_output(arguments, done.stdout)
        return done

    return run_command


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return speech_file(tmp_path_factory.mktemp("speech") / "Gespräch 声.wav", seconds=12)


@pytest.fixture(scope="module")
def voice(run, recording):
    arguments = ("clone", recording, "--name", "Echo 声", "--consent", "own", "--engine", "echo", "--json")
    return json.loads(run(*arguments).stdout)["name"]


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_a_recording_is_said_again(run, voice, recording, tmp_path, suffix):
    out = tmp_path / f"again.{suffix}"
    done = run("convert", recording, "--voice", voice, "--out", out, "--json")
    told = json.loads(done.stdout)
    samples, sample_rate = soundfile.read(out)
    assert (told["path"], told["name"], told["sample_rate"]) == (str(out), voice, sample_rate)
    assert told["seconds"] == pytest.approx(12.0, abs=0.01) == pytest.approx(len(samples) / SAMPLE_RATE, abs=0.01)
    assert np.abs(samples).max() > 0.05
    assert "Converting" in done.stderr
    assert list(tmp_path.iterdir()) == [out]


def test_without_json_it_says_one_line(run, voice, recording, tmp_path):
    done = run("convert", recording, "--voice", voice, "--out", tmp_path / "a.wav", "--quiet")
    assert done.stdout == f"{tmp_path / 'a.wav'}: 12.0\u00a0s, spoken by “{voice}”.\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"source": "missing.wav"}, 1, "There is no file “missing.wav”"),
        ({"voice": "nobody"}, 1, "nobody"),
        ({"out": "a.xyz"}, 2, "Sound cannot be saved as “.xyz”"),
    ],
)
def test_exit_codes_and_one_clear_sentence(request, run, tmp_path, changed, code, words):
    usual = {"source": request.getfixturevalue("recording"), "voice": request.getfixturevalue("voice"), "out": "a.wav"}
    given = usual | changed
    arguments = ("--voice", given["voice"], "--out", tmp_path / given["out"], "--quiet")
    done = run("convert", given["source"], *arguments, code=code)
    assert words in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


def test_a_way_that_the_engine_does_not_have_is_refused(run, voice, recording, tmp_path):
    out = tmp_path / "a.wav"
    done = run("convert", recording, "--voice", voice, "--out", out, "--how", "words", "--quiet", code=2)
    assert "Echo converts in its own way, not by “words”." in done.stderr
    done = run("convert", recording, "--voice", voice, "--out", out, "--how", "magic", code=2)
    assert "--how" in done.stderr
    assert not list(tmp_path.iterdir())


def test_text_and_speech_are_refused_by_engines_that_cannot(run, voice, recording, tmp_path):
    run("clone", recording, "--name", "Talker", "--consent", "own", "--engine", "tone", "--quiet")
    done = run("convert", recording, "--voice", "Talker", "--out", tmp_path / "a.wav", "--quiet", code=2)
    assert "cannot convert recordings" in done.stderr
    done = run("speak", "Hello.", "--voice", voice, "--out", tmp_path / "a.wav", "--quiet", code=2)
    assert "Echo cannot say a text" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to a single process there")
def test_ctrl_c_stops_it_and_leaves_nothing(run, environment, recording, tmp_path):
    run("clone", recording, "--name", "Stuck", "--consent", "own", "--engine", "hanging-echo", "--quiet")
    command = [sys.executable, "-m", "voicecloner", "convert", str(recording), "--voice", "Stuck"]
    command += ["--out", str(tmp_path / "a.wav")]
    started = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8")
    assert started.stderr.readline() == "Loading\n"
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "Stopped." in said
    assert not list(tmp_path.iterdir())
