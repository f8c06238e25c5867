"""Content credentials as the settings want them: who signs, and whose signatures count."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from voicecloner.atomic import sync_file
from voicecloner.errors import InvalidRequest, StorageError, either
from voicecloner.provenance.certificates import certificates_in, own_chain, own_signing, signing_of
from voicecloner.provenance.credentials import (
    MEDIA_TYPES,
    Credentials,
    Signing,
    can_read_credentials,
    read_credentials,
    require_library,
    with_credentials,
    write_credentials,
)
from voicecloner.settings import Settings


class Seal:
    """Signs files before they appear, and reads what others signed.

    Args:
        folder: where the certificate made on this computer lies.
        settings: the settings as they are just now.
    """

    def __init__(self, folder: Path, settings: Callable[[], Settings]) -> None:
        self._folder = folder
        self._settings = settings

    def finish_for(self, voice_id: str) -> Callable[[Path], None] | None:
        """What signs a finished file of a voice's speech; None where the settings want none.

        Raises:
            InvalidRequest: the library is not there, or the certificate of the settings cannot be used.
            StorageError: the certificate cannot be read or kept.
        """
        signing = self._wanted()
        if signing is None:
            return None

        def finish(path: Path) -> None:
            if write_credentials(path, signing, voice_id):
                sync_file(path)

        return finish

    def signer_for(self, voice_id: str, suffix: str) -> Callable[[bytes], bytes] | None:
        """What signs a whole sound in memory, of a format that takes it; None where that does not, or none is wanted.

        Args:
            voice_id: the voice that speaks.
            suffix: tells the format, e.g. ``".mp3"``.

        Raises:
            InvalidRequest, StorageError: as of `finish_for`.
        """
        signing = self._wanted() if suffix in MEDIA_TYPES else None
        return None if signing is None else lambda sound: with_credentials(sound, suffix, signing, voice_id)

    def read(self, path: Path) -> Credentials | None:
        """What a file's content credentials say; None where it carries none, or nothing here can read them.

        Known are the certificate made on this computer and the one of the settings.

        Raises:
            StorageError: it may not be read.
        """
        return read_credentials(path, self._trusted()) if can_read_credentials() else None

    def _wanted(self) -> Signing | None:
        """Who signs; None where the settings want nothing signed."""
        settings = self._settings()
        if settings.content_credentials == "off":
            return None
        require_library()
        return self._signing(settings)

    def _signing(self, settings: Settings) -> Signing:
        chain, key = settings.credentials_certificate, settings.credentials_key
        if bool(chain) != bool(key):
            raise InvalidRequest(
                "To sign with your own certificate, its file and that of its key are both needed.",
                either("Name both in the settings, or neither", "settings set credentials_key FILE"),
            )
        return signing_of(Path(chain).expanduser(), Path(key).expanduser()) if chain else own_signing(self._folder)

    def _trusted(self) -> list[bytes]:
        """The topmost certificates of this computer and of the settings, as far as they can be read."""
        chosen = self._settings().credentials_certificate
        found = []
        for chain in (own_chain(self._folder), *([Path(chosen).expanduser()] if chosen else [])):
            with suppress(InvalidRequest, StorageError):  # what cannot be read vouches for nobody
                found.append(certificates_in(chain)[-1])
        return found
