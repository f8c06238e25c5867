"""The crossing point between the window and its threads."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from voicecloner.errors import Cancelled, InvalidRequest, VoiceClonerError
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[JobBridge]:
    made = JobBridge()
    yield made
    made.close()


def _until_stopped(_progress: Progress, cancel: CancelToken) -> str:
    cancel.wait(10)
    cancel.raise_if_cancelled()
    return "never stopped"


def test_work_is_done_elsewhere_and_answered_here(bridge: JobBridge, qtbot: QtBot) -> None:
    worked_in: list[int] = []
    answered: list[tuple[int, QThread]] = []

    def work(*_: object) -> int:
        worked_in.append(threading.get_ident())
        return 7

    bridge.submit(Task(work, Queue.FILES), Reply(lambda result: answered.append((result, QThread.currentThread()))))
    qtbot.waitUntil(lambda: bool(answered))
    assert answered == [(7, bridge.thread())]
    assert worked_in != [threading.get_ident()]


def test_one_queue_works_in_order(bridge: JobBridge, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(20):
        bridge.submit(Task(lambda _p, _c, number=number: number, Queue.LIBRARY), Reply(done.append))
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))


def test_queues_do_not_wait_for_each_other(bridge: JobBridge, qtbot: QtBot) -> None:
    done: list[str] = []
    busy = bridge.submit(Task(_until_stopped, Queue.ENGINE), Reply(done.append, lambda _error: done.append("stopped")))
    bridge.submit(Task(lambda *_: "quick", Queue.LIBRARY), Reply(done.append))
    qtbot.waitUntil(lambda: done == ["quick"])
    busy.stop()
    qtbot.waitUntil(lambda: done == ["quick", "stopped"])


def test_a_newer_question_stops_the_older_one_and_drops_its_answer(bridge: JobBridge, qtbot: QtBot) -> None:
    answers: list[object] = []
    reply = Reply(answers.append, answers.append)
    bridge.submit(Task(_until_stopped, Queue.FILES, topic="check"), reply)
    bridge.submit(Task(lambda *_: "new", Queue.FILES, topic="check"), reply)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_a_late_answer_of_finished_work_is_dropped_too(bridge: JobBridge, qtbot: QtBot) -> None:
    answers: list[str] = []
    old = bridge.submit(Task(lambda *_: "old", Queue.FILES, topic="check"), Reply(answers.append))
    old.job.result(5)  # it is done; its answer waits for the event loop
    bridge.submit(Task(lambda *_: "new", Queue.FILES, topic="check"), Reply(answers.append))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_a_forgotten_topic_never_answers(bridge: JobBridge, qtbot: QtBot) -> None:
    answers: list[object] = []
    bridge.submit(Task(_until_stopped, Queue.FILES, topic="check"), Reply(answers.append, answers.append))
    bridge.forget_topic("check")
    bridge.submit(Task(lambda *_: "after", Queue.FILES), Reply(answers.append))
    qtbot.waitUntil(lambda: answers == ["after"])


def test_progress_arrives_before_the_answer(bridge: JobBridge, qtbot: QtBot) -> None:
    seen: list[object] = []

    def work(progress: Progress, _cancel: CancelToken) -> str:
        progress(ProgressUpdate("Half", 0.5))
        return "done"

    bridge.submit(Task(work, Queue.ENGINE), Reply(seen.append, progress=seen.append))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [ProgressUpdate("Half", 0.5), "done"]


def test_an_error_nobody_handles_is_shown(bridge: JobBridge, qtbot: QtBot) -> None:
    def work(*_: object) -> None:
        raise InvalidRequest("No.", "Ask otherwise.")

    with qtbot.waitSignal(bridge.failed) as shown:
        bridge.submit(Task(work, Queue.FILES))
    assert shown.args[0].hint == "Ask otherwise."


def test_an_error_someone_handles_is_not_shown_twice(bridge: JobBridge, qtbot: QtBot) -> None:
    handled: list[VoiceClonerError] = []
    shown: list[VoiceClonerError] = []
    bridge.failed.connect(shown.append)

    def work(*_: object) -> None:
        raise InvalidRequest("No.")

    bridge.submit(Task(work, Queue.FILES), Reply(failed=handled.append))
    qtbot.waitUntil(lambda: bool(handled))
    assert not shown


def test_stopping_is_no_error(bridge: JobBridge, qtbot: QtBot) -> None:
    shown: list[VoiceClonerError] = []
    bridge.failed.connect(shown.append)
    running = bridge.submit(Task(_until_stopped, Queue.FILES, title="Waiting"))
    with qtbot.waitSignal(bridge.ended):
        running.stop()
    with pytest.raises(Cancelled):
        running.job.result(5)
    assert not shown


def test_a_defect_reaches_the_exception_hook_and_the_caller_that_waits(bridge: JobBridge, qtbot: QtBot) -> None:
    told: list[VoiceClonerError] = []

    def work(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    with qtbot.captureExceptions() as caught:
        bridge.submit(Task(work, Queue.FILES), Reply(failed=told.append))
        qtbot.waitUntil(lambda: bool(told))
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert "inside VoiceCloner" in told[0].message


def test_only_titled_work_is_announced(bridge: JobBridge, qtbot: QtBot) -> None:
    announced: list[str] = []
    bridge.started.connect(lambda running: announced.append(running.title))
    bridge.submit(Task(lambda *_: None, Queue.FILES))
    with qtbot.waitSignal(bridge.ended):
        bridge.submit(Task(lambda *_: None, Queue.FILES, title="Reading"))
    assert announced == ["Reading"]


def test_closing_stops_everything_and_leaves_no_thread(qtbot: QtBot) -> None:
    bridge = JobBridge()
    answers: list[object] = []
    reply = Reply(answers.append, answers.append)
    running = [bridge.submit(Task(_until_stopped, work_queue), reply) for work_queue in Queue]
    bridge.close()
    assert all(running.job.cancel_token.is_cancelled for running in running)
    assert not any(thread.isRunning() for thread in bridge.findChildren(QThread))
    bridge.submit(Task(lambda *_: "too late", Queue.FILES), reply)
    qtbot.wait(0)
    assert answers == []


def test_what_saves_is_done_though_the_window_closes_before_its_turn(bridge: JobBridge) -> None:
    done: list[str] = []
    bridge.submit(Task(_until_stopped, Queue.LIBRARY))
    bridge.submit(Task(lambda *_: done.append("looked up"), Queue.LIBRARY))
    bridge.submit(Task(lambda *_: done.append("saved"), Queue.LIBRARY, saves=True))
    bridge.close()
    assert done == ["saved"]
