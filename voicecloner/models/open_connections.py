"""The open connections of a client, so that all can be shut down at once and no read waits for a silent server."""

import socket
from collections.abc import Mapping
from typing import Any


class OpenConnections:
    """The connections of one client, noticed as they are made, so that all of them can be cut at once."""

    def __init__(self) -> None:
        self._streams: list[Any] = []

    def watch(self, event: str, details: Mapping[str, Any]) -> None:
        """Is told by the client what it does (httpcore's trace extension)."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._streams.append(details.get("return_value"))

    def cut(self) -> None:
        """Shut all of them down, so that reads end; may be called from any thread, even inside a signal handler."""
        for stream in tuple(self._streams):
            connection = stream.get_extra_info("socket") if stream else None
            if connection is not None:
                _shut(connection)


def _shut(connection: socket.socket) -> None:
    try:
        # an SSLSocket's own shutdown would also forget its keys, while another thread still reads with them
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return  # it is gone already
