"""The worker as a real process with small plug-in engines, good and bad ones."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.support import fake_engines as fakes
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines import worker, worker_launch
from voicecloner.engines.client import WorkerHost
from voicecloner.engines.voice_file import from_bytes
from voicecloner.engines.worker_process import LOG_NAME, WorkerLimits
from voicecloner.errors import (
    Cancelled,
    EngineCrashed,
    EngineError,
    EngineNotFound,
    InvalidRequest,
    VoiceBoundElsewhere,
)
from voicecloner.jobs import CancelToken, Job, no_progress

REPOSITORY = Path(__file__).parents[2]
QUICK = WorkerLimits(start_s=60.0, stop_s=0.3, silence_s=60.0)
PATIENT = WorkerLimits(start_s=60.0, stop_s=60.0, silence_s=60.0)
WAIT_S = 60.0


@contextmanager
def hosting(folder, *, table=fakes.TABLE, limits=PATIENT):
    host = WorkerHost(table, folder, limits=limits)
    try:
        yield host
    finally:
        host.close()


@pytest.fixture
def host(tmp_path):
    with hosting(tmp_path) as made:
        yield made


@pytest.fixture
def quick_host(tmp_path):
    with hosting(tmp_path, limits=QUICK) as made:
        yield made


def reference(seconds=2.0, sample_rate=44_100):
    times_s = np.arange(round(seconds * sample_rate)) / sample_rate
    clip = AudioClip((0.5 * np.sin(2 * np.pi * 440.0 * times_s)).astype(np.float32), sample_rate)
    return ReferenceClip(clip, "some words")


def clone(host, engine_id="tone", *, seconds=2.0, progress=no_progress, cancel=None):
    references = [reference(seconds)]
    return host.clone(engine_id, references, VoiceMode.EMBEDDING, progress=progress, cancel=cancel or CancelToken())


@pytest.fixture
def voice_file(tmp_path):
    """Makes the file of a voice without a worker: the engines all clone alike."""

    def voice_file(engine_id="tone"):
        from voicecloner.engines import orders, workbench
        from voicecloner.engines.registry import EngineRegistry

        registry = EngineRegistry(fakes.TABLE)
        order, payload = orders.clone_order(registry.create(engine_id).info(), [reference()], VoiceMode.EMBEDDING, 1)
        bench = workbench.Workbench(registry, "cpu")
        _answer, content = bench.clone(order, memoryview(payload), no_progress, CancelToken())
        path = tmp_path / f"{engine_id}.safetensors"
        path.write_bytes(content)
        return path

    return voice_file


def say(host, path, text="abc", *, engine_id=None, cancel=None):
    return host.synthesize(engine_id or path.stem, path, text, SpeechOptions(), cancel=cancel or CancelToken())


def works(host, path):
    """Whether the host's next request succeeds."""
    return len(list(say(host, path))) == 3


@contextmanager
def listening():
    """A port, and a function that waits for the engine to connect to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT_S)

        def accept():
            line, _address = server.accept()
            line.settimeout(WAIT_S)
            return line

        yield str(server.getsockname()[1]), accept


def is_gone(line):
    """Wait for the process at the other end of `line` to end."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


def test_voice_is_cloned_saved_and_speaks_in_the_same_and_in_a_new_worker(tmp_path):
    path = tmp_path / "voice.safetensors"
    with hosting(tmp_path) as host:
        encoded = clone(host)
        path.write_bytes(encoded.safetensors)
        at_once = list(say(host, path, engine_id="tone"))
    with hosting(tmp_path) as host:
        later = list(say(host, path, engine_id="tone"))
    assert (encoded.engine_id, encoded.engine_revision, encoded.mode) == ("tone", "1", VoiceMode.EMBEDDING)
    assert encoded.seconds > 0
    assert from_bytes(encoded.safetensors).voice_data.arrays["tone"] == pytest.approx([440.0, 0.5], rel=1e-2)
    assert [chunk.samples.shape for chunk in at_once] == [(fakes.CHUNK_FRAMES,)] * 3
    assert [chunk.sample_rate for chunk in at_once] == [fakes.SAMPLE_RATE] * 3
    assert np.abs(at_once[0].samples).max() == pytest.approx(0.5, rel=1e-2)
    for now, then in zip(at_once, later, strict=True):
        np.testing.assert_array_equal(now.samples, then.samples)


def test_engines_are_known_without_a_process(host):
    assert host.engines()[0].title == "Tone"
    assert len(host.engines()) == len(fakes.TABLE)
    assert host._worker is None


def test_sound_arrives_while_the_engine_still_works(host, voice_file):
    with listening() as (port, accept):
        chunks = say(host, voice_file("stepping"), port)
        next(chunks)
        worker_job = Job(lambda _progress, _cancel: next(chunks))
        thread = threading.Thread(target=worker_job.run)
        thread.start()
        with accept() as line:
            line.send(b"1")  # only now the engine makes its second chunk, and it waits before the third
            assert (worker_job.result(WAIT_S).samples == 1.0).all()
            thread.join()
            line.shutdown(socket.SHUT_WR)
            assert list(chunks) == []


def test_progress_of_loading_and_cloning_arrives_in_order(host):
    updates = []
    clone(host, progress=updates.append)
    assert [(u.stage, u.fraction) for u in updates] == [("Loading", None), ("Listening", 0.5), ("Listening", 1.0)]


def test_flood_of_progress_is_thinned_out_and_a_waiting_clone_can_be_cancelled(host):
    updates, cancel = [], CancelToken()

    def watch(update):
        updates.append(update)
        if update.stage == "Waiting":
            cancel.cancel()

    with pytest.raises(Cancelled):
        clone(host, "busy", progress=watch, cancel=cancel)
    assert len(updates) < 1_000
    assert updates[-1].stage == "Waiting"


def test_cancel_stops_an_endless_speech_and_the_worker_lives_on(host, voice_file):
    cancel = CancelToken()
    chunks = say(host, voice_file("endless"), cancel=cancel)
    next(chunks)
    pid = host._worker.pid
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)
    assert works(host, voice_file())
    assert host._worker.pid == pid


def test_closing_the_iterator_stops_the_engine_and_the_worker_lives_on(host, voice_file):
    with closing(say(host, voice_file("endless"))) as chunks:
        next(chunks)
        pid = host._worker.pid
    assert works(host, voice_file())
    assert host._worker.pid == pid


def test_request_cancelled_beforehand_starts_no_process(host, voice_file):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        clone(host, cancel=cancel)
    with pytest.raises(Cancelled):
        next(say(host, voice_file(), cancel=cancel))
    assert host._worker is None


def test_hung_engine_that_is_cancelled_has_its_process_ended(quick_host, voice_file):
    with listening() as (port, accept):
        cancel = CancelToken()
        job = Job(lambda _progress, _cancel: list(say(quick_host, voice_file("hanging"), port, cancel=cancel)))
        thread = threading.Thread(target=job.run)
        thread.start()
        with accept() as line:
            cancel.cancel()
            with pytest.raises(Cancelled):
                job.result(WAIT_S)
            assert is_gone(line)
        thread.join()
    assert works(quick_host, voice_file())


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot stop a process")
def test_process_without_a_sign_of_life_is_ended(tmp_path, voice_file):
    limits = WorkerLimits(start_s=60.0, stop_s=0.1, silence_s=4 * worker.HEARTBEAT_S)
    with hosting(tmp_path, limits=limits) as host:
        with pytest.raises(EngineCrashed, match="no longer answered"):
            list(say(host, voice_file("frozen")))
        assert works(host, voice_file())


def test_engine_at_work_is_not_taken_for_hung(tmp_path, voice_file):
    limits = WorkerLimits(start_s=60.0, stop_s=60.0, silence_s=4 * worker.HEARTBEAT_S)
    with hosting(tmp_path, limits=limits) as host, listening() as (port, accept):
        job = Job(lambda _progress, _cancel: list(say(host, voice_file("stepping"), port)))
        thread = threading.Thread(target=job.run)
        thread.start()
        with accept() as line:
            with pytest.raises(TimeoutError):
                job.result(1.5 * limits.silence_s)
            line.shutdown(socket.SHUT_WR)
            assert len(job.result(WAIT_S)) == 1
        thread.join()


@pytest.mark.parametrize("engine_id", ["exiting", "crashing"])
def test_crash_is_told_in_a_sentence_and_the_next_request_works(host, voice_file, engine_id):
    chunks = say(host, voice_file(engine_id), "ill")
    assert len(next(chunks).samples) == fakes.CHUNK_FRAMES
    with pytest.raises(EngineCrashed) as caught:
        list(chunks)
    assert caught.value.message == "The engine's process ended unexpectedly."
    assert "Try again" in caught.value.hint
    assert works(host, voice_file())


def test_worker_that_died_while_idle_is_replaced_unnoticed(host, voice_file):
    assert works(host, voice_file())
    host._worker._process.kill()
    host._worker._process.wait()
    assert works(host, voice_file())


def test_native_crash_leaves_its_trace_in_the_log(host, voice_file, tmp_path):
    with pytest.raises(EngineCrashed):
        list(say(host, voice_file("crashing")))
    host.close()
    assert "in misbehave" in (tmp_path / LOG_NAME).read_text("utf-8")


def test_prints_go_to_the_log_and_harm_nothing(host, voice_file, tmp_path, capfd):
    assert len(list(say(host, voice_file("chatty")))) == 1
    host.close()
    log = (tmp_path / LOG_NAME).read_text("utf-8")
    for words in ("printed words: Grüße 語", "written words", "native words"):
        assert words in log
    assert capfd.readouterr() == ("", "")


def test_foreign_error_becomes_a_sentence_and_its_details_go_to_the_log(host, voice_file, tmp_path):
    with pytest.raises(EngineError) as caught:
        list(say(host, voice_file("foreign")))
    assert type(caught.value) is EngineError
    assert caught.value.message == "The engine could not say the text."
    assert works(host, voice_file())
    host.close()
    assert "ZeroDivisionError: secret detail" in (tmp_path / LOG_NAME).read_text("utf-8")


def test_errors_keep_their_kind_across_the_pipe(host, voice_file, tmp_path):
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"no voice")
    with pytest.raises(EngineError, match="damaged") as caught:
        next(say(host, damaged, engine_id="tone"))
    assert caught.value.hint == "Rebuild the voice from its kept recording."
    with pytest.raises(VoiceBoundElsewhere, match="engine “tone”"):
        next(say(host, voice_file("tone"), engine_id="nan"))


def test_voice_of_an_older_revision_is_refused(tmp_path, voice_file):
    table = {"tone": fakes.import_string(fakes.NewerToneEngine)}
    with hosting(tmp_path, table=table) as host, pytest.raises(VoiceBoundElsewhere, match="this is 2"):
        next(say(host, voice_file()))


def test_senseless_requests_never_reach_the_process(host, voice_file):
    with pytest.raises(InvalidRequest):
        clone(host, seconds=0.5)
    with pytest.raises(InvalidRequest):
        say(host, voice_file(), "x" * 1001)
    with pytest.raises(EngineNotFound, match="“nonsense”"):
        say(host, voice_file(), engine_id="nonsense")
    assert host._worker is None


def test_engine_that_cannot_be_used_says_why(tmp_path, caplog):
    with (
        hosting(tmp_path, table={"broken": fakes.import_string(fakes.BrokenEngine)}) as host,
        pytest.raises(EngineError, match="libnothing"),
    ):
        clone(host, "broken")


def test_large_payloads_pass_both_ways(host, voice_file):
    encoded = clone(host, seconds=120.0)
    assert from_bytes(encoded.safetensors).voice_data.arrays["frames"] == 120 * fakes.SAMPLE_RATE
    *_, minute = say(host, voice_file("long"))
    expected = np.linspace(-1, 1, 60 * fakes.SAMPLE_RATE, dtype=np.float32)
    np.testing.assert_array_equal(minute.samples, expected)


def test_consumer_that_takes_its_time_gets_everything(host, quick_host, voice_file):
    chunks = say(host, voice_file(), "x" * 1000)
    next(chunks)
    assert works(quick_host, voice_file())  # meanwhile the pipe of the first fills up and its worker waits
    assert len(list(chunks)) == 999


def test_requests_of_several_threads_take_turns(host, voice_file):
    path = voice_file()
    jobs = [Job(lambda _progress, _cancel: [c.samples for c in say(host, path, "x" * 20)]) for _ in range(4)]
    threads = [threading.Thread(target=job.run) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert [len(job.result(0)) for job in jobs] == [20] * 4


def test_request_that_waits_for_its_turn_can_be_cancelled(host, voice_file):
    with closing(say(host, voice_file("endless"))) as speaking:
        next(speaking)
        cancel = CancelToken()
        job = Job(lambda _progress, _cancel: list(say(host, voice_file(), cancel=cancel)))
        thread = threading.Thread(target=job.run)
        thread.start()
        cancel.cancel()
        with pytest.raises(Cancelled):
            job.result(WAIT_S)
        thread.join()
        assert len(next(speaking).samples) == fakes.CHUNK_FRAMES


def test_close_ends_a_request_under_way(tmp_path, voice_file):
    with listening() as (port, accept), hosting(tmp_path, limits=QUICK) as host:
        job = Job(lambda _progress, _cancel: list(say(host, voice_file("hanging"), port)))
        thread = threading.Thread(target=job.run)
        thread.start()
        with accept() as line:
            host.close()
            assert is_gone(line)
        with pytest.raises(Cancelled):
            job.result(WAIT_S)
        thread.join()


def test_close_does_not_wait_for_a_forgotten_iterator(tmp_path, voice_file):
    with hosting(tmp_path, limits=QUICK) as host:
        chunks = say(host, voice_file("endless"))
        next(chunks)
        host.close()
        with pytest.raises(Cancelled):
            list(chunks)


def test_closed_host_takes_no_requests(host, voice_file):
    assert works(host, voice_file())
    host.close()
    host.close()
    with pytest.raises(Cancelled):
        clone(host)


def test_idle_worker_leaves_by_itself_when_the_host_closes(host, voice_file):
    assert works(host, voice_file())
    process = host._worker._process
    host.close()
    assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to send to one process")
def test_ctrl_c_does_not_reach_the_engine(host, voice_file):
    chunks = say(host, voice_file("endless"))
    next(chunks)
    os.kill(host._worker.pid, signal.SIGINT)
    assert len(next(chunks).samples) == fakes.CHUNK_FRAMES
    chunks.close()
    assert works(host, voice_file())


def test_key_is_hidden_from_the_engine(host, voice_file):
    variables = from_bytes(clone(host, "prying").safetensors).voice_data.metadata
    assert worker.KEY_VARIABLE not in variables
    assert "VOICECLONER_HOME" in variables


def test_engine_finds_the_users_folders_where_the_program_does(host, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICECLONER_HOME", "my home")
    variables = from_bytes(clone(host, "prying").safetensors).voice_data.metadata
    assert variables["VOICECLONER_HOME"] == str(tmp_path / "my home")


def test_program_serves_as_its_own_worker_where_there_is_no_interpreter(host, monkeypatch):
    monkeypatch.setattr(worker_launch, "_program", lambda: [sys.executable, "-m", "voicecloner", worker.WORKER_FLAG])
    assert clone(host).engine_id == "tone"


def test_frozen_program_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_launch._program() == [sys.executable, worker.WORKER_FLAG]


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
    monkeypatch.setattr(worker_launch, "_program", lambda: program)
    with pytest.raises(EngineError, match=words):
        clone(host)
    monkeypatch.undo()
    assert clone(host).engine_id == "tone"


def test_process_that_never_connects_is_an_engine_error(tmp_path, monkeypatch):
    forever = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    monkeypatch.setattr(worker_launch, "_program", lambda: forever)
    with (
        hosting(tmp_path, limits=WorkerLimits(start_s=0.2)) as host,
        pytest.raises(EngineError, match="did not start in time"),
    ):
        clone(host)


def test_pipe_leaves_no_file_behind(host, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    clone(host)
    assert list(folder.iterdir()) == []


def test_pipe_that_cannot_be_opened_is_an_engine_error(host, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no such folder"))
    with pytest.raises(EngineError, match="no pipe can be opened"):
        clone(host)


def test_start_can_be_cancelled(host, monkeypatch):
    forever = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    monkeypatch.setattr(worker_launch, "_program", lambda: forever)
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


@pytest.mark.parametrize(
    ("arguments", "key", "code"), [([], "00", 2), (["a", "b"], "00", 2), (["a"], "", 2), (["a"], "00", 1)]
)
def test_worker_started_by_hand_leaves_with_a_word(tmp_path, arguments, key, code):
    environment = {**os.environ, worker.KEY_VARIABLE: key}
    addresses = [str(tmp_path / argument) for argument in arguments]
    command = [sys.executable, "-m", "voicecloner.engines.worker", *addresses]
    finished = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == code
    assert ("started by VoiceCloner itself" if code == 2 else "Nobody answers") in finished.stderr
    assert finished.stdout == ""
