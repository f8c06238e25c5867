"""Batches with a real engine: in several processes of this computer, on a Dask cluster, and as a user runs them."""

import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest
import soundfile

from tests.support.basic_voices import kept_voice
from tests.support.dask_workers import two_workers
from tests.support.library_makers import CONSENT
from voicecloner.bootstrap import Application
from voicecloner.errors import ClusterFailed, ConsentRequired
from voicecloner.paths import HOME_VARIABLE, Folders
from voicecloner.use_cases.batch.batch_request import BatchRequest
from voicecloner.use_cases.batch.lines_on_cluster import look_at_cluster
from voicecloner.use_cases.batch.planning import LineDefaults
from voicecloner.use_cases.speaking.speak import SpeakRequest, save_take

LINES = tuple(f"This is line number {number}." for number in range(1, 5))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app(home):
    with closing(Application(Folders(home, home / "config", home / "cache", home / "log"))) as made:
        yield made


@pytest.fixture(scope="module")
def voice(app, tmp_path_factory):
    return kept_voice(app, tmp_path_factory.mktemp("voice"), "Anna")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "lines.txt"
    path.write_text("\n".join(LINES), "utf-8")
    return path


def request(table, folder, voice, **fields):
    return BatchRequest(table=table, folder=folder, defaults=LineDefaults(voice.name), suffix=".flac", **fields)


def digests(folder):
    """Of the sound alone: the date in the tags is that of the day."""
    return {path.name: soundfile.read(path, dtype="int16")[0].tobytes() for path in folder.glob("*.flac")}


@pytest.fixture(scope="module")
def by_one(app, voice, table, tmp_path_factory):
    """What one process makes of the table."""
    folder = tmp_path_factory.mktemp("one")
    assert len(app.speak_lines(request(table, folder, voice, processes=1)).said) == len(LINES)
    return digests(folder)


@pytest.fixture(scope="module")
def alone(app, voice, tmp_path_factory):
    """What `speak` makes of the third line; its engine's process lives as long as the program."""
    path = save_take(app.speak(SpeakRequest(LINES[2], "Anna")), tmp_path_factory.mktemp("alone") / "alone.flac").path
    return soundfile.read(path, dtype="int16")[0].tobytes()


def test_two_processes_give_the_same_files_as_one_and_as_speak_alone(app, voice, table, by_one, alone, tmp_path):
    done = app.speak_lines(request(table, tmp_path / "out", voice, processes=2))
    assert (len(done.said), done.failed) == (len(LINES), ())
    assert digests(tmp_path / "out") == by_one
    assert by_one["0003_Anna.flac"] == alone


def test_a_cluster_gives_the_same_files_and_a_worker_that_is_killed_half_way_loses_nothing(
    app, voice, table, by_one, tmp_path
):
    pytest.importorskip("distributed")
    with two_workers(tmp_path) as workers:

        def kill_half_way(update):
            if update.stage.startswith(f"{len(LINES) // 2} of") and workers.processes[0].poll() is None:
                workers.kill_one()

        wanted = request(table, tmp_path / "out", voice, scheduler=workers.address)
        done = app.speak_lines(wanted, progress=kill_half_way)
        assert workers.processes[0].poll() is not None
        assert (len(done.said), done.failed) == (len(LINES), ())
        assert digests(tmp_path / "out") == by_one
        assert look_at_cluster(workers.address).workers >= 1
        assert app.speak_lines(wanted).kept == len(LINES)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tls://127.0.0.1:9", "odd://127.0.0.1:9", "nowhere"])
def test_a_cluster_that_is_not_there_is_told(app, voice, table, tmp_path, monkeypatch, address):
    pytest.importorskip("distributed")
    monkeypatch.setattr("voicecloner.use_cases.batch.lines_on_cluster._CONNECT_S", 1)
    with pytest.raises(ClusterFailed, match="cannot be reached"):
        app.speak_lines(request(table, tmp_path / "out", voice, scheduler=address))


def test_a_server_that_is_no_cluster_is_not_waited_for(app, voice, table, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("voicecloner.use_cases.batch.lines_on_cluster._CONNECT_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        wanted = request(table, tmp_path / "out", voice, scheduler=f"tcp://127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(ClusterFailed, match="cannot be reached"):
            app.speak_lines(wanted)


def test_a_voice_that_may_not_leave_does_not_travel(app, table, tmp_path):
    voice = kept_voice(app, tmp_path, "Ben", replace(CONSENT, uses=()))
    with pytest.raises(ConsentRequired):
        app.speak_lines(request(table, tmp_path / "out", voice, scheduler="tcp://127.0.0.1:9"))


@pytest.fixture
def run(home):
    def run_command(*arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "voicecloner", *map(str, arguments)],
            env={**os.environ, HOME_VARIABLE: str(home)},
            capture_output=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done

    return run_command


def test_the_command_says_a_table_and_goes_on_with_it(run, voice, tmp_path):
    table = tmp_path / "lines.csv"
    table.write_text("text;file\nHello.;a\nGood evening.;b.mp3\n", "utf-8")
    arguments = ("batch", table, "--out", tmp_path / "out", "--voice", "Anna", "--jobs", 2)
    told = json.loads(run(*arguments, "--json").stdout)
    assert ([each["line"] for each in told["said"]], told["kept"], told["failed"]) == ([2, 3], 0, [])
    assert "2 of 2 lines, 2 of them from before" in run(*arguments).stdout.replace("\u00a0", " ")
    table.write_text("text;file\nHello.;a\n;c\n", "utf-8")
    refused = run(*arguments, code=2)
    assert "Line 3: There is nothing to say." in refused.stderr
    (fault,) = json.loads(run(*arguments, "--json", code=2).stdout)["error"]["faults"]
    assert fault.startswith("Line 3:")


def test_the_best_of_several_attempts_is_kept_and_told(run, voice, tmp_path):
    out = tmp_path / "best.flac"
    told = json.loads(run("speak", LINES[0], "--voice", "Anna", "--out", out, "--best-of", 3, "--json").stdout)
    assert "the same way with every seed" in told["notes"][-1]
    assert soundfile.info(out).duration == pytest.approx(told["seconds"], abs=0.01)
