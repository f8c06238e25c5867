"""A real HTTP server on this machine that gives files away, and misbehaves as it is told."""

import hashlib
import socket
import ssl
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def start(self) -> int:
        """The first byte that was asked for."""
        asked = self.headers.get("range", "bytes=0-")
        return int(asked.removeprefix("bytes=").partition("-")[0])


@dataclass
class FileServer:
    """What the server has and does. `faults` are used up by GET requests in their order, then `always` holds."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: deque["Fault"] = field(default_factory=deque)
    always: "Fault | None" = None
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    head_faults: deque["Fault"] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    is_encrypted: bool = False
    released: threading.Event = field(default_factory=threading.Event)
    stalled: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"{'https' if self.is_encrypted else 'http'}://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"{self.address}/{path}"

    def gets(self, path: str | None = None) -> list[Asked]:
        return [a for a in self.asked if a.method == "GET" and path in (None, a.path)]


class Answer(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = 0
    place: FileServer

    def do_HEAD(self) -> None:
        self._note()
        if self.place.head_faults:
            self.place.head_faults.popleft()(self)
        elif self.name in self.place.files:
            self.send_head(200, len(self.content))
        else:
            self.send_head(404, 0)

    def do_GET(self) -> None:
        self._note()
        fault = self.place.faults.popleft() if self.place.faults else self.place.always
        if fault:
            fault(self)
        elif self.name in self.place.files:
            self.send_file()
        else:
            self.send_head(404, 0)

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.path).path.lstrip("/"))

    @property
    def content(self) -> bytes:
        return self.place.files[self.name]

    @property
    def tag(self) -> str:
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'

    def send_file(self, *, end: int | None = None, total: int | None = None) -> bytes:
        """What is asked for, honestly; with `end` only up to there. Returns what was sent."""
        start = self._start()
        total = len(self.content) if total is None else total
        if start >= len(self.content) and start:
            self.send_head(416, 0, {"Content-Range": f"bytes */{total}"})
            return b""
        extra = {"Content-Range": f"bytes {start}-{total - 1}/{total}"} if start else {}
        self.send_head(206 if start else 200, total - start, extra)
        body = self.content[start:end]
        self.wfile.write(body)
        return body

    def send_head(self, status: int, length: int | None, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        own = {"ETag": self.tag} if self.name in self.place.files and status < 400 else {}
        for key, value in {**own, **self.place.headers.get(self.name, {}), **(extra or {})}.items():
            if value:
                self.send_header(key, value)
        self.end_headers()

    def hang_up(self) -> None:
        """Close the connection, whatever was promised."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the other side has gone
            self.close_connection = True

    def _start(self) -> int:
        asked = Asked("", "", {key.lower(): value for key, value in self.headers.items()})
        condition = asked.headers.get("if-range", self.tag)
        known = {self.tag, self.place.headers.get(self.name, {}).get("Last-Modified")}
        return asked.start if condition in known else 0

    def _note(self) -> None:
        self.place.asked.append(
            Asked(self.command, self.name, {key.lower(): value for key, value in self.headers.items()})
        )


Fault = Callable[[Answer], object]


def cut(after: int) -> Fault:
    """Hang up after so many more bytes."""

    def fault(answer: Answer) -> None:
        start = answer._start()
        answer.send_file(end=start + after)
        answer.hang_up()

    return fault


def stall(after: int) -> Fault:
    """Fall silent after so many more bytes, with the connection open."""

    def fault(answer: Answer) -> None:
        answer.send_file(end=answer._start() + after)
        answer.place.stalled.set()
        answer.place.released.wait(30)
        answer.hang_up()

    return fault


def silent(answer: Answer) -> None:
    """Never answer at all."""
    answer.place.stalled.set()
    answer.place.released.wait(30)
    answer.hang_up()


def corrupt(answer: Answer) -> None:
    """Send the right number of wrong bytes."""
    answer.send_head(200, len(answer.content))
    answer.wfile.write(bytes(len(answer.content)))


def status(code: int, **headers: str) -> Fault:
    """Refuse."""
    return lambda answer: answer.send_head(code, 0, {k.replace("_", "-"): v for k, v in headers.items()})


def redirect(url: str) -> Fault:
    """Send the client elsewhere."""
    return status(302, Location=url)


def whole_file(answer: Answer) -> None:
    """Know nothing of ranges."""
    answer.send_head(200, len(answer.content))
    answer.wfile.write(answer.content)


def announce(length: int | None, *, status_code: int = 200, **headers: str) -> Fault:
    """Send the whole file but say that it has another length; None: say nothing, end with the connection."""

    def fault(answer: Answer) -> None:
        answer.send_head(status_code, length, {k.replace("_", "-"): v for k, v in headers.items()})
        answer.wfile.write(answer.content if length is None else answer.content[:length])
        answer.hang_up()

    return fault


def _ignore_refused_handshakes(_request: object, _client: object) -> None:
    error = sys.exception()
    if not isinstance(error, OSError):
        raise error or RuntimeError


@contextmanager
def serving(tls: ssl.SSLContext | None = None, /, **files: bytes) -> Iterator[FileServer]:
    """A server with these files, for as long as the block lasts; with `tls` its connections are encrypted."""
    place = FileServer(dict(files), is_encrypted=tls is not None)
    handler = type("Handler", (Answer,), {"place": place})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    server.handle_error = _ignore_refused_handshakes
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    place.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield place
    finally:
        place.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
