"""Recordings and speech through pipes."""

import io
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support.fake_engines import ToneEngine
from tests.support.mishap_host import host_of_commands
from tests.support.plugins import plugin_path
from tests.support.speech import speech_file
from voicecloner.api.speaking import STREAM_FORMATS
from voicecloner.audio.files.importing import import_audio
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.cli.sound_pipes import PIPE_FORMATS
from voicecloner.errors import EngineCrashed
from voicecloner.paths import user_folders


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return speech_file(tmp_path_factory.mktemp("speech") / "anna.wav", seconds=12)


@pytest.fixture
def host(monkeypatch):
    return host_of_commands(monkeypatch, after=1)


@pytest.fixture
def takes(host, keep_voice):
    app = Application(user_folders(), host)
    keep_voice(app)
    app.close()
    folder = app.folders.data / "takes"
    return lambda: [path.name for path in folder.iterdir() if path.name != "days.json"] if folder.exists() else []


@pytest.fixture
def pipe(monkeypatch):
    def fill(content):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))

    return fill


SPEAK = ("speak", "One. Two. Three.", "--voice", "Anna", "--out", "-")


def test_the_formats_are_those_the_service_knows():
    assert set(PIPE_FORMATS) == set(STREAM_FORMATS)


@pytest.mark.parametrize("format_name", PIPE_FORMATS)
def test_speech_goes_through_a_pipe_in_every_format(takes, capfdbinary, tmp_path, format_name):
    assert main([*SPEAK, "--format", format_name]) == 0
    said = capfdbinary.readouterr()
    if format_name == "pcm":
        assert np.abs(np.frombuffer(said.out, "<i2")).max() > 1000
    else:
        (tmp_path / "said").write_bytes(said.out)
        assert np.abs(import_audio(tmp_path / "said").clip.samples).max() > 0.05
    assert b"spoken by" in said.err
    assert takes() == []


def test_it_is_kept_here_if_that_is_said_and_given_on_later(takes, capfdbinary):
    assert main([*SPEAK, "--keep"]) == 0
    first = capfdbinary.readouterr().out
    assert main(["takes", "export", _take_id(capfdbinary), "--out", "-"]) == 0
    again = capfdbinary.readouterr().out
    assert first[:4] == again[:4] == b"RIFF"
    ends = [np.frombuffer(each[-2000:], "<i2").astype(int) for each in (first, again)]
    assert np.abs(ends[0] - ends[1]).max() <= 1  # what is kept was rounded once more


def _take_id(captured):
    assert main(["takes", "list", "--json"]) == 0
    return json.loads(captured.readouterr().out)["takes"][0]["take_id"]


def test_what_was_said_before_the_engine_failed_is_in_the_pipe(host, takes, capfdbinary):
    def crash():
        raise EngineCrashed("The engine has crashed.")

    host.mishap = crash
    assert main([*SPEAK]) == 1
    said = capfdbinary.readouterr()
    assert said.out.startswith(b"RIFF")
    assert len(said.out) > 4000
    assert b"The engine has crashed." in said.err
    assert takes() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*SPEAK, "--json"), "cannot both go to standard output"),
        (("speak", "Hi.", "--voice", "Anna", "--out", "said.wav", "--format", "mp3"), "--format is for --out -"),
        (("check", "-", "-"), "Only one recording"),
        (("check", "-"), "Nothing came through the pipe."),
        (("speak", "--reference", "-", "--consent", "own", "--out", "a.wav"), "The recording comes through the pipe."),
    ],
)
@pytest.mark.usefixtures("host")
def test_what_no_pipe_can_do_is_refused(pipe, capsys, arguments, words):
    pipe(b"")
    assert main([*arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err + said.out


@pytest.mark.parametrize(
    ("arguments", "words"), [(SPEAK, "A terminal cannot play sound."), (("check", "-"), "No recording comes")]
)
def test_a_terminal_is_no_pipe(host, capsys, monkeypatch, arguments, words):
    typed = SimpleNamespace(isatty=lambda: True, reconfigure=lambda **_how: None)
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr("sys.stdout", typed)
    assert main([*arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_recording_comes_through_a_pipe(host, pipe, recording, capsys):
    def run(*arguments):
        pipe(recording.read_bytes())
        assert main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    (checked,) = run("check", "-")["files"]
    assert (checked["file"], checked["verdict"] != "fail") == ("-", True)
    assert checked["seconds"] == pytest.approx(12, abs=0.1)
    made = run("clone", "-", "--name", "Piped", "--consent", "own")
    assert made["name"] == "Piped"
    assert run("verify", "-")["is_synthetic"] is False
    assert run("transcribe", "-")["file"] == "-"
    shown = run("voices", "show", "Piped")
    assert shown["references"][0]["name"] == "standard input"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_a_reader_that_goes_away_ends_it_quietly(tmp_path, recording):
    home = {"VOICECLONER_HOME": str(tmp_path / "home"), "PYTHONPATH": plugin_path(tmp_path, (ToneEngine,))}
    line = f"""
V="{sys.executable} -m voicecloner"
$V clone - --name Anna --consent own --engine tone --quiet < "{recording}" || exit 9
$V speak - --voice Anna --out - --quiet < story.txt | head -c 100 > head.wav
echo ${{PIPESTATUS[0]}}
"""
    (tmp_path / "story.txt").write_text("All was well. " * 400)
    done = subprocess.run(
        ["bash", "-c", line], env=os.environ | home, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.splitlines()[-1] == "1", done.stderr
    assert done.stderr == ""
    assert (tmp_path / "head.wav").read_bytes()[:4] == b"RIFF"
    takes = tmp_path / "home" / "data" / "takes"
    assert [path.suffix for path in takes.rglob("*") if path.suffix in {".wav", ".flac"}] == []


@pytest.fixture
def recorded(recording):
    """A finished recording that was never used."""
    folder = user_folders().data / "recordings"
    folder.mkdir(parents=True)
    path = folder / "take-1.wav"
    path.write_bytes(recording.read_bytes())
    return path


def test_a_recording_goes_through_a_pipe_as_it_was_recorded(recorded, capfdbinary):
    sound = recorded.read_bytes()
    code = main(["record", "--recover", "--out", "-"])
    said = capfdbinary.readouterr()
    assert said.out == sound
    assert b"standard output: " in said.err
    assert b"of speech" in said.err
    assert code in {0, 3}
    assert not recorded.exists()


def test_a_recording_stays_where_its_reader_goes_away(recorded):
    command = [sys.executable, "-m", "voicecloner", "record", "--recover", "--out", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(100) == 1, err
    assert recorded.exists()


def test_a_recording_and_json_do_not_share_a_pipe(recorded, capfd):
    assert main(["record", "--recover", "--out", "-", "--json"]) == 2
    assert "Sound and JSON cannot both go" in json.loads(capfd.readouterr().out)["error"]["message"]
    assert recorded.exists()
