"""Workers that are killed at random moments, and what they said until then; see `library_work`."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.sources import ROOT

MOST_ACTIONS, LONGEST_S = 5, 0.1
"""A worker is killed at most so long after it has reported so many actions: none, and it is killed while it opens."""


@contextmanager
def workers(folder: Path, module: str = "tests.support.library_work") -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", module, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as helper:
        yield helper


def killed(helper: "subprocess.Popen[str]", seed: int, drawn: random.Random, folder: Path) -> list[dict[str, Any]]:
    """What a worker said until it was killed."""
    assert helper.stdin
    assert helper.stdout
    helper.stdin.write(f"{seed}\n")
    helper.stdin.flush()
    pid = int(helper.stdout.readline())
    for _action in range(drawn.randrange(MOST_ACTIONS + 1)):
        assert helper.stdout.readline() == "did\n"
    with pytest.raises(subprocess.TimeoutExpired):
        helper.wait(drawn.uniform(0, LONGEST_S))
    os.kill(pid, signal.SIGKILL)
    while helper.stdout.readline() == "did\n":
        pass
    said = (folder / f"said-{seed}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("}\n")]
