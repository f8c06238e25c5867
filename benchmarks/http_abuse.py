"""The service is treated badly in a process of its own, and has to be well after each kind of it.

    python -m benchmarks.http_abuse [--connections 1000]

Idle connections, heads and bodies that come byte by byte, bodies too large, clients that go while they listen, other
names and origins. After each: how long the question whether it is well takes, and how much memory the service holds.
"""

import argparse
import contextlib
import resource
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial

import httpx

from benchmarks._service import VOICE, Running, running_service

_ANSWERS_WITHIN_S = 3.0
_SLOW = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=1_000)
    count = parser.parse_args().connections
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    bad = 0
    with running_service("--rate", "1000000") as service:
        _health(service, "nothing")
        for title, treat in _treatments(count):
            with treat(service) as refused:
                bad += not _health(service, f"{title}: {refused}")
        bad += not _health(service, "all of it")
    raise SystemExit(bool(bad))


Treatment = Callable[[Running], contextlib.AbstractContextManager[str]]


def _treatments(count: int) -> list[tuple[str, Treatment]]:
    return [
        (f"{count} idle connections", partial(_open, count=count, sent=b"")),
        (f"{_SLOW} heads without an end", partial(_open, count=_SLOW, sent=b"GET /health HTTP/1.1\r\nX-Slow: ")),
        (f"{_SLOW} bodies without an end", _bodies),
        ("20 bodies too large", _too_large),
        ("20 clients that go while they listen", _leaving),
        ("other names and origins", _strangers),
    ]


@contextlib.contextmanager
def _open(service: Running, *, count: int, sent: bytes) -> Iterator[str]:
    port = int(service.address.rpartition(":")[2])
    with contextlib.ExitStack() as open_ones:
        for _ in range(count):
            each = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            each.sendall(sent)
        yield "held open"


@contextlib.contextmanager
def _bodies(service: Running) -> Iterator[str]:
    head = f"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {service.token}\r\n"
    with _open(service, count=_SLOW, sent=f"{head}Content-Length: 1000\r\n\r\n{{".encode()) as held:
        yield held


@contextlib.contextmanager
def _too_large(service: Running) -> Iterator[str]:
    with _client(service) as client:
        codes = {client.post("/v1/audio/speech", content=iter([b"x" * 65_536] * 40)).status_code for _ in range(20)}
    yield f"answered {codes}"


@contextlib.contextmanager
def _leaving(service: Running) -> Iterator[str]:
    fields = {"voice": VOICE, "input": "Good morning. " * 100, "response_format": "pcm", "stream_format": "audio"}
    with _client(service) as client:
        for _ in range(20):
            with client.stream("POST", "/v1/audio/speech", json=fields) as answer:
                next(answer.iter_raw())
    yield "left"


@contextlib.contextmanager
def _strangers(service: Running) -> Iterator[str]:
    headers = [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Authorization": "Bearer wrong"}]
    with _client(service) as client:
        codes = [client.get("/v1/models", headers=each).status_code for each in headers]
    yield f"answered {codes}"


def _client(service: Running) -> httpx.Client:
    headers = {"Authorization": f"Bearer {service.token}"}
    return httpx.Client(base_url=service.address, headers=headers, timeout=60)


def _health(service: Running, title: str) -> bool:
    began_s = time.monotonic()
    try:
        code = httpx.get(f"{service.address}/health", timeout=_ANSWERS_WITHIN_S).status_code
    except httpx.HTTPError as error:
        print(f"{title}: NOT WELL, {error!r}")
        return False
    print(f"{title}: {code} after {time.monotonic() - began_s:.3f} s, {service.memory_mb:.0f} MB")
    return code == httpx.codes.OK


if __name__ == "__main__":
    main()
