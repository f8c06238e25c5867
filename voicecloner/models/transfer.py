"""Fetching one file: goes on from any byte, hashes what goes by, and does not stop at the first trouble.

The rules are those of RFC 9110: a part is gone on with by a Range request that holds only for the same content
(If-Range); an answer that does not fit what was asked makes the transfer start over, a few times at most.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voicecloner.atomic import storage_error
from voicecloner.errors import DownloadFailed
from voicecloner.jobs import CancelToken
from voicecloner.models.faults import Interrupted, network_error, refusal
from voicecloner.models.open_connections import OpenConnections
from voicecloner.models.part_file import Expected, Fingerprint, Fingerprinter, Journal, PartFile
from voicecloner.models.retry import RetryCount, RetryPolicy
from voicecloner.models.transfer_pace import TransferPace
from voicecloner.wording import time_words

if TYPE_CHECKING:
    import httpx

MOST_RESTARTS = 3
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True)
class FileOrder:
    """A file to be fetched.

    Attributes:
        url: from where.
        whole: where it will lie.
        expected: what it must be.
        headers: for its own server; they are not sent on to another one it redirects to.
        terms_page: where the terms it needs are agreed to; empty if there are none.
    """

    url: str
    whole: Path
    expected: Expected = field(default_factory=Expected)
    headers: Mapping[str, str] = field(default_factory=dict)
    terms_page: str = ""

    @property
    def host(self) -> str:
        """The server's name, for the user."""
        return urlsplit(self.url).hostname or self.url


@dataclass(frozen=True, eq=False)
class TransferTools:
    """What every transfer of a download shares."""

    client: "httpx.Client"
    pace: TransferPace
    cancel: CancelToken
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    connections: OpenConnections = field(default_factory=OpenConnections)


def fetch(order: FileOrder, tools: TransferTools) -> Fingerprint:
    """Fetch a file, or the rest of it; it gets its name once it is whole and right.

    Returns:
        What was fetched.

    Raises:
        DownloadFailed, AccessDenied: with what has arrived kept, for another time.
        StorageError: it cannot be written.
        Cancelled: with what has arrived kept.
    """
    stage = f"Downloading {order.whole.name}"
    patience = RetryCount(
        tools.retry, lambda wait_s: tools.pace.begin(f"{stage}: trying again in {time_words(wait_s)}")
    )
    try:
        with PartFile(order.whole) as part:
            transfer = _Transfer(order, tools, part, patience)
            transfer.take_up()
            while not transfer.is_complete():
                tools.cancel.raise_if_cancelled()
                tools.pace.begin(stage)
                try:
                    transfer.attempt()
                except Interrupted as interruption:
                    patience.bear(interruption, tools.cancel)
            part.finish()
            return transfer.fingerprint()
    except OSError as error:
        raise storage_error(error, order.whole) from error


class _Transfer:
    """The state of one file on its way."""

    def __init__(self, order: FileOrder, tools: TransferTools, part: PartFile, patience: RetryCount) -> None:
        self._order = order
        self._tools = tools
        self._part = part
        self._patience = patience
        self._restarts = 0
        self._is_over = False
        self._printer = self._new_printer()

    def take_up(self) -> None:
        """Go on with what an earlier attempt left, if it is a part of the same file."""
        journal, expected = self._part.journal, self._order.expected
        if journal is None:
            return
        fits = journal.expected_sha256 == expected.sha256 and expected.size_bytes in (None, journal.size_bytes)
        if not fits or (journal.size_bytes is not None and self._part.size_bytes > journal.size_bytes):
            self._part.restart(None)
            return
        self._tools.pace.begin(f"Checking what is here of {self._order.whole.name}")
        for block in self._part.content():
            self._tools.cancel.raise_if_cancelled()
            self._printer.add(block)
            self._tools.pace.add(len(block), was_here=True)

    def is_complete(self) -> bool:
        """Whether everything has arrived and is right; what is wrong is thrown away.

        Raises:
            DownloadFailed: it was wrong too often.
        """
        if not (self._is_over or self._part.size_bytes == self._total_bytes):
            return False
        if self._order.expected.is_met_by(self._printer.result()):
            return True
        self._start_over(
            DownloadFailed(
                f"{self._order.whole.name} arrives damaged from {self._order.host}: its checksum is wrong.",
                "Try again later, or use another mirror: something on the way changes the file.",
            )
        )
        return False

    def fingerprint(self) -> Fingerprint:
        """Of what has arrived."""
        return self._printer.result()

    def attempt(self) -> None:
        """Ask once for what is missing, and take what comes.

        Raises:
            Interrupted: it broke off, and may be tried again.
            DownloadFailed: trying again is of no use.
            Cancelled: the connection was cut for that.
        """
        import httpx

        try:
            with _answer(self._order, self._range(), self._tools) as response:
                if self._is_accepted(response):
                    for block in response.iter_raw():
                        self._take(block)
                    self._tools.cancel.raise_if_cancelled()  # a connection cut for that looks like the end
                    self._is_over = self._total_bytes is None
        except httpx.HTTPError as error:
            self._tools.cancel.raise_if_cancelled()
            raise network_error(error, self._order.host) from error
        except httpx.InvalidURL as error:
            raise DownloadFailed(f"{self._order.url} is not an address.", "Check the mirror’s address.") from error
        self._require_whole()

    @property
    def _total_bytes(self) -> int | None:
        journal = self._part.journal
        return self._order.expected.size_bytes or (journal.size_bytes if journal else None)

    def _range(self) -> dict[str, str]:
        if not self._part.size_bytes:
            return {}
        asked = {"Range": f"bytes={self._part.size_bytes}-"}
        if self._part.journal and self._part.journal.tag:
            asked["If-Range"] = self._part.journal.tag
        return asked

    def _is_accepted(self, response: "httpx.Response") -> bool:
        """Whether the answer's content is to be taken; the part is made ready for it."""
        if response.status_code == HTTPStatus.OK:
            self._begin(_length(response), response)
            return True
        if response.status_code == HTTPStatus.PARTIAL_CONTENT:
            return self._is_continued_by(response)
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self._part.size_bytes:
            self._start_over(self._confused())
            return False
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            raise refusal(response, self._order.terms_page)
        raise Interrupted(self._confused())

    def _begin(self, size_bytes: int | None, response: "httpx.Response") -> None:
        """The server sends the file from its beginning."""
        expected = self._order.expected
        if size_bytes is not None and expected.size_bytes not in (None, size_bytes):
            raise Interrupted(
                DownloadFailed(
                    f"{self._order.host} sends something else than {self._order.whole.name}: "
                    f"{size_bytes} bytes instead of {expected.size_bytes}.",
                    "Check in a browser whether your network requires you to log in, or use another mirror.",
                )
            )
        if self._part.size_bytes:
            self._start_over(
                DownloadFailed(
                    f"{self._order.host} cannot go on with a download that broke off.",
                    "Try again with a steadier connection, or use another mirror.",
                )
            )
        self._part.restart(Journal(expected.size_bytes or size_bytes, _tag(response), expected.sha256))

    def _is_continued_by(self, response: "httpx.Response") -> bool:
        start, size_bytes = _range_of(response)
        journal = self._part.journal
        if journal is None and start == 0 and not self._part.size_bytes:
            self._begin(size_bytes, response)
            return True
        tag = _tag(response)
        is_same = journal and (not tag or tag == journal.tag) and size_bytes in (None, journal.size_bytes)
        if is_same and start == self._part.size_bytes:
            return True
        self._start_over(self._confused())
        return False

    def _take(self, block: bytes) -> None:
        self._tools.cancel.raise_if_cancelled()
        total = self._total_bytes
        if total is not None and self._part.size_bytes + len(block) > total:
            self._start_over(self._confused())
            raise Interrupted(self._confused())
        self._part.append(block)
        self._printer.add(block)
        self._patience.renew(len(block))
        self._tools.pace.add(len(block))

    def _require_whole(self) -> None:
        """A connection that ends early without a word is an interruption, too."""
        total = self._total_bytes
        if total is not None and self._part.journal and self._part.size_bytes < total:
            raise Interrupted(
                DownloadFailed(
                    f"The connection to {self._order.host} broke off.",
                    "Try again: the download goes on where it stopped.",
                )
            )

    def _start_over(self, failure: DownloadFailed) -> None:
        """Throw away what has arrived.

        Raises:
            DownloadFailed: `failure`, if that happened too often.
        """
        self._restarts += 1
        self._forget()
        self._part.restart(None)
        if self._restarts >= MOST_RESTARTS:
            raise failure

    def _forget(self) -> None:
        self._tools.pace.add(-self._part.size_bytes, was_here=True)
        self._is_over = False
        self._printer = self._new_printer()

    def _new_printer(self) -> Fingerprinter:
        expected = self._order.expected
        return Fingerprinter(expected.size_bytes if expected.git_sha1 else None)

    def _confused(self) -> DownloadFailed:
        return DownloadFailed(
            f"{self._order.host} does not send {self._order.whole.name} as it announced it.",
            "Try again later, or use another mirror.",
        )


@contextmanager
def _answer(order: FileOrder, asked: Mapping[str, str], tools: TransferTools) -> Iterator["httpx.Response"]:
    """The server's answer; cancelling cuts its connection, so that nobody waits for a server that is silent."""
    headers = {**order.headers, **asked}
    extensions = {"trace": tools.connections.watch}
    with (
        tools.cancel.calling(tools.connections.cut),
        tools.client.stream("GET", order.url, headers=headers, extensions=extensions) as response,
    ):
        yield response


def _length(response: "httpx.Response") -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() else None


def _range_of(response: "httpx.Response") -> tuple[int, int | None]:
    """Where what the server sends begins (-1: it does not say), and how long the whole is, as far as it says."""
    found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if found is None:
        return -1, None
    return int(found[1]), None if found[3] == "*" else int(found[3])


def _tag(response: "httpx.Response") -> str:
    """A mark that holds for exactly these bytes: a strong entity tag, or else the date of the last change."""
    tag = str(response.headers.get("ETag", ""))
    if tag and not tag.startswith("W/"):
        return tag
    return str(response.headers.get("Last-Modified", ""))
