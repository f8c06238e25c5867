"""A password in an address is kept in the keyring, and in no file."""

import json
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from tests.support.keyrings import Drawer, Locked, used
from voicecloner.errors import InvalidRequest
from voicecloner.passwords import AddressPasswords, split_password
from voicecloner.settings_file import FILE_VERSION, SettingsStore

PROXY = "http://anna:s3cr%40t@proxy.example:3128"
BARE = "http://anna@proxy.example:3128"


@pytest.fixture
def drawer():
    with used(Drawer()) as backend:
        yield backend


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def stored(path: Path) -> dict[str, object]:
    return dict(json.loads(path.read_bytes()))


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (PROXY, (BARE, "s3cr%40t")),
        (BARE, (BARE, "")),
        ("http://proxy.example:3128", ("http://proxy.example:3128", "")),
        ("https://a:b:c@d@mirror.example/hub/", ("https://a@mirror.example/hub/", "b:c@d")),
        ("http://[::1]:80", ("http://[::1]:80", "")),
        ("http://[", ("http://[", "")),
        ("", ("", "")),
    ],
)
def test_an_address_is_told_from_its_password(address, parts):
    assert split_password(address) == parts


def test_it_is_kept_in_the_keyring_and_put_in_again(drawer, path):
    store = SettingsStore(path)
    assert store.change("download_proxy", PROXY).download_proxy == BARE
    assert store.notes == ()
    assert "s3cr" not in path.read_text("utf-8")
    assert drawer.kept == {("VoiceCloner", BARE): "s3cr%40t"}
    assert SettingsStore(path).usable_address("download_proxy") == PROXY
    assert SettingsStore(path).load().download_proxy == BARE


@pytest.mark.parametrize("other", ["", "http://other.example:80", "http://bernd@proxy.example:3128"])
def test_it_is_not_sent_to_another_proxy_and_forgotten_with_its_own(drawer, path, other):
    store = SettingsStore(path)
    store.change("download_proxy", PROXY)
    store.change("download_proxy", other)
    assert store.usable_address("download_proxy") == other
    assert drawer.kept == {}


def test_the_same_address_without_a_password_keeps_the_one_it_has(drawer, path):
    store = SettingsStore(path)
    store.change("download_proxy", PROXY)
    store.change("download_proxy", BARE)
    assert store.usable_address("download_proxy") == PROXY


def test_a_mirror_may_have_one_too(drawer, path):
    SettingsStore(path).change("download_mirror", "https://anna:word@mirror.example/hub")
    assert "word" not in path.read_text("utf-8")
    assert SettingsStore(path).usable_address("download_mirror") == "https://anna:word@mirror.example/hub"


@pytest.mark.parametrize("version", [FILE_VERSION, FILE_VERSION + 1])
def test_one_that_an_earlier_version_saved_is_moved(drawer, path, version):
    path.parent.mkdir()
    path.write_text(json.dumps({"version": version, "theme": "dark", "unknown": [1], "download_proxy": PROXY}))
    store = SettingsStore(path)
    assert (store.load().download_proxy, store.load().theme, store.notes) == (BARE, "dark", ())
    assert stored(path) == {"version": version, "theme": "dark", "unknown": [1], "download_proxy": BARE}
    assert SettingsStore(path).usable_address("download_proxy") == PROXY


@pytest.mark.parametrize("backend", [NoKeyring, Locked])
def test_without_a_keyring_it_counts_until_the_end_and_that_is_told(path, backend):
    path.parent.mkdir()
    path.write_text(json.dumps({"download_proxy": PROXY}))
    with used(backend()):
        store = SettingsStore(path)
        assert store.load().download_proxy == BARE
        assert "no keyring" in store.notes[0]
        assert "HTTPS_PROXY" in store.notes[0]
        assert store.usable_address("download_proxy") == PROXY
        assert "s3cr" not in path.read_text("utf-8")
        assert SettingsStore(path).usable_address("download_proxy") == BARE
        store.change("download_proxy", "http://bernd:word@proxy.example")
        assert "no keyring" in store.notes[0]
        store.change("download_proxy", "")
        assert store.notes == ()


def test_what_is_refused_shows_no_password_and_keeps_none(drawer, path):
    with pytest.raises(InvalidRequest) as refused:
        SettingsStore(path).change("download_proxy", "ftp://anna:word@proxy.example")
    assert "word" not in refused.value.message
    assert drawer.kept == {}


def test_where_no_password_is_kept_the_address_is_as_it_is(drawer):
    passwords = AddressPasswords()
    assert passwords.complete(BARE) == BARE
    assert passwords.complete("") == ""
    passwords.forget(BARE)
    passwords.forget("")


@pytest.mark.parametrize(
    "address",
    [
        "http://anna:s3/cret@proxy.example:3128",
        "http://anna:s3#cret@proxy.example:3128",
        "http://anna:s3?cret@proxy.example:3128",
        "http://anna:s3cret@[::1",
        "http://an[na:s3cret@proxy.example",
        "http://anna:s3cret@\u2100.example/hub",
        "http://anna:\u2100s3cret@proxy.example",
    ],
)
def test_what_hides_its_password_is_refused_and_shows_and_keeps_none(drawer, path, address):
    store = SettingsStore(path)
    with pytest.raises(InvalidRequest) as refused:
        store.change("download_proxy", address)
    assert "cret" not in refused.value.message
    assert "%2F" in refused.value.hint
    assert not path.exists()


@pytest.mark.parametrize("address", ["http://[::1", "http://anna@[::1", "http://anna@proxy.example:port"])
def test_a_broken_address_is_refused(drawer, path, address):
    with pytest.raises(InvalidRequest):
        SettingsStore(path).change("download_proxy", address)
    AddressPasswords().forget(address)
    assert AddressPasswords().complete(address) == address


@pytest.mark.parametrize(
    "address", ["http://[::1]:3128", "https://mirror.example/hub/", "http://anna:%2F%23ü@hü.example:1"]
)
def test_a_usual_address_is_taken(drawer, path, address):
    store = SettingsStore(path)
    store.change("download_mirror", address)
    assert store.usable_address("download_mirror") == address
