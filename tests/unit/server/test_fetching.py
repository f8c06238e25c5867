"""What is fetched for a request: from the open internet alone, whatever names and redirects say."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.service import served
from voicecloner.errors import InvalidRequest
from voicecloner.server.fetching import Fetcher, is_public

HERE = "127.0.0.1"


class Site(ThreadingHTTPServer):
    """Has the pages the test put there, and notes what is asked."""

    def __init__(self):
        super().__init__((HERE, 0), Pages)
        self.asked: list[tuple[str, str]] = []
        self.pages: dict[str, tuple] = {}

    def handle_error(self, *_where):
        """A client that leaves is no news."""


class Pages(BaseHTTPRequestHandler):
    """Says what the site has."""

    server: Site

    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        status, headers, body = self.server.pages[self.path]
        self.send_response(status)
        for item in headers.items():
            self.send_header(*item)
        self.end_headers()
        for piece in body:
            self.wfile.write(piece)

    def log_message(self, *_arguments):
        """Nothing to tell."""


@pytest.fixture
def site():
    with Site() as server:
        running = threading.Thread(target=server.serve_forever, args=(0.01,))
        running.start()
        yield server
        server.shutdown()
        running.join()


@pytest.fixture
def fetcher(site):
    """Takes the site for a public one, and all other addresses for what they are."""
    names = {"voices.example": [HERE], "mixed.example": [HERE, "10.0.0.1"], "router.example": ["192.168.1.1"]}
    ports = frozenset({site.server_port})
    look_up = lambda name, _port: names.get(name, [name])  # noqa: E731
    return Fetcher(100_000, 5.0, look_up, lambda address: address == HERE or is_public(address), ports)


def address_of(site, path="/anna.wav", name="voices.example"):
    return f"http://{name}:{site.server_port}{path}"


def test_a_recording_is_fetched_from_the_address_that_was_looked_at(site, fetcher, tmp_path):
    site.pages["/anna.wav?a=1"] = (200, {}, [b"sound" * 100])
    fetcher.fetch(address_of(site, "/anna.wav?a=1"), tmp_path / "anna.wav")
    assert (tmp_path / "anna.wav").read_bytes() == b"sound" * 100
    assert site.asked == [(f"voices.example:{site.server_port}", "/anna.wav?a=1")]


def test_a_name_that_leads_elsewhere_at_a_second_look_is_not_looked_up_again(site, tmp_path):
    answers = iter([[HERE], ["10.0.0.1"]])
    fetcher = Fetcher(1_000, 5.0, lambda *_: next(answers), lambda each: each == HERE, frozenset({site.server_port}))
    site.pages["/"] = (200, {}, [b"x"])
    fetcher.fetch(address_of(site, "/"), tmp_path / "x")
    assert next(answers) == ["10.0.0.1"]


@pytest.mark.parametrize(
    "place",
    ["http://10.0.0.1:{port}/", "http://router.example:{port}/", "http://voices.example:22/", "file:///etc/passwd"],
)
def test_a_redirect_leads_nowhere_else(site, fetcher, tmp_path, place):
    site.pages["/anna.wav"] = (302, {"Location": place.format(port=site.server_port)}, [])
    with pytest.raises(InvalidRequest, match=r"open internet|usual ports"):
        fetcher.fetch(address_of(site), tmp_path / "x")


def test_a_redirect_is_followed_a_few_times(site, fetcher, tmp_path):
    site.pages["/anna.wav"] = (301, {"Location": "/there"}, [])
    site.pages["/there"] = (200, {}, [b"sound"])
    fetcher.fetch(address_of(site), tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"sound"
    site.pages["/there"] = (307, {"Location": "/anna.wav"}, [])
    with pytest.raises(InvalidRequest, match="on and on"):
        fetcher.fetch(address_of(site), tmp_path / "x")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://voices.example/anna.wav",
        "http://voices.example:22/",
        "http://user@voices.example/",
        "http:///anna.wav",
        "http://mixed.example:{port}/",
        "http://router.example:{port}/",
        "http://[::1]:{port}/",
        "http://voices.example:99999/",
    ],
)
def test_what_may_not_be_asked_is_not_asked(site, fetcher, tmp_path, address):
    with pytest.raises(InvalidRequest):
        fetcher.fetch(address.format(port=site.server_port), tmp_path / "x")
    assert site.asked == []


@contextmanager
def endless_pieces():
    """Pieces that come slowly until the block ends."""
    is_over = threading.Event()

    def pieces():
        while not is_over.wait(0.02):
            yield b"x"

    yield pieces()
    is_over.set()


def test_what_has_no_end_is_left(site, fetcher, tmp_path):
    site.pages["/anna.wav"] = (200, {}, [b"x" * 60_000] * 3)
    with pytest.raises(InvalidRequest, match="larger than"):
        fetcher.fetch(address_of(site), tmp_path / "x")
    hasty = Fetcher(1_000_000, 0.3, fetcher.look_up, fetcher.is_allowed, fetcher.ports)
    with endless_pieces() as pieces:
        site.pages["/anna.wav"] = (200, {}, pieces)
        began_s = time.monotonic()
        with pytest.raises(InvalidRequest):
            hasty.fetch(address_of(site), tmp_path / "x")
        assert time.monotonic() - began_s < 5


def test_what_breaks_off_is_not_taken_for_the_whole(site, fetcher, tmp_path):
    site.pages["/anna.wav"] = (200, {"Content-Length": "1000"}, [b"x" * 500])
    with pytest.raises(InvalidRequest, match="could not be fetched"):
        fetcher.fetch(address_of(site), tmp_path / "x")


def test_a_page_that_is_not_there_is_told(site, fetcher, tmp_path):
    site.pages["/anna.wav"] = (404, {}, [])
    with pytest.raises(InvalidRequest, match="status 404"):
        fetcher.fetch(address_of(site), tmp_path / "x")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to be refused
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_others(address, expected):
    assert is_public(address) is expected


def test_the_service_fetches_only_if_it_was_told_to(service, program, host):
    asked = {"input": "Good morning.", "ref_audio": "http://127.0.0.1:80/anna.wav", "consent": "own"}
    refused = service.client.post("/v1/audio/speech", json=asked)
    assert refused.json()["error"]["message"] == "The service fetches nothing."
    with served(program, host, allow_urls=True) as allowed:
        answer = allowed.client.post("/v1/audio/speech", json=asked)
    assert answer.json()["error"]["message"] == "The address is not one of the open internet."
