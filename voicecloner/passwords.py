"""Passwords inside web addresses, such as a proxy's: kept in the system's keyring, and in no file of the program.

Where there is no keyring, as on a server without a desktop, a password counts until the program ends. It is not put in
a file instead, not even in one that only the user may read: settings are copied to other computers, sent along with
questions and swept up by backups, and such systems have their own place for it, the variable HTTPS_PROXY.
"""

import secrets
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

_SERVICE = "VoiceCloner"
_SERVICE_TOKEN = "service-token"  # noqa: S105 - the name it is kept under
_TOKEN_BYTES = 24


def split_password(address: str) -> tuple[str, str]:
    """An address without its password, and the password, as it is written there; empty where there is none."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all
        return address, ""
    user, sign, host = parts.netloc.rpartition("@")
    name, colon, password = user.partition(":")
    if not (sign and colon):
        return address, ""
    return urlunsplit(parts._replace(netloc=f"{name}@{host}")), password


class AddressPasswords:
    """Keeps them. Its methods may ask the user to unlock the keyring, so they are not for the window's thread."""

    def __init__(self) -> None:
        self._until_the_end: dict[str, str] = {}

    def keep(self, address: str, password: str) -> bool:
        """Keep the password of an address that does not hold it.

        Returns:
            Whether it is kept for good; False where there is no keyring, or the user does not unlock it.
        """
        import keyring
        from keyring.errors import KeyringError

        self._until_the_end[address] = password
        try:
            keyring.set_password(_SERVICE, address, password)
        except KeyringError:
            return False
        return True

    def forget(self, address: str) -> None:
        """Keep none for this address any more."""
        if not _names_a_user(address):
            return
        import keyring
        from keyring.errors import KeyringError

        self._until_the_end.pop(address, None)
        try:
            keyring.delete_password(_SERVICE, address)
        except KeyringError:
            return  # none was kept

    def complete(self, address: str) -> str:
        """The address with its password put in again, if it names a user and a password of theirs is kept."""
        if not _names_a_user(address):
            return address
        password = self._until_the_end.get(address) or _kept(address)
        parts = urlsplit(address)
        name, _sign, host = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{name}:{password}@{host}")) if password else address


class ServiceToken:
    """Keeps what other programs have to know to be answered, so that it is the same at the next start.

    Its method may ask the user to unlock the keyring, so it is not for the window's thread.
    """

    def __init__(self) -> None:
        self._until_the_end = ""

    def find(self) -> str:
        """The token; a new one where none is kept."""
        self._until_the_end = self._until_the_end or _kept(_SERVICE_TOKEN) or _new_token()
        return self._until_the_end


def shown_without_password(address: str) -> str:
    """What may be shown of an address, be it none: of what may hold a password, only what comes after it."""
    bare, password = split_password(address)
    return bare if password or "@" not in address else f"…@{address.rpartition('@')[2]}"


def _names_a_user(address: str) -> bool:
    try:
        return "@" in urlsplit(address).netloc and not split_password(address)[1]
    except ValueError:  # no address at all
        return False


def _new_token() -> str:
    import keyring
    from keyring.errors import KeyringError

    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with suppress(KeyringError):  # it counts until the program ends then
        keyring.set_password(_SERVICE, _SERVICE_TOKEN, token)
    return token


def _kept(address: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, address) or ""
    except KeyringError:
        return ""
