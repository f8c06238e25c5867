import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from tests.support.keyrings import Drawer, Locked
from voicecloner.errors import InvalidRequest, WeightsError
from voicecloner.models.access_tokens import TokenKeeper, checked_token


@pytest.fixture(autouse=True)
def _no_token(monkeypatch):
    monkeypatch.delenv("HF_TOKEN", raising=False)


@pytest.fixture
def use():
    before = keyring.get_keyring()

    def use_keyring(backend):
        keyring.set_keyring(backend)
        return backend

    yield use_keyring
    keyring.set_keyring(before)


def test_a_token_is_kept_in_the_keyring(use):
    drawer = use(Drawer())
    keeper = TokenKeeper()
    assert keeper.find() == ""
    keeper.keep(" hf_abc\n")
    assert keeper.find() == "hf_abc"
    assert list(drawer.kept.values()) == ["hf_abc"]
    keeper.forget()
    keeper.forget()
    assert keeper.find() == ""


def test_the_environment_comes_first(use, monkeypatch):
    use(Drawer())
    TokenKeeper().keep("hf_kept")
    monkeypatch.setenv("HF_TOKEN", "hf_environment ")
    assert TokenKeeper().find() == "hf_environment"


@pytest.mark.parametrize("backend", [NoKeyring, Locked])
def test_without_a_keyring_the_environment_is_named(use, backend):
    use(backend())
    assert TokenKeeper().find() == ""
    with pytest.raises(WeightsError, match="no keyring") as caught:
        TokenKeeper().keep("hf_abc")
    assert "HF_TOKEN" in caught.value.hint


@pytest.mark.parametrize("text", ["", "  ", "two words", "hf_\u00e4", "hf_a\nb"])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(InvalidRequest, match="not an access token"):
        checked_token(text)
