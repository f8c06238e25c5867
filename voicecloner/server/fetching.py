"""Recordings that are fetched from an address, if that was allowed when the service was started.

A request must not make the service ask what only this computer can reach: other services here, the router, a
cloud's own data. So a name is looked up once, every address it leads to has to be public, and the connection goes to
the address that was looked at, not to what the name leads to a moment later. The same counts for each redirect.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from voicecloner.errors import InvalidRequest

_BLOCK_BYTES = 1 << 16
_SILENCE_S = 10.0
_MOST_REDIRECTS = 3
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv6 that stand for any of IPv4, private ones among them."""


def is_public(address: str) -> bool:
    """Whether it is an address of the open internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # with the name of a network card: it is of this network
        return False
    return found.is_global and not found.is_multicast and not _is_translated(found)


def _is_translated(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address of IPv6 stands for one of IPv4."""
    if isinstance(address, ipaddress.IPv4Address):
        return False
    return bool(address.ipv4_mapped or address.sixtofour or address.teredo or address in _TRANSLATED)


def _looked_up(name: str, port: int) -> list[str]:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True)
class Fetcher:
    """Fetches.

    Attributes:
        most_bytes: of a recording.
        longest_s: how long it may take altogether.
        look_up: (name, port) -> addresses.
        is_allowed: whether an address may be asked.
        ports: that may be asked.
    """

    most_bytes: int
    longest_s: float = 60.0
    look_up: Callable[[str, int], list[str]] = _looked_up
    is_allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})

    def fetch(self, address: str, path: Path) -> None:
        """Write what is found there into a file.

        Raises:
            InvalidRequest: it may not be asked, does not answer, or takes too much room or time.
        """
        try:
            for _ in range(1 + _MOST_REDIRECTS):
                with self._answer(urlsplit(address)) as answer:
                    if answer.status == http.client.OK:
                        self._write(answer, path)
                        return
                    address = urljoin(address, _place_in(answer))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise InvalidRequest("The recording could not be fetched from its address.", "Send it itself.") from error
        raise InvalidRequest("The address leads on and on.", "Name the recording's own address.")

    @contextmanager
    def _answer(self, parts: SplitResult) -> Iterator[http.client.HTTPResponse]:
        connection = self._connected(parts)
        with closing(connection):
            is_cut = Event()
            giving_up = Timer(self.longest_s, _cut, [connection.sock, is_cut])
            giving_up.start()
            try:
                connection.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/")
                yield connection.getresponse()
            finally:
                giving_up.cancel()
            if is_cut.is_set():  # what came looks like all of it
                raise TimeoutError

    def _connected(self, parts: SplitResult) -> http.client.HTTPConnection:
        is_secure = parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or port not in self.ports:
            raise InvalidRequest("Only http and https addresses at their usual ports are fetched.")
        addresses = self.look_up(parts.hostname, port)
        if not addresses or not all(map(self.is_allowed, addresses)):
            raise InvalidRequest("The address is not one of the open internet.", "Send the recording itself.")
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=_SILENCE_S)
        made = socket.create_connection((addresses[0], port), _SILENCE_S)
        connection.sock = _secured(made, parts.hostname) if is_secure else made
        return connection

    def _write(self, answer: http.client.HTTPResponse, path: Path) -> None:
        size = 0
        with path.open("wb") as file:
            while block := answer.read1(_BLOCK_BYTES):
                size += len(block)
                if size > self.most_bytes:
                    raise InvalidRequest(f"The recording is larger than {self.most_bytes / 1e6:.0f} MB.")
                file.write(block)
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)


def _secured(made: socket.socket, name: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(made, server_hostname=name)
    except OSError:
        made.close()
        raise


def _cut(made: socket.socket, is_cut: Event) -> None:
    """End what takes too long; the reader notices at once."""
    is_cut.set()
    try:
        made.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is over already


def _place_in(answer: http.client.HTTPResponse) -> str:
    place = answer.headers.get("Location", "")
    if not place or answer.status not in {301, 302, 303, 307, 308}:
        raise InvalidRequest(f"There is no recording at the address (status {answer.status}).")
    return place
