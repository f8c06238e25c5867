"""Who signs content credentials: the user's certificate, or one made on this computer."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecloner.atomic import make_folder, read_file, write_atomically
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.privacy import close_to_others
from voicecloner.provenance.credentials import Signing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder

OWN_NAME = "VoiceCloner on one computer"
"""What the certificate made here calls itself: nothing of the user, nor of the computer."""
_CHAIN, _KEY = "certificate.pem", "key.pem"
_YEARS = 30  # without a clock that others vouch for, what an expired certificate signed counts as signed too late
_HINT = "Choose PEM files: the certificates from yours upwards, and its key without a password."
_CURVES = {256: "es256", 384: "es384", 521: "es512"}


def own_signing(folder: Path) -> Signing:
    """The certificate made on this computer, and its key; made at the first time.

    The key of the certificate above it is thrown away as soon as that has signed once: nobody can make another.

    Args:
        folder: where they are kept, for the user's eyes only.

    Raises:
        StorageError: they cannot be read or kept.
    """
    chain, key = own_chain(folder), folder / _KEY
    if not (chain.exists() and key.exists()):
        _make_own(folder)
    return signing_of(chain, key)


def own_chain(folder: Path) -> Path:
    """Where the certificate made on this computer lies, if it was made."""
    return folder / _CHAIN


def signing_of(chain: Path, key: Path) -> Signing:
    """A certificate in PEM files.

    Raises:
        InvalidRequest: they hold none, or of a kind that cannot sign content credentials.
        StorageError: they cannot be read.
    """
    chain_pem, key_pem = b"".join(certificates_in(chain)), _content(key)
    return Signing(chain_pem, key_pem, _algorithm(key, key_pem))


def certificates_in(path: Path) -> tuple[bytes, ...]:
    """The certificates of a PEM file, each in PEM; who trusts the last one trusts what the others sign.

    Raises:
        InvalidRequest: it holds none.
        StorageError: it cannot be read.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = x509.load_pem_x509_certificates(_content(path))
    except ValueError as error:
        raise InvalidRequest(f"“{path.name}” holds no certificate.", _HINT) from error
    return tuple(each.public_bytes(Encoding.PEM) for each in found)


def _content(path: Path) -> bytes:
    try:
        return read_file(path, 1 << 20)
    except OSError as error:
        raise StorageError(f"“{path}” cannot be read.", _HINT) from error


def _algorithm(path: Path, key_pem: bytes) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(key_pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidRequest(f"“{path.name}” holds no key that can be read.", _HINT) from error
    if (found := _algorithm_of(key)) is None:
        raise InvalidRequest(f"The key in “{path.name}” is of a kind that cannot sign content credentials.", _HINT)
    return found


def _algorithm_of(key: Any) -> str | None:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey):
        return _CURVES.get(key.curve.key_size)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    return "ps256" if isinstance(key, rsa.RSAPrivateKey) else None


def _make_own(folder: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _root(root_key)
    chain = b"".join(each.public_bytes(Encoding.PEM) for each in (_signer(key, root_key), root))
    make_folder(folder)
    close_to_others([folder])
    write_atomically(folder / _KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write_atomically(folder / _CHAIN, chain)
    close_to_others([folder / _KEY, folder / _CHAIN])


def _root(key: "EllipticCurvePrivateKey") -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    return (
        _begun(f"{OWN_NAME}, root", f"{OWN_NAME}, root", key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, SHA256())
    )


def _signer(key: "EllipticCurvePrivateKey", root_key: "EllipticCurvePrivateKey") -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import ExtendedKeyUsageOID

    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])  # the one that C2PA takes without a list
    return (
        _begun(OWN_NAME, f"{OWN_NAME}, root", key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(purpose, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, SHA256())
    )


def _begun(name: str, issuer: str, key: "EllipticCurvePrivateKey") -> "CertificateBuilder":
    from cryptography import x509

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _named(name: str) -> Any:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    attributes = {NameOID.ORGANIZATION_NAME: "VoiceCloner", NameOID.COMMON_NAME: name}
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in attributes.items()])


def _usage(*, signs_certificates: bool) -> Any:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
