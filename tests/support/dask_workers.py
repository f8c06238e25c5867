"""A Dask cluster of two worker processes on this computer, and a way to kill one of them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.waiting import wait_until

_WAIT_S = 60.0
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Workers:
    """The cluster's address, and its workers."""

    address: str
    processes: tuple["subprocess.Popen[bytes]", ...]

    def kill_one(self) -> None:
        """End a worker as a computer ends that loses its power."""
        os.kill(self.processes[0].pid, signal.SIGKILL)
        self.processes[0].wait()


@contextmanager
def two_workers(folder: Path) -> Iterator[Workers]:
    """A scheduler and two workers with a thread each; gone at the end of the block."""
    file = folder / "scheduler.json"
    place = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
    started = [_started(folder, "scheduler", *place)]
    try:
        wait_until(file.is_file, _WAIT_S, "the scheduler")
        options = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file", file)
        started += [_started(folder, "worker", *options, "--local-directory", folder / str(n)) for n in range(2)]
        yield Workers(json.loads(file.read_text("utf-8"))["address"], tuple(started[1:]))
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _started(folder: Path, what: str, *options: object) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3"}
    with (folder / f"{what}.log").open("ab") as log:
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *map(str, options)]
        return subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
