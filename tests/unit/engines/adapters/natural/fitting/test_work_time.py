"""What counts as worked, on computers that are idle, busy and slow."""

import time

import pytest

from voicecloner.engines.adapters.natural.fitting import work_time
from voicecloner.engines.adapters.natural.fitting.work_time import WorkTime


@pytest.mark.parametrize(
    ("cores", "passed_s", "processor_s", "spent_s"),
    [
        (2, 10.0, 16.0, 10.0),  # both cores are its own
        (2, 10.0, 20.0, 10.0),
        (2, 10.0, 8.0, 5.0),  # something else has half of them
        (8, 10.0, 8.0, 5.0),
        (1, 10.0, 10.0, 10.0),  # there is no more than one
        (1, 10.0, 5.0, 5.0),
        (2, 60.0, 1.0, 20.0),  # it is hardly let in: nobody waits longer than three times as long
    ],
    ids=["idle", "all of it", "half busy", "of many", "one core", "busy core", "overloaded"],
)
def test_what_an_idle_computer_would_have_needed_counts(
    cores: int, passed_s: float, processor_s: float, spent_s: float, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(work_time, "usable_cores", lambda: cores)
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    monkeypatch.setattr(time, "process_time", lambda: 7.0)
    work = WorkTime()
    monkeypatch.setattr(time, "monotonic", lambda: 100.0 + passed_s)
    monkeypatch.setattr(time, "process_time", lambda: 7.0 + processor_s)
    assert work.spent_s == pytest.approx(spent_s)
