"""The watch over the whole run of the tests: it counts whatever is asked of other computers, and nothing else."""

import os
import subprocess
import sys

import pytest

from tests.support.closed_network import name_in, usable_namespace
from tests.support.sources import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="closed networks are of Linux")

_ASK = """
import contextlib, socket, subprocess, sys
ASK_AGAIN = "import socket; socket.create_connection(('192.0.2.1', 80))"
def datagram(family, address, *option):
    with socket.socket(family, socket.SOCK_DGRAM) as made:
        if option:
            made.setsockopt(*option)
        made.sendto(b"?", address)
with contextlib.suppress(OSError):
    {line}
"""
_ATTEMPTS = {
    "a connection": "socket.create_connection(('192.0.2.1', 80))",
    "a connection by IPv6": "socket.create_connection(('2001:db8::1', 80))",
    "a datagram": "datagram(socket.AF_INET, ('192.0.2.1', 53))",
    "a datagram by IPv6": "datagram(socket.AF_INET6, ('2001:db8::1', 53))",
    "everybody near": "datagram(socket.AF_INET, ('255.255.255.255', 9), socket.SOL_SOCKET, socket.SO_BROADCAST, 1)",
    "a group": "datagram(socket.AF_INET, ('224.0.0.251', 5353))",
    "a child": "subprocess.run([sys.executable, '-S', '-c', ASK_AGAIN], stderr=subprocess.DEVNULL)",
}
_TALKS_TO_ITSELF = """
import socket
for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    with socket.create_server((address, 0), family=family) as server:
        socket.create_connection(server.getsockname()[:2]).close()
assert socket.getaddrinfo("localhost", 80)
"""
_PLANTED = """
import socket

def test_asks():
    try:
        socket.getaddrinfo("planted.invalid", 80)
    except OSError:
        pass

def test_does_not_ask():
    pass
"""


@pytest.fixture(scope="module", autouse=True)
def _closed_networks_are_given():
    if fault := usable_namespace()[1]:
        pytest.skip(f"this user gets no closed network: {fault}")


def in_closed_network(*command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.support.closed_network", *command],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("line", _ATTEMPTS.values(), ids=_ATTEMPTS)
def test_every_attempt_is_counted_and_fails_the_run(line):
    done = in_closed_network(sys.executable, "-S", "-c", _ASK.format(line=line))
    assert done.returncode == 1
    assert done.stderr.endswith("Network: 1 attempts to reach other computers.\n")


def test_names_that_are_looked_up_are_told():
    line = "socket.getaddrinfo('telemetry.invalid', 443)"
    done = in_closed_network(sys.executable, "-S", "-c", _ASK.format(line=line))
    assert done.returncode == 1
    assert "names looked up: telemetry.invalid" in done.stderr


def test_this_computer_may_be_talked_to():
    done = in_closed_network(sys.executable, "-S", "-c", _TALKS_TO_ITSELF)
    assert (done.returncode, done.stderr) == (0, "Network: 0 attempts to reach other computers.\n")


@pytest.mark.parametrize(("end", "code"), [("exit 7", 7), ("kill -9 $$", 137)])
def test_the_command_ends_as_it_ended(end, code):
    assert in_closed_network("sh", "-c", end).returncode == code


def test_where_there_is_no_closed_network_it_runs_and_that_is_said(tmp_path):
    unshare = tmp_path / "unshare"
    unshare.write_text("#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n")
    unshare.chmod(0o755)
    done = in_closed_network("sh", "-c", "echo ran; exit 3", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (3, "ran\n")
    assert done.stderr.startswith("Network: not watched")
    assert done.stderr.endswith("unshare failed: Operation not permitted\n")


def test_the_test_that_asks_is_named(tmp_path):
    (tmp_path / "test_planted.py").write_text(_PLANTED)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-c", str(tmp_path / "pytest.ini"), "-rA"]
    done = in_closed_network(sys.executable, "-m", "pytest", *options, "--basetemp", str(tmp_path / "b"), str(tmp_path))
    assert done.returncode == 1
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("ERROR ")]
    assert "test_planted.py::test_asks" in told
    assert "this test, or one that ran beside it, made 1 attempts to reach other" in done.stdout
    assert "names looked up: planted.invalid" in done.stdout


def test_a_damaged_question_is_read_as_far_as_it_goes():
    assert name_in(bytes(12) + b"\x03www\x07example\x00") == "www.example"
    assert name_in(bytes(12) + b"\x07exam") == "exam"
    assert name_in(b"") == ""
