"""Watches what a program and all its children ask of the network: every address, C libraries included, by strace."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

_CALLS = "connect,sendto,sendmsg,sendmmsg"
_ADDRESS = re.compile(r"sa_family=(?:AF_INET6?|0x2|0xa)\b")


@dataclass(frozen=True)
class Watched:
    """What was seen.

    Attributes:
        done: the program that was run.
        attempts: each call that named an address of the internet, as strace writes it.
    """

    done: "subprocess.CompletedProcess[str]"
    attempts: tuple[str, ...]


def watched(command: Sequence[str], environment: Mapping[str, str], timeout_s: float = 250) -> Watched:
    """Run a command to its end and watch it and all its children."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "calls"
        tracer = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={_CALLS}", "-e", "signal=none", "-o", str(log)]
        done = subprocess.run(
            [*tracer, *command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Watched(done, tuple(line for line in log.read_text("utf-8").splitlines() if _ADDRESS.search(line)))


@cache
def _can_watch() -> bool:
    if not shutil.which("strace"):
        return False
    tried = ["strace", "-f", "--seccomp-bpf", "-e", "trace=connect", "-o", os.devnull, "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


NEEDS_WATCH = pytest.mark.skipif(not _can_watch(), reason="strace is not here, or may not look at processes")
