"""The commands of pronunciations, in this process."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest

from tests.support.answers import require_valid_output
from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.speech import speech_file
from voicecloner.audio.playback.player import Player
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.domain.consent import ConsentKind
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest


@pytest.fixture
def run(capsys):
    def run_command(*arguments, code=0):
        assert main([str(argument) for argument in arguments]) == code
        said = capsys.readouterr()
        require_valid_output(arguments, said.out)
        return json.loads(said.out) if "--json" in arguments else said

    return run_command


def test_words_are_set_listed_and_removed(run):
    assert run("pronounce", "set", "Nguyen", "win").out == "Nguyen  →  win\n"
    assert run("pronounce", "set", "Kyiv", "/ˈkiːv/", "--json") == {
        "word": "Kyiv",
        "spoken": "/ˈkiːv/",
        "is_phonemes": True,
        "voice_id": None,
    }
    assert [each["word"] for each in run("pronounce", "list", "--json")["pronunciations"]] == ["Kyiv", "Nguyen"]
    assert "2 words with" in run("pronounce", "list").out
    assert "said as the engine says it again" in run("pronounce", "remove", "nguyen").out
    assert "Run: voicecloner pronounce list" in run("pronounce", "remove", "nguyen", code=2).err
    assert "not written in phonemes" in run("pronounce", "set", "Kyiv", "/k1v/", code=2).err


@pytest.fixture
def host(monkeypatch, tmp_path):
    """There is the voice Anna, and an engine that answers at once."""
    host = FakeHost()
    monkeypatch.setattr("voicecloner.cli.main.Application", lambda: Application(host=host))
    request = CreateVoiceRequest("Anna", (speech_file(tmp_path / "anna.wav", seconds=12),), ConsentKind.OWN)
    with closing(Application(host=host)) as app:
        app.create_voice(request)
    return host


def test_a_word_of_one_voice_is_heard_in_it(run, host, monkeypatch):
    assert run("pronounce", "set", "Nguyen", "win", "--voice", "Anna", "--json")["voice_id"]
    assert "(Anna)" in run("pronounce", "list", "--voice", "Anna").out
    speaker = FakeSpeaker()
    monkeypatch.setattr("voicecloner.cli.playing.Player", lambda: Player(speaker.open))
    with ThreadPoolExecutor(1) as listener:
        heard = listener.submit(speaker.take_rest)
        told = run("pronounce", "say", "Nguyen", "--voice", "Anna", "--json")
    assert np.abs(heard.result()).max() > 0.01
    assert told["seconds"] > 0.1
    assert host.spoken[-1][0] == "Win"
