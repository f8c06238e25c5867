import pytest

from voicecloner.models.transfer_pace import TransferPace


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def seen():
    return []


def test_speed_and_time_left_are_told(clock, seen):
    pace = TransferPace(10_000_000, seen.append, clock)
    pace.begin("Downloading x")
    for _ in range(5):
        clock.now += 1.0
        pace.add(1_000_000)
    assert seen[0].fraction == 0.0
    assert seen[-1].fraction == 0.5
    assert seen[-1].stage == "Downloading x"
    assert seen[-1].detail == "5.0\u00a0MB of 10\u00a0MB, 1.0\u00a0MB/s, 5\u00a0s left"


def test_only_the_last_seconds_count(clock, seen):
    pace = TransferPace(None, seen.append, clock)
    for size_bytes in [1_000_000] * 3 + [1_000] * 20:
        clock.now += 1.0
        pace.add(size_bytes)
    assert pace.bytes_per_s == pytest.approx(1000)
    clock.now += 60
    assert pace.bytes_per_s == 0.0


def test_what_was_here_before_is_no_speed(clock, seen):
    pace = TransferPace(1_000, seen.append, clock)
    for _ in range(5):
        clock.now += 1.0
        pace.add(100, was_here=True)
    assert pace.bytes_per_s == 0.0
    assert seen[-1].fraction == 0.5
    pace.add(-500, was_here=True)
    pace.begin("Again")
    assert seen[-1].fraction == 0.0


def test_it_is_not_told_more_than_a_few_times_a_second(clock, seen):
    pace = TransferPace(None, seen.append, clock)
    for _ in range(1000):
        clock.now += 0.001
        pace.add(1)
    assert len(seen) == 4
    assert {update.fraction for update in seen} == {None}
