"""How the service is set up."""

import secrets
from dataclasses import dataclass, field

from voicecloner.domain.consent import ConsentKind

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class ServerOptions:
    """What the service listens to, and what it bears.

    Attributes:
        host: address it listens on.
        port: of it; 0 takes a free one.
        token: what a caller has to know; a random one unless given.
        names: further names under which it may be called, as in the header ``Host``, without the port.
        most_waiting: requests that may wait for an engine; one more is sent away with 429.
        requests_per_minute: of one client; more are sent away with 429.
        most_text_characters: of a text to be said.
        most_upload_bytes: of a request with recordings.
        most_plain_bytes: of any other request.
        slowest_s: how long a client may be silent while it sends a request or takes an answer.
        engine_processes: how many texts are said side by side.
        consent: on what ground recordings that come with a request may be cloned; None: each request says it.
        longest_review_s: how long the judging of recordings may take: some are an hour long in a small file.
        allow_urls: whether recordings are fetched from addresses of the open internet that requests name.
    """

    host: str = LOOPBACK
    port: int = 8123
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    names: tuple[str, ...] = ()
    most_waiting: int = 16
    requests_per_minute: int = 240
    most_text_characters: int = 20_000
    most_upload_bytes: int = 64_000_000
    most_plain_bytes: int = 2_000_000
    slowest_s: float = 30.0
    engine_processes: int = 1
    consent: ConsentKind | None = None
    longest_review_s: float = 120.0
    allow_urls: bool = False

    @property
    def known_names(self) -> frozenset[str]:
        """The names under which it may be called; any other came from a page that was led here."""
        return frozenset({LOOPBACK, "localhost", "::1", self.host, *self.names})
