"""What is meant to bring the service down is refused or dropped, and it answers others all the while."""

import io
import socket
import threading
import time
from http.client import HTTPConnection

import numpy as np
import pytest
import soundfile

from tests.support.service import TOKEN, served

HEAD = f"Host: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"


def connection(service):
    port = int(service.address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=30)


@pytest.fixture
def answers(service):
    """The service, which is well when the test is over."""
    yield service
    assert service.client.get("/health").json()["status"] == "ok"


@pytest.mark.parametrize(
    "sent", ["", "GET /health HTTP/1.1\r\nHost: local", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: "]
)
def test_who_sends_no_whole_head_is_left(program, host, sent):
    with served(program, host, slowest_s=0.3) as service, connection(service) as idle:
        idle.sendall(sent.encode())
        assert idle.recv(100) == b""
        assert service.client.get("/health").status_code == 200


def test_a_head_that_comes_byte_by_byte_is_not_waited_for(program, host):
    with served(program, host, slowest_s=0.5) as service, connection(service) as slow:
        gone = threading.Event()

        def dribble():
            try:
                while not gone.wait(0.05):
                    slow.sendall(b"x")
            except OSError:
                return

        slow.sendall(b"GET /health HTTP/1.1\r\nX-Slow: ")
        began = time.monotonic()
        sending = threading.Thread(target=dribble)
        sending.start()
        try:
            assert slow.recv(100) == b""
        except ConnectionResetError:
            pass
        finally:
            gone.set()
            sending.join()
        assert time.monotonic() - began < 20


def test_a_connection_that_is_used_again_stays(program, host):
    with served(program, host, slowest_s=5.0) as service, connection(service) as first:
        kept = HTTPConnection("127.0.0.1")
        kept.sock = first
        for _ in range(3):
            kept.request("GET", "/health")
            assert kept.getresponse().read().startswith(b"{")
            assert kept.sock is first


@pytest.mark.parametrize(
    "head",
    [
        "POST /v1/audio/speech HTTP/1.1\r\nContent-Length: -1\r\n",
        "POST /v1/audio/speech HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
        "POST /v1/audio/speech HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n",
        f"GET /{'a' * 70_000} HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\n" + "".join(f"X-{number}: {'b' * 1_000}\r\n" for number in range(2_000)),
        "\x00\x16\x03\x01",
    ],
    ids=["length", "two lengths", "encoding", "proxy", "address", "headers", "TLS"],
)
def test_what_is_no_http_is_refused(answers, head):
    with connection(answers) as asking:
        try:
            asking.sendall(f"{head}{HEAD}\r\n".encode("latin-1"))
            answer = asking.recv(4_000)
        except (ConnectionResetError, BrokenPipeError):
            answer = b""
    assert answer == b"" or answer.split(b" ", 2)[1] in {b"400", b"404", b"421", b"501"}


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/page/..%2f..%2fetc%2fpasswd", "/page//etc/passwd", "/v1/audio/voices/..%2f..%2fx"]
)
def test_no_path_leads_to_other_files(answers, path):
    with connection(answers) as asking:
        asking.sendall(f"GET {path} HTTP/1.1\r\n{HEAD}\r\n".encode())
        answer = asking.recv(4_000)
    assert answer.split(b" ", 2)[1] in {b"401", b"404"}
    assert b"root:" not in answer


def test_json_that_is_nested_without_end_is_no_request(answers):
    bomb = b'{"input":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    answer = answers.client.post("/v1/audio/speech", content=bomb, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_a_form_of_thousands_of_fields_is_refused(answers):
    fields = {f"field{number}": ("", "x") for number in range(3_000)}
    assert answers.client.post("/v1/audio/speech", files=fields).status_code == 400


def test_an_hour_in_a_small_file_is_not_judged_for_ever(program, host):
    hour = io.BytesIO()
    soundfile.write(hour, np.zeros(3_600 * 8_000, np.int16), 8_000, format="FLAC")
    assert hour.tell() < 200_000
    with served(program, host, longest_review_s=0.5) as service:
        answer = service.client.post("/v1/audio/reviews", files={"audio_sample": ("hour.flac", hour.getvalue())})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidRequest")
        assert service.client.get("/health").status_code == 200
