import ssl

import pytest

from tests.support.file_server import serving
from voicecloner.errors import InvalidRequest
from voicecloner.models.network_options import NetworkOptions, make_client, may_carry_token

CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in (*CERTIFICATE_VARIABLES, "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)


def test_the_mirror_is_the_settings_then_the_environments_then_the_hub(monkeypatch):
    assert NetworkOptions().hub_address == "https://huggingface.co"
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert NetworkOptions().hub_address == "https://mirror.example"
    assert NetworkOptions(mirror="https://other.example/hub/").hub_address == "https://other.example/hub"


@pytest.mark.parametrize("from_environment", [True, False])
def test_a_proxy_is_used(monkeypatch, from_environment):
    with serving(x=b"from the proxy") as proxy:
        if from_environment:
            monkeypatch.setenv("http_proxy", proxy.address)
        options = NetworkOptions() if from_environment else NetworkOptions(proxy=proxy.address)
        with make_client(options) as client:
            assert client.get("http://models.example/x").content == b"from the proxy"
        assert proxy.asked[0].headers["host"] == "models.example"


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://proxy.example", "socks9://x"])
def test_a_proxy_that_makes_no_sense_is_told(proxy):
    with pytest.raises(InvalidRequest, match="proxy cannot be used") as caught:
        make_client(NetworkOptions(proxy=proxy))
    assert "http://proxy.example:3128" in caught.value.hint


def _certificate(folder):
    path = folder / "company.pem"
    first = ssl.create_default_context()
    import certifi

    first.load_verify_locations(certifi.where())
    path.write_text(ssl.DER_cert_to_PEM_cert(first.get_ca_certs(binary_form=True)[0]))
    return path


def test_certificates_of_a_file_are_trusted_besides(tmp_path, monkeypatch):
    path = _certificate(tmp_path)
    make_client(NetworkOptions(certificate_file=str(path))).close()
    for name in CERTIFICATE_VARIABLES:
        monkeypatch.setenv(name, str(path))
        make_client(NetworkOptions()).close()
        monkeypatch.delenv(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path))
    make_client(NetworkOptions()).close()


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_certificate_file_that_holds_none_is_told(tmp_path, content):
    path = tmp_path / "company.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidRequest, match=r"certificates in .* cannot be used"):
        make_client(NetworkOptions(certificate_file=str(path)))


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://huggingface.co", True),
        ("http://127.0.0.1:80", True),
        ("http://localhost", True),
        ("http://[::1]:8", True),
        ("http://mirror.example", False),
        ("http://localhost.example", False),
        ("", False),
    ],
)
def test_a_token_goes_only_where_nobody_can_read_it_on_the_way(address, may):
    assert may_carry_token(address) is may
