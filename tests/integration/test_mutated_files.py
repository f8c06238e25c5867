"""Whatever is wrong with a file: it is read, or refused in one clear sentence, in time, and never ends the program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mutations import Mutator, bases
from tests.support.sources import ROOT

_IN_A_PROCESS_OF_ITS_OWN = [sys.executable, "-m", "benchmarks.mutations", "--json"]
"""It forks, which a process with threads, as that of the tests may be, should not."""


def tally(count, seed):
    command = [*_IN_A_PROCESS_OF_ITS_OWN, "--count", str(count), "--seed", str(seed)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    beside_the_checkout = ROOT.parent / "shared" / "data"
    environment.setdefault("VOICECLONER_SPEECH_SET", str(beside_the_checkout))
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def assert_well(found, count):
    assert found["wrong"] == []
    assert found["remarkable"] == []  # the decoder neither died nor took too long
    assert found["outcomes"].keys() == {"read", "refused"}
    assert sum(found["outcomes"].values()) == count
    assert min(found["outcomes"].values()) > count / 10  # the damage is neither trifling nor total


def test_a_hundred_files():
    assert_well(tally(100, seed=1), 100)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_five_thousand_files():
    assert_well(tally(5000, seed=2), 5000)


def test_the_same_seed_damages_alike(tmp_path):
    files = {"a": bytes(range(256)) * 20, "b": b"RIFF" * 300}
    first, again, other = Mutator(files, 1), Mutator(files, 1), Mutator(files, 2)
    assert [first.mutated(n) for n in range(50)] == [again.mutated(n) for n in reversed(range(50))][::-1]
    assert [first.mutated(n) for n in range(50)] != [other.mutated(n) for n in range(50)]


def test_files_of_every_kind_are_damaged(tmp_path):
    found = bases(tmp_path)
    assert len(found) > 20
    assert all(len(content) > 1000 for content in found.values())
    speech = Path(tmp_path, "formats")
    speech.mkdir()
    (speech / "x.wav").write_bytes(found["WAV/PCM_16"])
    assert bases(tmp_path, speech)["speech/x.wav"] == found["WAV/PCM_16"]
