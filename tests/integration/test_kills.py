"""Recordings survive the end of the program: see `benchmarks/kills.py`, which records and kills."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.sources import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="recordings are made in forked processes")


@pytest.mark.parametrize(
    ("kills", "at_once"),
    [(10, 5), pytest.param(200, 5, marks=[pytest.mark.slow, pytest.mark.timeout(600)])],
)
def test_a_killed_program_leaves_every_recording_to_the_last_half_second(kills: int, at_once: int) -> None:
    options = ["--kills", str(kills), "--seed", "7", "--at-once", str(at_once), "--json"]
    command = [sys.executable, str(ROOT / "benchmarks" / "kills.py"), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert report["kills"] == kills
    assert report["takes_over_half_a_second"] > kills / 2
    assert report["of_them_left"] == report["takes_over_half_a_second"]
    assert (report["not_exact"], report["too_short"]) == (0, 0)
    assert report["lost_ms_most"] <= 500
    assert done.returncode == 0
