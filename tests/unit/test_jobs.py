import threading

import pytest

from voicecloner.errors import Cancelled, EngineError
from voicecloner.jobs import CancelToken, Job, JobRunner, ProgressUpdate, no_progress, part_of

LONG_S = 30  # ends a test that hangs; never waited for


def answer(progress, cancel):
    progress(ProgressUpdate("Thinking", 0.5))
    return 42


def wait_until_cancelled(progress, cancel):
    assert cancel.wait(LONG_S)
    cancel.raise_if_cancelled()


@pytest.fixture
def runner():
    with JobRunner() as opened:
        yield opened


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


@pytest.mark.parametrize("engine", [True, False])
def test_submitted_work_is_done_in_another_thread(runner, engine):
    job = runner.submit(lambda progress, cancel: threading.current_thread(), engine=engine)
    assert job.result(LONG_S) is not threading.current_thread()


def test_errors_reach_whoever_asks(runner):
    def fail(progress, cancel):
        raise EngineError("Broken.")

    job = runner.submit(fail)
    with pytest.raises(EngineError, match="Broken"):
        job.result(LONG_S)
    assert runner.submit(answer).result(LONG_S) == 42  # the thread works on


def test_a_running_job_can_be_cancelled(runner):
    running = threading.Event()

    def work(progress, cancel):
        running.set()
        wait_until_cancelled(progress, cancel)

    job = runner.submit(work)
    assert running.wait(LONG_S)
    job.cancel()
    with pytest.raises(Cancelled):
        job.result(LONG_S)


def test_the_end_is_told_with_the_job_itself(runner):
    told = threading.Event()
    seen = []
    job = runner.submit(answer)
    job.when_done(lambda done: (seen.append(done), told.set()))
    assert told.wait(LONG_S)
    assert seen == [job]


def test_engine_jobs_run_one_after_the_other_in_order(runner):
    gate = threading.Event()
    running: list[int] = []
    most: list[int] = []
    order: list[int] = []

    def work(number: int):
        def run(progress, cancel):
            running.append(number)
            most.append(len(running))
            assert gate.wait(LONG_S)
            order.append(number)
            running.remove(number)

        return run

    jobs = [runner.submit(work(number), engine=True) for number in range(5)]
    gate.set()
    for job in jobs:
        job.result(LONG_S)
    assert order == [0, 1, 2, 3, 4]
    assert set(most) == {1}


def test_the_pool_works_beside_the_engine(runner):
    engine_is_busy, pool_is_done = threading.Event(), threading.Event()

    def engine_work(progress, cancel):
        engine_is_busy.set()
        return pool_is_done.wait(LONG_S)

    job = runner.submit(engine_work, engine=True)
    assert engine_is_busy.wait(LONG_S)
    assert runner.submit(answer).result(LONG_S) == 42
    pool_is_done.set()
    assert job.result(LONG_S) is True


def test_closing_stops_what_runs_and_what_waits():
    runner = JobRunner()
    running = threading.Event()

    def work(progress, cancel):
        running.set()
        wait_until_cancelled(progress, cancel)

    jobs = [runner.submit(work, engine=True) for _ in range(3)]
    assert running.wait(LONG_S)
    runner.close()
    for job in jobs:
        with pytest.raises(Cancelled):
            job.result(0)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("engine-jobs", "jobs"))]
