"""Who may ask, how much and how often: looked at before anything of a request is understood.

The service listens on this computer only, but pages in a browser reach it too. A page elsewhere can have its own name
lead here (DNS rebinding), which the header ``Host`` shows, or ask straight away, which ``Origin`` shows.
"""

import asyncio
import hmac
import time
from collections import OrderedDict
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voicecloner.server.answering import refusal, too_many
from voicecloner.server.language import answer_in, asked_language
from voicecloner.server.options import ServerOptions

_OPEN_PATHS = frozenset({"/", "/health"})
_PAGE = "/page/"
"""What lies below are the parts of the page, which a browser fetches without the token."""
_UPLOAD = "multipart/form-data"
_MOST_CLIENTS = 10_000
_MINUTE_S = 60.0
_SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]


class Guard:
    """Middleware that refuses what may not come in.

    Args:
        app: what answers the rest.
        options: what is allowed.
    """

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app, self._options = app, options
        self._rates = Rates(options.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer_in(asked_language(headers.get("accept-language", "")))
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, _hardened(send))
            return
        body = _Body(receive, self._most_bytes(headers), self._options.slowest_s)
        with suppress(ClientDisconnect):  # it has gone, or is told why it was refused
            await self._app(scope, body.receive, body.sending(_hardened(send)))
        if body.refused is not None:
            await body.refused(scope, receive, _hardened(send))

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to what may not come in; None: it may."""
        if not self._is_known(headers.get("host", "")):
            return refusal(HTTPStatus.MISDIRECTED_REQUEST, "The service is not called by this name.", "unknown_host")
        origin = headers.get("origin")
        if origin is not None and not self._is_known(urlsplit(origin).netloc):
            return refusal(HTTPStatus.FORBIDDEN, "Pages of other sites may not use this service.", "foreign_origin")
        # a page that is opened asks for a score of small files at once; without all of them it stays empty
        is_file = scope["path"].startswith(_PAGE)
        wait_s = 0.0 if is_file else self._rates.wait_s((scope.get("client") or ("", 0))[0])
        if wait_s:
            return too_many("There were too many requests in the last minute.", wait_s)
        if not _is_open(scope["path"]) and not self._is_token(headers.get("authorization", "")):
            told = {"WWW-Authenticate": "Bearer"}
            return refusal(HTTPStatus.UNAUTHORIZED, "The token is missing or wrong.", "invalid_api_key", told)
        if _length(headers) > self._most_bytes(headers):
            return _too_large(self._most_bytes(headers))
        return None

    def _is_known(self, host: str) -> bool:
        """Whether a name, with or without a port, is one of the service's own."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and name in self._options.known_names

    def _is_token(self, authorization: str) -> bool:
        kind, _, token = authorization.partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._options.token.encode())

    def _most_bytes(self, headers: Headers) -> int:
        is_upload = headers.get("content-type", "").startswith(_UPLOAD)
        return self._options.most_upload_bytes if is_upload else self._options.most_plain_bytes


class Rates:
    """How many requests each client has left; they come back evenly over the minute.

    Args:
        per_minute: at once, and in any minute from then on.
    """

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, client: str, now_s: float | None = None) -> float:
        """Count a request; 0.0 if it may be answered, else how long it has to wait."""
        now_s = time.monotonic() if now_s is None else now_s
        left, seen_s = self._left.pop(client, (self._most, now_s))
        left = min(self._most, left + (now_s - seen_s) * self._most / _MINUTE_S)
        allowed = left >= 1.0
        self._left[client] = (left - 1.0 if allowed else left, now_s)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1.0 - left) * _MINUTE_S / self._most


class _Body:
    """What comes in, counted and timed.

    A request that is too large or too slow looks to the application as if its client had gone, and what the
    application says to that is not sent.

    Attributes:
        refused: the answer to such a request.
    """

    def __init__(self, receive: Receive, most_bytes: int, slowest_s: float) -> None:
        self._receive, self._most_bytes, self._slowest_s = receive, most_bytes, slowest_s
        self._bytes = 0
        self._is_over = False
        self.refused: Response | None = None

    async def receive(self) -> Message:
        """The next part."""
        if self._is_over:  # what comes now only tells that the client has gone, whenever that is
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._slowest_s)
        except TimeoutError:
            return self._refuse(refusal(HTTPStatus.REQUEST_TIMEOUT, "The request came in too slowly.", "too_slow"))
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most_bytes:
            return self._refuse(_too_large(self._most_bytes))
        self._is_over = not message.get("more_body", False)
        return message

    def sending(self, send: Send) -> Send:
        """What passes on what the application says, unless the request was refused."""

        async def sent(message: Message) -> None:
            if self.refused is None:
                await send(message)

        return sent

    def _refuse(self, answer: Response) -> Message:
        self.refused = answer
        return {"type": "http.disconnect"}


def _is_open(path: str) -> bool:
    """Whether it is for anybody."""
    return path in _OPEN_PATHS or path.startswith(_PAGE)


def _too_large(most_bytes: int) -> Response:
    most = f"{most_bytes / 1e6:.0f} MB"
    return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The request is larger than {most}.", "too_large")


def _length(headers: Headers) -> int:
    told = headers.get("content-length", "0")
    return int(told) if told.isdecimal() else 0


def _hardened(send: Send) -> Send:
    """Answers that browsers neither keep nor take for something else."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_SAFE_HEADERS]}
        await send(message)

    return sent
