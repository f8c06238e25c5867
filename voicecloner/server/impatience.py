"""Connections whose client sends nothing, or the head of a request byte by byte, are closed.

uvicorn itself waits for ever for the head of a first request; what comes after the head is timed by `guarding`.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def impatient_protocol(longest_s: float) -> type[H11Protocol]:
    """uvicorn's protocol, which waits `longest_s` seconds at most for the whole head of a request."""

    class ImpatientProtocol(H11Protocol):
        _giving_up: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait_no_more()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._wait_no_more()
            elif self._giving_up is None:
                self._wait()

        def _wait(self) -> None:
            self._giving_up = self.loop.call_later(longest_s, self.transport.close)

        def _wait_no_more(self) -> None:
            if self._giving_up:
                self._giving_up.cancel()
                self._giving_up = None

    return ImpatientProtocol
