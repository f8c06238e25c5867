import threading

import pytest

from voicecloner.errors import Cancelled, EngineError
from voicecloner.jobs import NEVER, CancelToken, Job, ProgressUpdate, no_progress, part_of

LONG_S = 30  # ends a test that hangs; never waited for


def answer(progress, cancel):
    progress(ProgressUpdate("Thinking", 0.5))
    return 42


def wait_until_cancelled(progress, cancel):
    assert cancel.wait(LONG_S)
    cancel.raise_if_cancelled()


def test_a_token_stays_cancelled():
    token = CancelToken()
    token.raise_if_cancelled()
    assert (token.is_cancelled, token.wait(0)) == (False, False)
    token.cancel()
    token.cancel()
    assert (token.is_cancelled, token.wait(LONG_S)) == (True, True)
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()


def test_cancelling_makes_the_calls_of_the_blocks_that_are_open():
    token, calls = CancelToken(), []
    with token.calling(lambda: calls.append("outer")):
        with token.calling(lambda: calls.append("inner")):
            pass
        token.cancel()
        assert calls == ["outer"]
    with token.calling(lambda: calls.append("late")):
        assert calls == ["outer", "late"]
    token.cancel()
    assert calls == ["outer", "late"]


def test_progress_of_a_part_is_scaled():
    seen: list[ProgressUpdate] = []
    part = part_of(part_of(seen.append, 0.5, 1.0), 0.0, 0.5)
    for fraction in (0.0, 0.5, 1.0, None):
        part(ProgressUpdate("step", fraction, "3 of 4"))
    assert [update.fraction for update in seen] == [0.5, 0.625, 0.75, None]
    assert {(update.stage, update.detail) for update in seen} == {("step", "3 of 4")}
    no_progress(seen[0])


def test_a_job_run_directly_keeps_result_and_progress():
    seen: list[ProgressUpdate] = []
    job = Job(answer, seen.append)
    job.run()
    assert job.result() == 42
    assert seen == [ProgressUpdate("Thinking", 0.5)]


def test_a_job_cancelled_before_it_starts_does_not_start():
    started = []
    job = Job(lambda progress, cancel: started.append(1))
    job.cancel()
    job.run()
    with pytest.raises(Cancelled):
        job.result()
    assert started == []


def test_a_result_that_does_not_come_in_time():
    with pytest.raises(TimeoutError):
        Job(answer).result(timeout_s=0)


def test_the_end_is_told_with_the_job_itself():
    seen = []
    job = Job(answer)
    job.when_done(seen.append)
    job.run()
    assert seen == [job]


def test_errors_reach_who_asks():
    def fail(progress, cancel):
        raise EngineError("Broken.")

    job = Job(fail)
    job.run()
    with pytest.raises(EngineError, match="Broken"):
        job.result(0)


def test_a_running_job_can_be_cancelled():
    running = threading.Event()

    def work(progress, cancel):
        running.set()
        wait_until_cancelled(progress, cancel)

    job = Job(work)
    thread = threading.Thread(target=job.run)
    thread.start()
    assert running.wait(LONG_S)
    job.cancel()
    thread.join(LONG_S)
    with pytest.raises(Cancelled):
        job.result(0)


def test_what_nobody_stops_cannot_be_stopped():
    with pytest.raises(TypeError):
        NEVER.cancel()
    assert not NEVER.is_cancelled
