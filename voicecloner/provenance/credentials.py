"""Content credentials (C2PA): a signed statement in a file that a machine spoke it, which breaks with any change.

What they say is as good as who signed it: a certificate that others vouch for, or one made on this computer, which only
this computer knows. Of the formats the program writes, WAV, FLAC, MP3 and MP4 take them, Ogg does not.
"""

import importlib.util
import io
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from voicecloner import __version__
from voicecloner.errors import InvalidRequest, StorageError, either, otherwise_over_http
from voicecloner.provenance.statement import says_synthetic
from voicecloner.scratch import scratch_folder

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {".wav": "audio/wav", ".flac": "audio/flac", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".m4b": "audio/mp4"}
)
"""What can carry them, by suffix."""
INSTALL_HINT = "Install it with: pip install 'voicecloner[credentials]'"
_BY_A_MACHINE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_HEAD_BYTES = 12
_NEVER_ASKED = {"remote_manifest_fetch": False, "ocsp_fetch": False}
"""Reading a file tells nobody that it is read."""


@dataclass(frozen=True)
class Signing:
    """Who signs.

    Attributes:
        chain_pem: certificates from the signer's own up to one that others know, each signed by the next.
        key_pem: the private key of the first, without a password.
        algorithm: as C2PA calls it, e.g. ``"es256"``; it fits the key.
    """

    chain_pem: bytes
    key_pem: bytes = field(repr=False)
    algorithm: str


@dataclass(frozen=True)
class Credentials:
    """What a file's content credentials say.

    Attributes:
        is_intact: the signature is right, and the file was not changed since.
        is_known: one of the certificates that this computer trusts stands behind it.
        is_synthetic: they say that a machine made it.
        signer: who signed, by the certificate's own words; may be empty.
        software: what wrote them, by its own words; may be empty.
    """

    is_intact: bool
    is_known: bool
    is_synthetic: bool
    signer: str
    software: str


def can_read_credentials() -> bool:
    """Whether the library is there that reads and writes them."""
    return importlib.util.find_spec("c2pa") is not None


def write_credentials(path: Path, signing: Signing, voice_id: str) -> bool:
    """Put content credentials into a finished file that nobody else looks at yet; its sound and its tags stay.

    Args:
        path: a sound file; the suffix tells its format.
        signing: who signs.
        voice_id: the voice that speaks.

    Returns:
        whether its format takes them; else nothing has changed.

    Raises:
        InvalidRequest: the library is not there, or the certificate cannot be used to sign with.
        StorageError: the disk is full, or the file may not be written.
    """
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        return False
    require_library()
    with scratch_folder() as folder:  # a kill leaves nothing in the user's own folder
        signed = folder / f"signed{path.suffix}"
        try:
            _sign(path, signed, media_type, signing, voice_id)
            shutil.copyfile(signed, path)
        except OSError as error:
            raise StorageError(f"“{path.name}” could not be signed: {error.strerror}.") from error
    return True


def with_credentials(sound: bytes, suffix: str, signing: Signing, voice_id: str) -> bytes:
    """A whole sound file in memory with content credentials; as it is where its format takes none.

    Args:
        sound: the file.
        suffix: tells its format, e.g. ``".mp3"``.
        signing: who signs.
        voice_id: the voice that speaks.

    Raises:
        InvalidRequest: the library is not there, or the certificate cannot be used to sign with.
    """
    media_type = MEDIA_TYPES.get(suffix)
    if media_type is None:
        return sound
    require_library()
    signed = io.BytesIO()
    _sign_between(io.BytesIO(sound), signed, media_type, signing, voice_id)
    return signed.getvalue()


def read_credentials(path: Path, trusted_pem: Sequence[bytes] = ()) -> Credentials | None:
    """What the content credentials of a file say; None where it carries none, or the library is not there.

    Args:
        path: any file.
        trusted_pem: certificates behind which this computer stands, each in PEM.

    Raises:
        StorageError: it may not be read.
    """
    if not can_read_credentials():
        return None
    try:
        with path.open("rb") as file:
            media_type = _media_type(file.read(_HEAD_BYTES))
            file.seek(0)
            report = _report(file, media_type, trusted_pem) if media_type else None
    except OSError as error:
        raise StorageError(f"“{path.name}” cannot be read.") from error
    return _read(report) if report else None


def require_library() -> None:
    """Refuse to sign where nothing can.

    Raises:
        InvalidRequest: the library is not there.
    """
    if not can_read_credentials():
        hint = otherwise_over_http(INSTALL_HINT, "It is installed on the computer of the service.")
        raise InvalidRequest("What signs content credentials is not installed.", hint)


def _sign(source: Path, target: Path, media_type: str, signing: Signing, voice_id: str) -> None:
    with source.open("rb") as sound, target.open("w+b") as signed:
        _sign_between(sound, signed, media_type, signing, voice_id)


def _sign_between(sound: BinaryIO, signed: BinaryIO, media_type: str, signing: Signing, voice_id: str) -> None:
    import c2pa

    info = c2pa.C2paSignerInfo(
        alg=signing.algorithm.encode(), sign_cert=signing.chain_pem, private_key=signing.key_pem, ta_url=None
    )
    with _told():
        signer = c2pa.Signer.from_info(info)
        with c2pa.Builder(_manifest(voice_id), context=_context(())) as builder:
            builder.sign(signer, media_type, sound, signed)


@contextmanager
def _told() -> Iterator[None]:
    import c2pa

    try:
        yield
    except c2pa.C2paError as error:
        raise InvalidRequest(
            f"Content credentials could not be written: {str(error).rstrip('.')}.",
            either(
                "Look at the certificate and the key in the settings, or turn content credentials off",
                "settings set content_credentials off",
            ),
        ) from error


def _manifest(voice_id: str) -> dict[str, Any]:
    program = {"name": "VoiceCloner", "version": __version__}
    made = {
        "action": "c2pa.created",
        "digitalSourceType": _BY_A_MACHINE,
        "softwareAgent": program,
        "description": says_synthetic(voice_id),
    }
    actions = {"label": "c2pa.actions.v2", "data": {"actions": [made]}}
    return {"claim_generator_info": [program], "assertions": [actions]}


def _context(trusted_pem: Sequence[bytes]) -> Any:
    import c2pa

    anchors = {"trust": {"user_anchors": b"\n".join(trusted_pem).decode("ascii", "replace")}} if trusted_pem else {}
    return c2pa.Context(settings=c2pa.Settings.from_dict({"verify": _NEVER_ASKED, **anchors}))


def _report(file: Any, media_type: str, trusted_pem: Sequence[bytes]) -> dict[str, Any] | None:
    """The library's own report; an empty one of credentials that it cannot make sense of."""
    import c2pa

    try:
        with c2pa.Reader(media_type, file, context=_context(trusted_pem)) as reader:
            report: dict[str, Any] = json.loads(reader.json())
    except c2pa.C2paError as error:
        return None if isinstance(error, c2pa.C2paError.ManifestNotFound) else {"is_damaged": True}
    return report


def _read(report: Mapping[str, Any]) -> Credentials:
    manifest = report.get("manifests", {}).get(report.get("active_manifest"), {})
    signed = manifest.get("signature_info", {})
    programs = manifest.get("claim_generator_info") or [{}]
    software = " ".join(str(programs[0].get(key, "")) for key in ("name", "version")).strip()
    state = report.get("validation_state")
    return Credentials(
        is_intact=state in {"Valid", "Trusted"},
        is_known=state == "Trusted",
        is_synthetic=any(action.get("digitalSourceType") == _BY_A_MACHINE for action in _actions(manifest)),
        signer=str(signed.get("common_name") or signed.get("issuer") or ""),
        software=software,
    )


def _actions(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for assertion in manifest.get("assertions", ()):
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            yield from assertion.get("data", {}).get("actions", ())


def _media_type(head: bytes) -> str | None:
    """By a file's first bytes, whatever its name says."""
    if head.startswith((b"RIFF", b"RF64")):
        return MEDIA_TYPES[".wav"]
    if head.startswith(b"fLaC"):
        return MEDIA_TYPES[".flac"]
    if head[4:8] == b"ftyp":
        return MEDIA_TYPES[".m4a"]
    return MEDIA_TYPES[".mp3"] if head.startswith(b"ID3") else None
