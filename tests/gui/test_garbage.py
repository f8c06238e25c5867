"""Python's garbage is collected where Qt's objects live."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from voicecloner.gui.window.garbage import collect_what_is_due
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.main_window import MainWindow

_CYCLES = 50_000


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting_threads() -> Iterator[set[int]]:
    """Which threads have collected anything since the start of the test."""
    seen: set[int] = set()

    def look(phase: str, _info: object) -> None:
        if phase == "start":
            seen.add(threading.get_ident())

    gc.callbacks.append(look)
    yield seen
    gc.callbacks.remove(look)


def _make_cycles() -> list["weakref.ref[_Cycle]"]:
    return [weakref.ref(_Cycle()) for _ in range(_CYCLES)]


def test_a_worker_that_makes_garbage_collects_none(window: MainWindow, collecting_threads, qtbot: QtBot) -> None:
    made: list[list[weakref.ref[_Cycle]]] = []
    task = Task(lambda _progress, _cancel: _make_cycles(), Queue.FILES)
    window.tools.bridge.submit(task, Reply(done=made.append))
    qtbot.waitUntil(lambda: bool(made), timeout=30_000)
    qtbot.waitUntil(lambda: all(cycle() is None for cycle in made[0]), timeout=30_000)
    assert collecting_threads == {threading.get_ident()}


def test_after_the_window_python_collects_by_itself_again(window: MainWindow) -> None:
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()


def test_nothing_is_collected_before_it_is_due(collecting_threads: set[int]) -> None:
    gc.disable()
    try:
        gc.collect()
        collecting_threads.clear()
        collect_what_is_due()
        assert not collecting_threads
        kept = [[] for _ in range(gc.get_threshold()[0] + 1)]
        collect_what_is_due()
        assert collecting_threads
        assert kept
    finally:
        gc.enable()
