"""Who is let in: names, origins, tokens, sizes, and how often."""

import socket

import pytest

from tests.support.service import TOKEN, served
from voicecloner.server.guarding import Rates


def test_without_the_token_only_the_health_is_told(service):
    assert service.client.get("/health", headers={"Authorization": ""}).json()["status"] == "ok"
    for token in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer tökén"):
        answer = service.client.get("/v1/models", headers={"Authorization": token.encode()})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "127.0.0.1:1"}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "voices.home"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Host": "[oops"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "http://localhost:5000"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_who_calls_it_by_its_name_is_answered(program, host, headers, status):
    with served(program, host, names=("voices.home",)) as service:
        assert service.client.get("/v1/models", headers=headers).status_code == status


def test_pages_are_told_to_keep_nothing(service):
    answer = service.client.get("/v1/models")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "server" not in answer.headers


def test_a_request_that_is_too_large_is_refused_whether_it_says_so_or_not(program, host):
    with served(program, host, most_plain_bytes=1_000) as service:
        told = service.client.post("/v1/audio/speech", content=b"x" * 2_000)
        untold = service.client.post("/v1/audio/speech", content=iter([b"x" * 600] * 4))
        assert [told.status_code, untold.status_code] == [413, 413]
        assert service.client.get("/health").status_code == 200


def test_a_request_that_comes_too_slowly_is_given_up(program, host):
    with served(program, host, slowest_s=0.3) as service:
        port = int(service.address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            head = f"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
            slow.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
            assert b" 408 " in slow.recv(200)
        assert service.client.get("/health").status_code == 200


def test_many_idle_connections_leave_room_for_others(service):
    port = int(service.address.rpartition(":")[2])
    idle = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(300)]
    try:
        assert service.client.get("/health").status_code == 200
    finally:
        for each in idle:
            each.close()


def test_a_client_that_asks_too_often_is_told_when_to_come_again(program, host):
    with served(program, host, requests_per_minute=9) as service:
        answers = [service.client.get("/health") for _ in range(6)]
        assert [each.status_code for each in answers] == [200] * 5 + [429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 12


def test_the_files_of_the_page_are_not_counted(program, host):
    with served(program, host, requests_per_minute=9) as service:
        assert {service.client.get("/page/page.css").status_code for _ in range(40)} == {200}
        assert service.client.get("/health").status_code == 200


def test_requests_come_back_evenly_over_the_minute():
    rates = Rates(60)
    assert not any(rates.wait_s("anna", 0.0) for _ in range(60))
    assert rates.wait_s("anna", 0.0) == pytest.approx(1.0)
    assert rates.wait_s("ben", 0.0) == 0.0
    assert rates.wait_s("anna", 1.0) == 0.0
    assert rates.wait_s("anna", 1.0) == pytest.approx(1.0)
