"""``voicecloner record`` as a user runs it: real sound server, real gate, Ctrl-C from outside."""

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
import soundfile
import soxr

from tests.support.answers import require_valid
from tests.support.clips import noise
from tests.support.fake_engines import ToneEngine
from tests.support.plugins import plugin_path
from tests.support.speech import espeak_speech, speech_file
from tests.support.virtual_microphone import SAMPLE_RATE, STUDIO_MICROPHONE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


@pytest.fixture(scope="module")
def spoken():
    """Half a minute of speech in a quiet room."""
    speech = espeak_speech()
    samples = soxr.resample(speech.samples * 0.6, speech.sample_rate, SAMPLE_RATE)
    room = noise(3 * len(samples) / SAMPLE_RATE, SAMPLE_RATE, rms=10 ** (-66 / 20))
    return room[: 3 * len(samples)] + np.tile(samples, 3)


@pytest.fixture
def environment(virtual_microphone, tmp_path):
    """A home with an engine that clones at once, and without a countdown."""
    home = {"VOICECLONER_HOME": str(tmp_path / "home"), "PYTHONPATH": plugin_path(tmp_path, (ToneEngine,))}
    return {**os.environ, **home}


@pytest.fixture
def run(environment, tmp_path):
    def run_command(*arguments, code=0):
        command = [sys.executable, "-m", "voicecloner", *map(str, arguments)]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=100, check=False
        )
        assert done.returncode == code, done.stderr
        return done

    return run_command


@pytest.fixture
def recording(environment, run, tmp_path):
    """Starts the command; its events are read while it runs."""
    run("settings", "set", "countdown_s", "0")

    @contextmanager
    def started(*arguments):
        command = [sys.executable, "-m", "voicecloner", "record", *map(str, arguments)]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=pipe, stderr=pipe, encoding="utf-8"
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return started


def events(process):
    for line in process.stderr:
        yield json.loads(line)


def levels_until(process, enough):
    """The events until one of the level has this."""
    seen = []
    for event in events(process):
        seen.append(event)
        if event["event"] == "level" and enough(event):
            return seen
    raise AssertionError(seen)


def test_ctrl_c_ends_a_recording_that_is_too_short_and_keeps_it(recording, virtual_microphone, spoken, tmp_path):
    with (
        recording("--out", "short.wav", "--json", "--no-room-check", "--script", "lively") as process,
        virtual_microphone.speaking(spoken),
    ):
        seen = levels_until(process, lambda event: event["speech_seconds"] > 1)
        process.send_signal(signal.SIGINT)
        out, _rest = process.communicate(timeout=60)
    script = next(event for event in seen if event["event"] == "script")
    made = json.loads(out)
    assert process.returncode == 3
    assert len(script["sentences"]) == 5
    assert made["seconds"] == pytest.approx(soundfile.info(tmp_path / "short.wav").duration, abs=0.01)
    assert 1 < made["speech_seconds"] < 20
    assert made["review"]["verdict"] == "fail"
    assert made["microphone"]
    assert made["voice"] is None
    require_valid("record", made)
    assert list((tmp_path / "home").rglob("take-*")) == []


@pytest.mark.slow
def test_a_voice_is_made_of_what_was_recorded(recording, virtual_microphone, spoken, run, tmp_path):
    virtual_microphone.speak(noise(1.0, SAMPLE_RATE, rms=10 ** (-66 / 20)))
    asked = ("--out", "anna.wav", "--no-room-check", "--enough", "20.5", "--device", "Studio", "--engine", "tone")
    with recording(*asked, "--clone", "Anna", "--consent", "own") as process, virtual_microphone.speaking(spoken):
        out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert "of 20 s of speech" in err
    assert "anna.wav is saved." in err
    assert out.startswith("anna.wav: ")
    assert "“Anna” is ready. Next: voicecloner speak TEXT --voice Anna" in out
    shown = json.loads(run("voices", "show", "Anna", "--json").stdout)
    assert STUDIO_MICROPHONE in shown["references"][0]["microphone"]
    assert shown["references"][0]["seconds"] > 20


def test_a_recording_goes_through_a_pipe(recording, virtual_microphone, spoken, environment, tmp_path):
    asked = ("--out", "-", "--no-room-check", "--script", "none", "--enough", "2")
    command = [sys.executable, "-m", "voicecloner", "record", *asked]
    with virtual_microphone.speaking(spoken):
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, timeout=100, check=False)
    assert done.returncode == 3, done.stderr
    sound, _rate = soundfile.read(io.BytesIO(done.stdout))
    assert len(sound) > SAMPLE_RATE
    assert abs(sound).max() > 0.05
    assert list(tmp_path.glob("*.wav")) == []
    assert list((tmp_path / "home").rglob("take-*")) == []


def test_what_a_kill_left_is_told_of_and_brought_back(recording, virtual_microphone, spoken, run, tmp_path):
    with recording("--json", "--no-room-check") as process, virtual_microphone.speaking(spoken):
        levels_until(process, lambda event: event["seconds"] > 2)
        process.kill()
        process.wait(10)
    with recording("--json", "--no-room-check", "--out", "next.wav") as process:
        levels_until(process, lambda event: event["seconds"] > 0.2)
        process.send_signal(signal.SIGTERM)  # also keeps it, and goes no further
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert (tmp_path / "next.wav").exists()
    made = json.loads(run("record", "--recover", "--out", "lost.wav", "--json", code=3).stdout)
    assert made["seconds"] > 1.4
    assert soundfile.info(tmp_path / "lost.wav").duration == pytest.approx(made["seconds"], abs=0.01)
    assert "no recording that was never used" in run("record", "--recover", code=2).stderr


def test_speech_is_heard_while_it_is_made(run, virtual_microphone, tmp_path):
    voice = ("--name", "Anna", "--consent", "own", "--engine", "tone")
    run("clone", speech_file(tmp_path / "anna.wav", seconds=12), *voice)
    with virtual_microphone.ear() as ear:
        alone = json.loads(run("speak", "All was well.", "--voice", "Anna", "--play", "--json").stdout)
    assert np.abs(ear.samples).max() > 0.05
    assert alone["path"] is None
    require_valid("speak", alone)
    with virtual_microphone.ear() as ear:
        assert "said.wav: " in run("speak", "All was well.", "--voice", "Anna", "--play", "--out", "said.wav").stdout
    assert np.abs(ear.samples).max() > 0.05
    assert (tmp_path / "said.wav").exists()
    assert json.loads(run("takes", "list", "--json").stdout)["takes"] == []
    assert "It is not said where" in run("speak", "All was well.", "--voice", "Anna", code=2).stderr


def test_a_microphone_that_is_muted_ends_it_before_anybody_speaks(run, virtual_microphone):
    with virtual_microphone.muted():
        done = run("record", "--out", "muted.wav", "--script", "none", code=1)
    assert "--no-room-check" in done.stderr
    assert done.stdout == ""


def test_microphones_are_listed_and_named(run, virtual_microphone):
    listed = json.loads(run("record", "--list-devices", "--json").stdout)["devices"]
    assert {device["name"] for device in listed} >= {STUDIO_MICROPHONE}
    assert "There is no device “Gramophone”" in run("record", "--device", "Gramophone", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--clone", "Anna"), "whose voice"),
        (("--consent", "own"), "--clone"),
        (("--clone", "Anna", "--consent", "given"), "--speaker"),
        (("--out", "said.mp3"), "ends in .wav"),
        (("--out", "gone/said.wav"), "gone"),
    ],
)
def test_what_would_fail_afterwards_is_refused_before(run, arguments, words):
    done = run("record", *arguments, code=2)
    assert words in done.stderr
