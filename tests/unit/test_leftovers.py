"""The watch over tests must itself be able to see."""

import subprocess
import sys
import threading

import pytest

from tests.support import leftovers
from tests.support.leftovers import Census


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "GRACE_S", 0.05)


def test_a_running_thread_is_seen_and_an_ended_one_is_not() -> None:
    before, stop = Census(), threading.Event()
    thread = threading.Thread(target=stop.wait, name="lingering")
    thread.start()
    assert before.leftovers() == ["thread 'lingering' still runs"]
    stop.set()
    thread.join()
    assert before.leftovers() == []


def test_a_running_child_process_is_seen_and_an_ended_one_is_not() -> None:
    before = Census()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        (line,) = before.leftovers()
        child.communicate()
    assert f"child process {child.pid} still runs" in line
    assert before.leftovers() == []
