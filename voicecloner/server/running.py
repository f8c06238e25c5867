"""Starts and ends the service."""

import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from voicecloner.errors import InvalidRequest, either
from voicecloner.jobs import CancelToken
from voicecloner.server.impatience import impatient_protocol
from voicecloner.server.options import ServerOptions
from voicecloner.server.web_app import web_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecloner.api import Application

_CLOSING_S = 5
_BACKLOG = 2_048
_MOST_CONNECTIONS = 16_384


def serve(
    app: "Application", options: ServerOptions, *, cancel: CancelToken, on_ready: "Callable[[str], None]"
) -> None:
    """Answer requests until `cancel` is set.

    Args:
        app: the program.
        options: how the service is set up.
        cancel: ends it; what is being said then is broken off.
        on_ready: gets its address, such as ``http://127.0.0.1:8123``, once it can be asked.

    Raises:
        InvalidRequest: it cannot listen there.
    """
    _allow_many_connections()
    listening = _listening(options)
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        web_app(app, options),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_CLOSING_S,
        http=impatient_protocol(options.slowest_s),
    )
    server = _Server(config)
    listening.listen(_BACKLOG)  # who asks between now and the server's start waits
    with listening, cancel.calling(server.leave):
        on_ready(f"http://{_in_address(options.host)}:{port}")
        server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """Leaves signals to the command line, which sets the token."""

    def capture_signals(self) -> "_Uncaptured":  # type: ignore[override]
        return _Uncaptured()

    def leave(self) -> None:
        self.should_exit = True


class _Uncaptured:
    def __enter__(self) -> None:
        """Nothing is taken over."""

    def __exit__(self, *_raised: object) -> None:
        """Nothing to give back."""


def _allow_many_connections() -> None:
    """Where the system counts them as open files, as many as it allows: idle ones must not keep others out."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, _MOST_CONNECTIONS)
        with suppress(OSError, ValueError):  # where the service was forbidden to, it does with fewer
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _listening(options: ServerOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((options.host, options.port))
    except OSError as error:
        listening.close()
        raise InvalidRequest(
            f"The service cannot listen on {options.host}, port {options.port}: {error.strerror}.",
            either("Choose another port", "serve --port 0"),
        ) from error
    return listening


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
