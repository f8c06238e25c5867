"""The user's access token for the Hub: given, from the environment, or kept in the system's keyring."""

import os

from voicecloner.errors import InvalidRequest, WeightsError

TOKEN_VARIABLE = "HF_TOKEN"  # noqa: S105 - the name of a variable
_SERVICE, _USER = "VoiceCloner", "huggingface.co"


class TokenKeeper:
    """Keeps one token. Its methods may ask the user to unlock the keyring, so they are not for the window's thread."""

    def find(self) -> str:
        """The token in ``HF_TOKEN``, else the kept one; empty if there is none."""
        return os.environ.get(TOKEN_VARIABLE, "").strip() or self._kept()

    def keep(self, token: str) -> None:
        """Keep a token for the next times.

        Raises:
            InvalidRequest: it cannot be a token.
            WeightsError: there is no keyring, or it refuses.
        """
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(_SERVICE, _USER, checked_token(token))
        except KeyringError as error:
            raise WeightsError(
                "This computer has no keyring that could keep the token.",
                f"Put the token into the environment variable {TOKEN_VARIABLE} instead.",
            ) from error

    def forget(self) -> None:
        """Keep none any more."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(_SERVICE, _USER)
        except KeyringError:
            return  # none was kept

    def _kept(self) -> str:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, _USER) or ""
        except KeyringError:
            return ""


def checked_token(text: str) -> str:
    """A token without the space around it.

    Raises:
        InvalidRequest: empty, or with characters no token holds, which would break the request it is sent with.
    """
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise InvalidRequest(
            "This is not an access token.", "Copy it whole from https://huggingface.co/settings/tokens."
        )
    return token
