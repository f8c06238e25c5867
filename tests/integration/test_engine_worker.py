"""The worker as a real process with small plug-in engines, good and bad ones."""

import os
import signal
import socket
import threading
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from tests.support import fake_engines as fakes
from tests.support.waiting import wait_until
from tests.support.worker_hosts import (
    PATIENT,
    QUICK,
    WAIT_S,
    clone,
    hosting,
    is_gone,
    listening,
    say,
    works,
)
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.voice_file import from_bytes
from voicecloner.engines.host import worker
from voicecloner.engines.host.client import WorkerHost
from voicecloner.engines.host.worker_process import LOG_NAME, WorkerLimits
from voicecloner.errors import (
    REBUILD_HINT,
    Cancelled,
    EngineCrashed,
    EngineError,
    EngineNotFound,
    InvalidRequest,
    VoiceBoundElsewhere,
)
from voicecloner.jobs import CancelToken, Job, no_progress


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
    # one says that it needs torch, which may not be installed
    assert {engine.id for engine in host.engines()} | {fakes.HungryEngine.ID} == set(fakes.TABLE)
    assert not host._workers


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
    pid = host._workers[""].pid
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)
    assert works(host, voice_file())
    assert host._workers[""].pid == pid


def test_closing_the_iterator_stops_the_engine_and_the_worker_lives_on(host, voice_file):
    with closing(say(host, voice_file("endless"))) as chunks:
        next(chunks)
        pid = host._workers[""].pid
    assert works(host, voice_file())
    assert host._workers[""].pid == pid


def stopped_when_alike(host, engine_id, percent=84):
    """What comes of a clone that is cancelled once it has come so far."""
    updates, cancel = [], CancelToken()

    def watch(update):
        updates.append(update)
        if update.detail.startswith(f"{percent} %"):
            cancel.cancel()

    return updates, clone(host, engine_id, progress=watch, cancel=cancel)


def test_stop_keeps_what_the_engine_has_reached_last(host, tmp_path):
    updates, encoded = stopped_when_alike(host, "patient")
    assert [update.is_usable for update in updates] == [False] * 3 + [True] * 2
    assert (updates[-1].stage, updates[-1].detail) == ("Fitting the voice", "84 % alike")
    assert encoded.notes == ("Likeness: 84 %.",)
    assert isinstance(encoded.cut_short_by, Cancelled)
    path = tmp_path / "patient.safetensors"
    path.write_bytes(encoded.safetensors)
    pid = host._workers[""].pid
    assert works(host, path)
    assert host._workers[""].pid == pid


def test_stop_keeps_it_also_if_the_process_has_to_be_ended(quick_host, voice_file, tmp_path):
    _updates, encoded = stopped_when_alike(quick_host, "stubborn", 61)
    assert encoded.notes == ("Likeness: 61 %.",)
    assert not quick_host._workers
    path = tmp_path / "stubborn.safetensors"
    path.write_bytes(encoded.safetensors)
    assert works(quick_host, path)


@pytest.mark.parametrize(
    "engine_id",
    [
        "dying",
        pytest.param(
            "freezing",
            marks=pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot stop a process"),
        ),
    ],
)
def test_what_was_reached_outlives_the_process(tmp_path, engine_id):
    with hosting(tmp_path, limits=replace(QUICK, silence_s=4 * worker.HEARTBEAT_S)) as host:
        encoded = clone(host, engine_id)
    assert encoded.notes == ("Likeness: 84 %.",)
    assert isinstance(encoded.cut_short_by, EngineCrashed)


def test_what_was_finished_was_not_cut_short(host):
    assert clone(host).cut_short_by is None


def test_the_end_of_the_program_keeps_nothing(tmp_path):
    with hosting(tmp_path, limits=QUICK) as host:

        def close_when_usable(update):
            if update.is_usable:
                host._closing.set()

        with pytest.raises(Cancelled, match="program ends"):
            clone(host, "patient", progress=close_when_usable)


def test_another_device_counts_from_the_next_request_on(tmp_path, voice_file):
    path, devices = voice_file(), ["cpu"]
    host = WorkerHost(fakes.TABLE, tmp_path, device=lambda: devices[-1], limits=PATIENT)
    with closing(host):
        assert works(host, path)
        pid = host._workers[""].pid
        assert works(host, path)
        assert host._workers[""].pid == pid
        devices.append("auto")
        assert works(host, path)
        assert host._workers[""].pid != pid


def test_a_load_option_counts_from_the_next_request_on(tmp_path):
    tuning = ["low"]

    def tuned():
        made = clone(host, "tunable").safetensors
        return from_bytes(made).voice_data.metadata["tuning"], host._workers[""].pid

    host = WorkerHost(fakes.TABLE, tmp_path, chosen=lambda _option: tuning[-1], limits=PATIENT)
    with closing(host):
        first, pid = tuned()
        assert first == "low"
        assert tuned() == ("low", pid)
        tuning.append("high")
        second, other_pid = tuned()
        assert second == "high"
        assert other_pid != pid


def test_options_of_the_engine_reach_it(host, voice_file):
    path = voice_file()
    options = SpeechOptions(options={"octave": 1})
    high = np.concatenate([c.samples for c in host.synthesize("tone", path, "abc", options, cancel=CancelToken())])
    usual = np.concatenate([c.samples for c in say(host, path)])
    assert np.argmax(np.abs(np.fft.rfft(high))) == pytest.approx(2 * np.argmax(np.abs(np.fft.rfft(usual))), abs=1)


def test_request_cancelled_beforehand_starts_no_process(host, voice_file):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        clone(host, cancel=cancel)
    with pytest.raises(Cancelled):
        next(say(host, voice_file(), cancel=cancel))
    assert not host._workers


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
    idle = host._workers[""]
    os.kill(idle.pid, signal.SIGTERM)
    wait_until(lambda: not idle.is_alive, what="the end of the process")
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
    assert caught.value.hint == REBUILD_HINT
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
    assert not host._workers


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
    child = host._workers[""]._child
    host.close()
    assert child.end() == 0


def test_what_is_prepared_is_loaded_before_it_speaks(host, voice_file):
    stages = []
    host.load_voice("tone", voice_file(), progress=lambda u: stages.append(u.stage), cancel=CancelToken())
    assert stages
    assert works(host, voice_file())


def test_voice_that_cannot_be_used_is_refused_while_preparing(host, tmp_path):
    path = tmp_path / "broken.safetensors"
    path.write_bytes(b"no voice at all")
    with pytest.raises(EngineError, match="damaged"):
        host.load_voice("tone", path, progress=no_progress, cancel=CancelToken())
