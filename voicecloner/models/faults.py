"""What goes wrong on the network, in words: here servers' answers and libraries' errors become our own."""

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from voicecloner.errors import AccessDenied, DownloadFailed, either

if TYPE_CHECKING:
    import httpx

LONGEST_POLITE_WAIT_S = 300.0
_NOT_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}  # the Hub answers 401 for repositories that are gone
_BUSY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class Interrupted(Exception):
    """The transfer broke off; trying again may help.

    Args:
        failure: what the user is told if it does not.
        wait_s: how long the server asked to wait; None: it did not say.
    """

    def __init__(self, failure: DownloadFailed, wait_s: float | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.wait_s = wait_s


def refusal(response: "httpx.Response", terms_page: str = "") -> DownloadFailed | Interrupted:
    """What an answer that brings no file means.

    Args:
        response: with a status from 400 on.
        terms_page: where the model's terms are agreed to; empty if it has none.
    """
    status, host = response.status_code, response.request.url.host
    if status in _NOT_THERE or (status == HTTPStatus.UNAUTHORIZED and not terms_page):
        return DownloadFailed(
            f"{response.request.url.path} is not there any more: {host} does not know it (status {status}).",
            "Its makers have moved it or taken it away. Update VoiceCloner, check the mirror if one is set, or import "
            "the files from a computer that still has them.",
        )
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return _denied(status, host, terms_page)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return DownloadFailed(
            "The proxy wants a user name and a password.",
            either(
                "Put them into its address in the settings: http://name:password@proxy:port",
                "settings set download_proxy http://name@proxy:port",
            ),
        )
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _busy(response)
    return DownloadFailed(f"{host} refused the download (status {status}).", "Try again later, or use a mirror.")


def network_error(error: "httpx.HTTPError", host: str) -> DownloadFailed | Interrupted:
    """What an exception of the HTTP client means; only a wrong certificate is beyond trying again."""
    import httpx

    if _is_about_certificates(error):
        return DownloadFailed(
            f"The certificate of {host} is not trusted on this computer.",
            either(
                "If your network has certificates of its own, name their file in the settings or in SSL_CERT_FILE",
                "settings set certificate_file FILE",
            ),
        )
    if isinstance(error, httpx.ProxyError):
        return Interrupted(DownloadFailed("The proxy refuses the connection.", "Check the proxy’s address."))
    if isinstance(error, httpx.UnsupportedProtocol | httpx.TooManyRedirects):
        return DownloadFailed(
            f"{host} redirects the download in circles, or to an address that cannot be used.", "Use another mirror."
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Interrupted(
            DownloadFailed(f"{host} cannot be reached.", "Check the network connection, the proxy and the mirror.")
        )
    if isinstance(error, httpx.TimeoutException):
        return Interrupted(
            DownloadFailed(f"{host} stopped sending.", "Try again: the download goes on where it stopped.")
        )
    return Interrupted(
        DownloadFailed(f"The connection to {host} broke off.", "Try again: the download goes on where it stopped.")
    )


def _denied(status: int, host: str, terms_page: str) -> DownloadFailed:
    if not terms_page:
        return AccessDenied(
            f"{host} refuses to send this file (status {status}).", "Try again later, or use another mirror."
        )
    if status == HTTPStatus.UNAUTHORIZED:
        return AccessDenied(
            f"{host} does not accept the access token.",
            f"Agree to the terms on {terms_page}, then give a token that is valid and may read.",
        )
    return AccessDenied(
        "Your account has not been given access to this model yet.",
        f"Agree to the terms on {terms_page} with the account the token belongs to, then try again.",
    )


def _busy(response: "httpx.Response") -> DownloadFailed | Interrupted:
    host = response.request.url.host
    failure = DownloadFailed(
        f"{host} is too busy just now (status {response.status_code}).",
        "Try again later: the download goes on where it stopped.",
    )
    wait_s = _retry_after_s(response.headers.get("Retry-After", ""))
    if wait_s is not None and wait_s > LONGEST_POLITE_WAIT_S:
        minutes = round(wait_s / 60)
        return DownloadFailed(
            f"{host} asks to wait {minutes} {'minute' if minutes == 1 else 'minutes'}.",
            "Try again then, or use a mirror.",
        )
    return Interrupted(failure, wait_s)


def _retry_after_s(text: str) -> float | None:
    """Seconds from a Retry-After header, which holds seconds or a date (RFC 9110, 10.2.3)."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _is_about_certificates(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
