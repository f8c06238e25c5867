"""The commands that see and change settings, and those for what was spoken, in a program of their own."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from keyring.backends.fail import Keyring as NoKeyring

from tests.support.answers import require_valid_output
from tests.support.basic_voices import kept_voice
from tests.support.fake_streams import FakeSpeaker
from tests.support.kept_takes import MARKS, beginning
from tests.support.keyrings import used
from tests.support.sources import ROOT
from voicecloner.audio.playback.player import Player
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import Sentence, SentenceVersion, SpeechOptions, Take
from voicecloner.library.takes import TakeStore, utc_now
from voicecloner.paths import user_folders
from voicecloner.settings import SETTINGS


@pytest.fixture
def run(capsys):
    def run_command(*arguments, code=0):
        assert main([str(argument) for argument in arguments]) == code
        said = capsys.readouterr()
        require_valid_output(arguments, said.out)
        return json.loads(said.out) if "--json" in arguments else said

    return run_command


@pytest.fixture
def take_id():
    store = TakeStore(user_folders().data / "takes")
    path = store.new_path()
    path.parent.mkdir(parents=True)
    soundfile.write(path, np.zeros(24_000), 24_000)
    store.keep(Take(path, "The fox\njumps.", "v1", "Anna", SpeechOptions(), 1.0, 24_000, 0.1, 0.1, utc_now()))
    return path.stem


def test_all_settings_are_listed_changed_and_reset(run):
    listed = run("settings", "list", "--json")["settings"]
    # what installed engines let one set comes behind them
    assert [each["key"] for each in listed][: len(SETTINGS)] == list(SETTINGS)
    assert "voice_quota = 30\n" in run("settings", "list").out
    assert run("settings", "set", "voice_quota", "7").out == "voice_quota = 7\n"
    assert run("voices", "list", "--json")["quota"] == 7
    assert run("settings", "reset", "voice_quota", "--json")["value"] == 30
    assert "download_proxy = (The system's)" in run("settings", "list").out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("set", "voice_quota", "many"), "It takes 1 to 100000 voices."),
        (("set", "voice_quotas", "3"), "Did you mean “voice_quota”?"),
        (("set", "theme", "dark", "--password-file", "-"), "The setting theme has no password."),
        (("set", "download_proxy", "http://proxy.example", "--password-file", "-"), "names no user"),
    ],
)
def test_what_makes_no_sense_is_refused(run, typed, said):
    assert said in run("settings", *typed, code=2).err


def test_the_proxys_password_comes_through_a_pipe_and_into_no_file(tmp_path):
    script = (
        "import keyring, sys\n"
        "from tests.support.keyrings import Drawer\n"
        "drawer = Drawer()\n"
        "keyring.set_keyring(drawer)\n"
        "from voicecloner.cli.main import main\n"
        "code = main(['settings', 'set', 'download_proxy', 'http://anna@proxy.example', '--password-file', '-'])\n"
        "assert list(drawer.kept.values()) == ['s3cret%2F%23%40'], drawer.kept\n"
        "sys.exit(code)\n"
    )
    environment = {**os.environ, "VOICECLONER_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        input="s3cret/#@\n",
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "download_proxy = http://anna@proxy.example\n", "")
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret" in path.read_bytes()] == []


def test_where_there_is_no_keyring_a_command_says_so(run):
    path = user_folders().config / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"download_proxy": "http://anna:s3cret@proxy.example"}))
    with used(NoKeyring()):
        told = run("voices", "list").err
    assert "no keyring" in told
    assert told.count("HTTPS_PROXY") == 1
    assert "s3cret" not in told + path.read_text("utf-8")
    assert run("voices", "list").err == ""


def test_takes_are_listed_saved_and_erased(run, take_id, tmp_path):
    (listed,) = run("takes", "list", "--json")["takes"]
    assert (listed["take_id"], listed["name"], listed["text"], listed["seconds"]) == (
        take_id,
        "Anna",
        "The fox\njumps.",
        1,
    )
    assert run("takes", "list", "fox anna", "--json")["count"] == 1
    assert run("takes", "list", "wolf", "--json")["takes"] == []
    assert "“The fox jumps.”" in run("takes", "list").out
    saved = run("takes", "export", take_id[:8], "--out", tmp_path / "fox.mp3", "--json")
    assert (saved["take_id"], saved["is_saved"]) == (take_id, True)
    assert soundfile.info(tmp_path / "fox.mp3").format == "MP3"
    assert "is there already" in run("takes", "export", take_id, "--out", tmp_path / "fox.mp3", code=2).err
    assert "Run: voicecloner takes list" in run("takes", "delete", take_id, "zz", code=2).err
    assert run("takes", "delete", take_id, take_id[:8], "--json") == {"erased": 1}
    assert run("takes", "delete", "--all").out == "0 takes were erased.\n"
    assert run("takes", "list").out == "Nothing that was spoken is kept.\n"


def test_what_a_command_says_is_kept_only_where_it_is_asked_to(run, tmp_path):
    with closing(Application()) as app:
        kept_voice(app, tmp_path, "Anna")
    run("speak", "The fox jumps.", "--voice", "Anna", "--out", tmp_path / "fox.wav", "--json")
    assert run("takes", "list", "--json")["takes"] == []
    run("speak", "The wolf jumps.", "--voice", "Anna", "--out", tmp_path / "wolf.wav", "--keep", "--json")
    (kept,) = run("takes", "list", "--json")["takes"]
    assert (kept["text"], kept["is_saved"]) == ("The wolf jumps.", True)
    run("takes", "export", kept["take_id"], "--out", tmp_path / "again.wav", "--json")
    assert np.array_equal(soundfile.read(tmp_path / "again.wav")[0], soundfile.read(tmp_path / "wolf.wav")[0])


@pytest.mark.parametrize("typed", [(), ("0123", "--all")])
def test_which_takes_must_be_clear(run, typed):
    assert "It is not clear which takes to erase." in run("takes", "delete", *typed, code=2).err


@pytest.fixture
def two_sentences():
    """The id of a take of two sentences; the second, of half a second, was said again."""
    store = TakeStore(user_folders().data / "takes")
    take = beginning(store, text="One. Two.", sentences=(Sentence(0, 4, 0.0, 0.5), Sentence(5, 9, 0.75, 1.0)))
    with store.growing(take, MARKS) as writer:
        writer.write(np.zeros(24_000, np.float32))
    store.keep(replace(take, seconds=1.0))
    clip = AudioClip(np.full(12_000, 0.1, np.float32), 24_000)
    store.versions.add(take, 2, clip, SentenceVersion("", "Two!", SpeechOptions(speed=0.5), 0.0))
    return take.path.stem


@pytest.mark.parametrize(
    ("what", "seconds", "is_silent"),
    [
        ((), 1.25, False),
        (("--sentence", 1), 0.5, True),
        (("--sentence", 2), 0.5, False),
        (("--sentence", 2, "--version", 1), 0.25, True),
    ],
)
def test_a_take_a_sentence_or_a_version_is_played_to_its_end(run, two_sentences, monkeypatch, what, seconds, is_silent):
    speaker = FakeSpeaker()
    monkeypatch.setattr("voicecloner.cli.playing.Player", lambda: Player(speaker.open))
    with ThreadPoolExecutor(1) as listener:
        heard = listener.submit(speaker.take_rest)
        told = run("takes", "play", two_sentences, *what, "--json")
    sound = heard.result()
    assert told["played_s"] == pytest.approx(seconds, abs=0.01)
    assert len(sound) / speaker.sample_rate >= seconds - 0.01
    assert (np.abs(sound).max() < 0.01) == is_silent
    assert speaker.stream.is_closed


def test_a_version_is_played_of_a_sentence_only(run, two_sentences):
    assert "not clear of which sentence" in run("takes", "play", two_sentences, "--version", 1, code=2).err


def test_a_take_is_shown_kept_for_good_and_its_sentences_are_chosen(run, two_sentences):
    take_id = two_sentences
    shown = run("takes", "show", take_id, "--json")
    assert [each["text"] for each in shown["sentences"]] == ["One.", "Two!"]
    assert [each["is_chosen"] for each in shown["sentences"][1]["versions"]] == [False, True]
    assert "version 2  0.50 s  speed 0.5" in run("takes", "show", take_id).out
    assert run("takes", "choose", take_id, 2, 1, "--json")["text"] == "One. Two."
    left = run("takes", "delete", take_id, "--sentence", 2, "--version", 2, "--json")
    assert len(left["sentences"][1]["versions"]) == 1
    assert "heard in the take" in run("takes", "delete", take_id, "--sentence", 2, "--version", 1, code=2).err
    assert run("takes", "favourite", take_id, "--json")["is_favourite"]
    assert run("takes", "list", "--limit", 1, "--json")["takes"][0]["is_favourite"]
    assert not run("takes", "favourite", take_id, "--off", "--json")["is_favourite"]
    assert "no sentence 3" in run("takes", "again", take_id, 3, code=2).err
