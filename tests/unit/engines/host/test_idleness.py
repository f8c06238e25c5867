import threading

import pytest

from voicecloner.engines.host.idleness import IdleWatch

WAIT_S = 30.0


@pytest.fixture
def watching():
    """A watch, and what it calls; closed at the end."""
    made = []

    def watching(idle_s):
        called = threading.Semaphore(0)
        made.append(IdleWatch(idle_s, called.release))
        return made[-1], called

    yield watching
    for watch in made:
        watch.close()


def test_it_calls_once_after_each_use(watching):
    watch, called = watching(0.001)
    for _ in range(2):
        watch.used()
        assert called.acquire(timeout=WAIT_S)
    watch.close()
    assert not called.acquire(blocking=False)


def test_it_does_not_call_while_there_is_time(watching):
    watch, called = watching(1000.0)
    watch.used()
    watch.used()
    watch.close()
    assert not called.acquire(blocking=False)


def test_it_uses_one_thread_and_ends_it(watching):
    before = set(threading.enumerate())
    watch, _called = watching(1000.0)
    for _ in range(3):
        watch.used()
    assert len(set(threading.enumerate()) - before) == 1
    watch.close()
    assert set(threading.enumerate()) <= before


def test_closed_it_stays_closed(watching):
    watch, called = watching(0.0)
    watch.close()
    watch.used()
    assert not called.acquire(blocking=False)
