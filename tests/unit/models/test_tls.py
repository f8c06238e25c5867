"""Encrypted connections: which certificates are trusted, and that stopping works on them, too."""

import datetime as dt
import hashlib
import ipaddress
import ssl
import threading

import pytest

from tests.support.file_server import cut, serving, stall
from voicecloner.errors import Cancelled, DownloadFailed
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.network_options import NetworkOptions, make_client
from voicecloner.models.part_file import Expected
from voicecloner.models.retry import RetryPolicy
from voicecloner.models.transfer import FileOrder, TransferTools, fetch
from voicecloner.models.transfer_pace import TransferPace

x509 = pytest.importorskip("cryptography.x509", reason="makes the certificate; it is there where keyring needs it")

CONTENT = bytes(range(256)) * 1000
EXPECTED = Expected(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this computer that nobody else trusts, with its key, in one PEM file."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A company")])
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    made = builder.add_extension(addresses, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    encoding = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "company.pem"
    path.write_bytes(
        made.public_bytes(encoding) + key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    )
    return path


@pytest.fixture
def server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context, model=CONTENT) as place:
        yield place


@pytest.fixture
def get(server, tmp_path):
    def get_file(cancel=None, **options):
        with make_client(NetworkOptions(**options)) as client:
            retry = RetryPolicy(attempts=2, wait=lambda _cancel, _wait_s: None)
            tools = TransferTools(client, TransferPace(None, no_progress), cancel or CancelToken(), retry)
            fetch(FileOrder(server.url("model"), tmp_path / "model", EXPECTED), tools)
        assert (tmp_path / "model").read_bytes() == CONTENT

    return get_file


def test_a_certificate_nobody_vouches_for_is_told_once(get, server):
    with pytest.raises(DownloadFailed, match=r"certificate of 127\.0\.0\.1 is not trusted") as caught:
        get()
    assert "SSL_CERT_FILE" in caught.value.hint
    assert server.asked == []


def test_a_companys_own_certificate_is_trusted_where_it_is_named(get, server, certificate, monkeypatch):
    server.faults.append(cut(100_000))
    get(certificate_file=str(certificate))
    assert [asked.start for asked in server.gets()] == [0, 100_000]


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environment_may_name_it(get, certificate, monkeypatch, variable):
    for other in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(variable, str(certificate))
    get()


def test_stopping_wakes_who_waits_for_a_silent_server(get, server, certificate):
    cancel = CancelToken()
    server.always = stall(100_000)
    stopper = threading.Thread(target=lambda: (server.stalled.wait(10), cancel.cancel()))
    stopper.start()
    with pytest.raises(Cancelled):
        get(cancel, certificate_file=str(certificate), read_timeout_s=60.0)
    stopper.join()
