"""How many engines' processes work side by side on this computer."""

import os
from dataclasses import replace

import pytest

from tests.support.fake_host import fake_engine
from voicecloner.use_cases.batch.lines_here import usable_processes

SMALL, LARGE = fake_engine("small", memory_bytes=100), fake_engine("large", memory_bytes=300)
NEURAL = replace(fake_engine("neural", memory_bytes=1), packages=("torch",))


@pytest.fixture(autouse=True)
def _eight_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)), raising=False)


@pytest.mark.parametrize(
    ("engines", "free_bytes", "processes"),
    [
        ((SMALL,), 10_000, 8),
        ((SMALL,), 350, 3),
        ((SMALL,), 99, 1),
        ((SMALL, SMALL), 350, 3),
        ((SMALL, LARGE), 850, 2),
        ((NEURAL,), 10_000, 1),
        ((SMALL, NEURAL), 10_000, 1),
        ((), 10_000, 8),
    ],
    ids=["cores", "memory", "at least one", "one engine twice", "two engines", "torch", "torch beside", "no engine"],
)
def test_there_are_as_many_as_there_are_cores_and_memory_for(engines, free_bytes, processes):
    assert usable_processes(engines, free_bytes) == processes


def test_where_a_system_does_not_tell_its_own_cores_all_count(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert usable_processes([SMALL], 10_000) == 3
