"""What the Hugging Face Hub says of its files: addresses, sizes, checksums, and who may have them.

huggingface_hub knows the Hub's addresses and answers. The bytes go through `transfer`: measured with version 1.33, the
library starts a file over after each cut, takes a file with wrong content, and can be stopped every 10 MB only.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from voicecloner.errors import InvalidRequest
from voicecloner.models.catalogue import HubSource, WeightFile
from voicecloner.models.faults import network_error, refusal
from voicecloner.models.network_options import NetworkOptions, make_client, may_carry_token
from voicecloner.models.part_file import Expected
from voicecloner.models.transfer import FileOrder

if TYPE_CHECKING:
    import httpx

_TIMEOUT_S = 10.0
_one_session = threading.Lock()

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256_CHARACTERS, _GIT_SHA1_CHARACTERS = 64, 40


class Hub:
    """The Hub, or its mirror.

    Args:
        options: how it is reached.
        token: of the user, sent only for files that need it; empty if there is none.

    Raises:
        InvalidRequest: the token would go over a connection that others can read.
    """

    def __init__(self, options: NetworkOptions, token: str = "") -> None:
        if token and not may_carry_token(options.hub_address):
            raise InvalidRequest(
                f"The mirror {options.hub_address} is not encrypted, so your access token is not sent there.",
                "Use its https address, or none for models that need a token.",
            )
        self._options = options
        self._token = token
        self._commits: dict[tuple[str, str], str] = {}

    def order_of(self, file: WeightFile, order: FileOrder) -> FileOrder:
        """`order` with the file's address, what to expect of it, and what must be sent along.

        Raises:
            Interrupted: the Hub did not answer, and may be asked again.
            DownloadFailed, AccessDenied: the Hub does not have it or does not give it away.
        """
        if not isinstance(file.source, HubSource):
            raise TypeError(f"{file.path} does not come from the Hub")
        headers = {"Authorization": f"Bearer {self._token}"} if order.terms_page and self._token else {}
        found = replace(order, url=self._url(file.source), headers=headers)
        if not file.gaps:
            return found
        declared = self._declared(found)
        self._note_commit(file.source, declared.commit_hash or "")
        expected = _merged(order.expected, declared.size, declared.etag or "")
        return replace(found, url=self._url(file.source), expected=expected)

    def _url(self, source: HubSource) -> str:
        address = self._options.hub_address
        revision = self._commits.get((source.repo, source.revision), source.revision)
        return str(_library().hf_hub_url(source.repo, source.path, revision=revision, endpoint=address))

    def _note_commit(self, source: HubSource, commit: str) -> None:
        """All files of a repository come from the commit that its branch was at when the first was asked for."""
        if not source.is_commit and _COMMIT.fullmatch(commit):
            self._commits.setdefault((source.repo, source.revision), commit)

    def _declared(self, order: FileOrder) -> Any:
        """What the Hub declares of a file."""
        import httpx

        library = _library()
        token = order.headers.get("Authorization", "").removeprefix("Bearer ") or False
        try:
            with _session(self._options):
                return library.get_hf_file_metadata(
                    order.url, token=token, timeout=_TIMEOUT_S, endpoint=self._options.hub_address
                )
        except library.errors.HfHubHTTPError as error:
            raise refusal(error.response, order.terms_page) from error
        except httpx.HTTPError as error:
            raise network_error(error, order.host) from error


@contextmanager
def _session(options: NetworkOptions) -> Iterator[None]:
    """The library has one client for the whole program: one at a time sets it up and closes it."""
    library = _library()
    with _one_session:
        library.set_client_factory(partial(_client, options))
        try:
            yield
        finally:
            library.close_session()


def _client(options: NetworkOptions) -> "httpx.Client":
    """A client that keeps the token where it belongs: the library hands it on to other ports of the same host."""
    import httpx

    own = _origin(httpx.URL(options.hub_address))

    def keep_token(request: "httpx.Request") -> None:
        if _origin(request.url) != own:
            request.headers.pop("Authorization", None)

    client = make_client(options)
    client.event_hooks = {"request": [keep_token]}
    return client


def _origin(url: "httpx.URL") -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port  # the port is None where it is the usual one of the scheme


def _library() -> Any:
    """huggingface_hub; what it would report is switched off for the whole program."""
    import huggingface_hub
    import huggingface_hub.errors

    return huggingface_hub


def _merged(expected: Expected, size_bytes: int | None, tag: str) -> Expected:
    """The Hub's entity tag is the SHA-256 of large files and git's SHA-1 of small ones."""
    return Expected(
        size_bytes=expected.size_bytes or size_bytes,
        sha256=expected.sha256 or (tag if len(tag) == _SHA256_CHARACTERS else None),
        git_sha1=tag if len(tag) == _GIT_SHA1_CHARACTERS and size_bytes else None,
    )
