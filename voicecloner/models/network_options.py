"""How the network is reached: proxy, certificates, time-outs, the address of a mirror."""

import logging
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voicecloner import __version__
from voicecloner.errors import InvalidRequest

if TYPE_CHECKING:
    import httpx

HUB_ADDRESS = "https://huggingface.co"
MIRROR_VARIABLE = "HF_ENDPOINT"
CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_THIS_COMPUTER = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class NetworkOptions:
    """How the network is reached. What is empty comes from the environment, then from the system.

    Attributes:
        mirror: address used instead of huggingface.co; else ``HF_ENDPOINT``.
        proxy: address of a proxy; else ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``.
        certificate_file: PEM file of certificates to trust besides the system's own; else ``SSL_CERT_FILE``,
            ``REQUESTS_CA_BUNDLE`` or ``CURL_CA_BUNDLE``.
        connect_timeout_s: how long a server may take to answer the call.
        read_timeout_s: how long it may be silent before the connection counts as stalled.
    """

    mirror: str = ""
    proxy: str = ""
    certificate_file: str = ""
    connect_timeout_s: float = 15.0
    read_timeout_s: float = 30.0

    @property
    def hub_address(self) -> str:
        """Where the Hub's files are, without a slash at the end."""
        return (self.mirror or os.environ.get(MIRROR_VARIABLE) or HUB_ADDRESS).rstrip("/")


def make_client(options: NetworkOptions) -> "httpx.Client":
    """An HTTP client; close it after use.

    Raises:
        InvalidRequest: the proxy's address or the certificate file makes no sense.
    """
    import httpx

    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write each address, with its signature, to the log
    timeout = httpx.Timeout(options.read_timeout_s, connect=options.connect_timeout_s)
    try:
        return httpx.Client(
            verify=_trusted(options.certificate_file),
            proxy=options.proxy or None,
            timeout=timeout,
            follow_redirects=True,
            # the bytes as they are: a compressed answer could be neither resumed nor measured
            headers={"User-Agent": f"voicecloner/{__version__}", "Accept-Encoding": "identity"},
        )
    except (httpx.InvalidURL, ValueError, ImportError) as error:
        raise InvalidRequest(
            f"The proxy cannot be used: {str(error).rstrip('.')}.",
            "Correct its address, e.g. http://proxy.example:3128.",
        ) from error


def may_carry_token(address: str) -> bool:
    """Whether an access token may be sent there: only where nobody on the way can read it."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in _THIS_COMPUTER


def _trusted(certificate_file: str) -> ssl.SSLContext:
    """The system's own certificates, those Mozilla trusts, and the user's: companies add theirs to the system's."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certifi.where())
    named = [certificate_file, *(os.environ.get(name, "") for name in CERTIFICATE_VARIABLES)]
    chosen = next((name for name in named if name), "")
    if chosen:
        _add_certificates(context, Path(chosen).expanduser())
    return context


def _add_certificates(context: ssl.SSLContext, path: Path) -> None:
    try:
        if path.is_dir():
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(cafile=path)
    except OSError as error:  # ssl.SSLError is one, too
        raise InvalidRequest(
            f"The certificates in {path} cannot be used: {error.strerror or error}.",
            "Name a PEM file that holds the certificates to trust.",
        ) from error
