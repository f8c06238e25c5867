"""How the worker process starts, what it is given, and how it ends."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from tests.support import fake_engines as fakes
from tests.support.waiting import wait_until
from tests.support.worker_hosts import (
    PATIENT,
    REPOSITORY,
    WAIT_S,
    clone,
    hosting,
    is_gone,
    listening,
    say,
    works,
)
from voicecloner.engines.contract.voice_file import from_bytes
from voicecloner.engines.host.environments import WORKER_FLAG, Environments
from voicecloner.engines.host.worker_process import WorkerLimits
from voicecloner.errors import (
    Cancelled,
    EngineError,
)
from voicecloner.jobs import CancelToken, Job


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to send to one process")
def test_ctrl_c_does_not_reach_the_engine(host, voice_file):
    chunks = say(host, voice_file("endless"))
    next(chunks)
    os.kill(host._workers[""].pid, signal.SIGINT)
    assert len(next(chunks).samples) == fakes.CHUNK_FRAMES
    chunks.close()
    assert works(host, voice_file())


def test_the_users_token_is_hidden_from_the_engine(host, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "secret")
    variables = from_bytes(clone(host, "prying").safetensors).voice_data.metadata
    assert "HF_TOKEN" not in variables
    assert "VOICECLONER_HOME" in variables


def test_engine_finds_the_users_folders_where_the_program_does(host, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICECLONER_HOME", "my home")
    variables = from_bytes(clone(host, "prying").safetensors).voice_data.metadata
    assert variables["VOICECLONER_HOME"] == str(tmp_path / "my home")


def test_program_serves_as_its_own_worker_where_there_is_no_interpreter(host, monkeypatch):
    monkeypatch.setattr(Environments, "worker_command", lambda *_: [sys.executable, "-m", "voicecloner", WORKER_FLAG])
    assert clone(host).engine_id == "tone"


def test_engine_that_nobody_uses_gives_its_memory_back(tmp_path, voice_file):
    path = voice_file()
    with hosting(tmp_path, limits=replace(PATIENT, idle_s=0.01)) as host:
        assert works(host, path)
        wait_until(lambda: host.loaded() == ())
        assert works(host, path)


def test_engine_at_work_is_not_ejected(host, voice_file):
    with closing(say(host, voice_file())) as speech:
        next(speech)
        assert not host.eject()
        assert host.loaded() == ("tone",)
    assert host.eject()


def test_worker_ends_with_the_program_that_started_it_even_if_its_engine_hangs(voice_file, tmp_path):
    with listening() as (port, accept):
        command = ["-m", "tests.support.worker_parent", "hanging", voice_file("hanging"), port, tmp_path]
        with subprocess.Popen([sys.executable, *command], cwd=REPOSITORY, stdout=subprocess.PIPE) as program:
            try:
                with accept() as line:
                    program.kill()
                    program.wait()
                    assert is_gone(line)
            finally:
                program.kill()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ([sys.executable, "-c", "raise SystemExit(7)"], "ended while it started"),
        (["/no/such/program"], "could not be started"),
    ],
    ids=["ends", "missing"],
)
def test_process_that_does_not_start_is_an_engine_error(host, monkeypatch, program, words):
    monkeypatch.setattr(Environments, "worker_command", lambda *_: program)
    with pytest.raises(EngineError, match=words):
        clone(host)
    monkeypatch.undo()
    assert clone(host).engine_id == "tone"


def test_process_that_never_connects_is_an_engine_error(tmp_path, monkeypatch):
    forever = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    monkeypatch.setattr(Environments, "worker_command", lambda *_: forever)
    with (
        hosting(tmp_path, limits=WorkerLimits(start_s=0.2)) as host,
        pytest.raises(EngineError, match="did not start in time"),
    ):
        clone(host)


def test_no_folder_for_temporary_files_is_needed(host, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/no such folder")
    assert clone(host).engine_id == "tone"


def test_start_can_be_cancelled(host, monkeypatch):
    forever = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    monkeypatch.setattr(Environments, "worker_command", lambda *_: forever)
    cancel = CancelToken()
    job = Job(lambda _progress, _cancel: clone(host, cancel=cancel))
    thread = threading.Thread(target=job.run)
    thread.start()
    with pytest.raises(TimeoutError):
        job.result(0.2)
    cancel.cancel()
    with pytest.raises(Cancelled):
        job.result(WAIT_S)
    thread.join()


def test_worker_started_by_hand_leaves_with_a_word():
    command = [sys.executable, "-m", "voicecloner.engines.host.worker"]
    finished = subprocess.run(command, cwd=REPOSITORY, input="hello", capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert "started by VoiceCloner itself" in finished.stderr
    assert finished.stdout == ""
