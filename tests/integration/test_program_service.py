"""The service in a process of its own: it answers, says why it cannot, and ends with the program that began it."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support.keyrings import Drawer, Locked, used
from tests.support.waiting import wait_until
from voicecloner.bootstrap import Application
from voicecloner.children.child import Start
from voicecloner.children.environment import child_environment, own_command
from voicecloner.errors import Cancelled, InvalidRequest, ServiceFailed
from voicecloner.jobs import CancelToken
from voicecloner.passwords import ServiceToken
from voicecloner.use_cases.upkeep.answer_programs import AnswerPrograms

ROOT = Path(__file__).resolve().parents[2]
BEGIN_AND_WAIT = """
from voicecloner.bootstrap import Application
print(Application().answer_programs.begin(0).address, flush=True)
input()
"""


@pytest.fixture
def program():
    with used(Drawer()), closing(Application()) as app:
        yield app.answer_programs


def health(address):
    try:
        return httpx.get(f"{address}/health").status_code
    except httpx.TransportError:
        return 0


def test_it_answers_until_it_is_ended(program):
    answering = program.begin(0)
    assert program.is_alive
    assert health(answering.address) == 200
    headers = {"Authorization": f"Bearer {answering.token}"}
    assert httpx.get(f"{answering.address}/v1/models", headers=headers).json()["data"]
    assert answering.token not in repr(answering)
    again = program.begin(0)
    assert (health(answering.address), health(again.address), again.token) == (0, 200, answering.token)
    program.end()
    assert not program.is_alive
    assert health(again.address) == 0


def test_a_port_that_is_taken_is_said(program):
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(InvalidRequest, match="in use") as refused:
        program.begin(other.getsockname()[1])
    assert refused.value.hint.startswith("Choose another port")
    assert not program.is_alive


def test_packages_that_are_missing_are_said_with_the_command_that_brings_them(tmp_path):
    (tmp_path / "uvicorn.py").write_text("raise ImportError('gone', name='uvicorn')")
    environment = child_environment()
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), environment["PYTHONPATH"]])
    program = AnswerPrograms(Start(own_command("--service-child", "voicecloner.server.child"), environment), _Token())
    with pytest.raises(InvalidRequest, match="uvicorn") as refused:
        program.begin(0)
    assert refused.value.hint == "Install them with: pip install 'voicecloner[server]'"


def test_one_that_dies_at_once_is_said_with_its_last_words():
    program = AnswerPrograms(Start([sys.executable, "-c", "raise SystemExit('no more')"]), _Token())
    with pytest.raises(ServiceFailed, match="no more"):
        program.begin(0)
    with pytest.raises(ServiceFailed):
        AnswerPrograms(Start(["/nowhere/python"]), _Token()).begin(0)


def test_waiting_for_it_is_stopped(program):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        program.begin(0, cancel=cancel)
    assert not program.is_alive


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that kills")
def test_it_ends_with_the_program_that_began_it():
    command = [sys.executable, "-c", BEGIN_AND_WAIT]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        address = parent.stdout.readline().strip()
        assert health(address) == 200
        parent.kill()
    wait_until(lambda: health(address) == 0, what="the service is gone")


def test_the_token_stays_the_same_where_there_is_a_keyring():
    with used(Drawer()):
        assert ServiceToken().find() == ServiceToken().find()
    with used(Locked()):
        kept = ServiceToken()
        assert len(kept.find()) >= 32
        assert kept.find() == kept.find() != ServiceToken().find()


class _Token:
    def find(self):
        return "a-token-for-tests-only"
