"""Python's garbage is collected where Qt's objects live."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from types import ModuleType
from unittest.mock import Mock

import pytest
from pytestqt.qtbot import QtBot

from voicecloner.gui.window.garbage import GarbageCollector, collect_what_is_due
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
    qtbot.waitUntil(lambda: bool(made))
    qtbot.waitUntil(lambda: all(cycle() is None for cycle in made[0]))
    assert collecting_threads == {threading.get_ident()}


def test_after_the_window_python_collects_by_itself_again(window: MainWindow) -> None:
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()


def test_nothing_is_collected_before_it_is_due(collecting_threads: set[int]) -> None:
    aside = Mock()
    gc.disable()
    try:
        gc.collect()
        collecting_threads.clear()
        collect_what_is_due(before_all=aside)
        assert not collecting_threads
        kept = [[] for _ in range(gc.get_threshold()[0] + 1)]
        collect_what_is_due(before_all=aside)
        assert collecting_threads
        assert kept
        aside.assert_not_called()
    finally:
        gc.enable()


def test_what_libraries_brought_is_set_aside_once(window: MainWindow, monkeypatch) -> None:
    monkeypatch.setattr(gc, "freeze", freeze := Mock())
    collector = GarbageCollector(window)
    for _ in range(2):
        collector._set_libraries_aside()
    freeze.assert_called_once_with()
    monkeypatch.setitem(sys.modules, "a_library_that_came_later", ModuleType("later"))
    collector._set_libraries_aside()
    assert freeze.call_count == 2


def test_before_everything_is_looked_through_that_is_done(monkeypatch) -> None:
    done: list[str | int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 100, 100))
    monkeypatch.setattr(gc, "collect", done.append)
    collect_what_is_due(before_all=lambda: done.append("aside"))
    assert done == [0, 1, "aside", 2]
