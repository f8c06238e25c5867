import stat
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.provenance.certificates import certificates_in, own_signing, signing_of


@pytest.fixture
def own(tmp_path):
    return own_signing(tmp_path / "credentials")


def key_file(path, key):
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def test_the_certificate_of_this_computer_is_made_once(tmp_path, own):
    assert own_signing(tmp_path / "credentials") == own


def test_it_names_neither_user_nor_computer(own):
    names = {cert.subject.rfc4514_string() for cert in x509.load_pem_x509_certificates(own.chain_pem)}
    assert names == {
        "CN=VoiceCloner on one computer,O=VoiceCloner",
        "CN=VoiceCloner on one computer\\, root,O=VoiceCloner",
    }


def test_each_is_signed_by_the_one_above_it(tmp_path, own):
    signer, root = x509.load_pem_x509_certificates(own.chain_pem)
    signer.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    last = certificates_in(tmp_path / "credentials" / "certificate.pem")[-1]
    assert x509.load_pem_x509_certificate(last) == root


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_nobody_else_may_read_the_key(tmp_path, own):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "credentials").iterdir()}
    assert modes == {"certificate.pem": 0o600, "key.pem": 0o600}


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "es384"),
        (ed25519.Ed25519PrivateKey.generate(), "ed25519"),
        (rsa.generate_private_key(65537, 2048), "ps256"),
    ],
)
def test_the_algorithm_is_that_of_the_key(tmp_path, own, key, algorithm):
    found = signing_of(tmp_path / "credentials" / "certificate.pem", key_file(tmp_path / "key.pem", key))
    assert found.algorithm == algorithm


def test_a_key_of_another_kind_is_refused(tmp_path, own):
    key = key_file(tmp_path / "key.pem", dsa.generate_private_key(2048))
    with pytest.raises(InvalidRequest, match="cannot sign"):
        signing_of(tmp_path / "credentials" / "certificate.pem", key)


def test_what_is_no_certificate_or_no_key_is_told(tmp_path, own):
    (tmp_path / "odd.pem").write_bytes(b"\x00odd")
    with pytest.raises(InvalidRequest, match=r"“odd\.pem” holds no certificate"):
        signing_of(tmp_path / "odd.pem", tmp_path / "credentials" / "key.pem")
    with pytest.raises(InvalidRequest, match=r"“odd\.pem” holds no key"):
        signing_of(tmp_path / "credentials" / "certificate.pem", tmp_path / "odd.pem")
    with pytest.raises(StorageError, match="cannot be read"):
        signing_of(tmp_path / "none.pem", tmp_path / "odd.pem")
