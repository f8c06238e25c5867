"""The service over HTTP, in this process: real sockets, an engine that answers at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx

from tests.support.fake_host import FakeHost
from voicecloner.bootstrap import Application
from voicecloner.jobs import CancelToken
from voicecloner.server.options import ServerOptions
from voicecloner.server.running import serve

TOKEN = "a-token-for-tests-only"  # noqa: S105 - it opens nothing
_START_S = 30.0
_THREADS = 4


@dataclass(frozen=True)
class Served:
    """A service that runs.

    Attributes:
        app: the program behind it.
        host: its engines.
        address: where it answers.
        client: asks it, with the token.
    """

    app: Application
    host: FakeHost
    address: str
    client: httpx.Client


@contextmanager
def served(app: Application, host: FakeHost, **options: Any) -> Iterator[Served]:
    """The service for the time of the block."""
    cancel, address, is_ready = CancelToken(), list[str](), threading.Event()

    def ready(where: str) -> None:
        address.append(where)
        is_ready.set()

    wanted = ServerOptions(port=0, token=TOKEN, **options)
    thread = threading.Thread(target=serve, args=(app, wanted), kwargs={"cancel": cancel, "on_ready": ready})
    thread.start()
    try:
        assert is_ready.wait(_START_S)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=address[0], headers=headers, timeout=60.0) as client:
            _start_threads(app, client)
            yield Served(app, host, address[0], client)
    finally:
        cancel.cancel()
        thread.join(_START_S)
    assert not thread.is_alive(), "the service ends when it is told to"


def _start_threads(app: Application, client: httpx.Client) -> None:
    """Have the service start the threads it works with now, so that none seems to be left by the test that is first."""
    all_there = threading.Barrier(_THREADS, timeout=_START_S)

    def wait() -> tuple[()]:
        all_there.wait()
        return ()

    with patch.object(app.manage_engines, "list", wait), ThreadPoolExecutor(_THREADS) as askers:
        answers = [askers.submit(client.get, "/v1/models") for _ in range(_THREADS)]
    assert {each.result().status_code for each in answers} == {200}
