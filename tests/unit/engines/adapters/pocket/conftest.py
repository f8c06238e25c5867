"""A tiny checkpoint for this folder, and voices made with it."""

import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_pocket import install_tiny_pocket, require_pocket
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket.engine import PocketEngine
from voicecloner.engines.contract.torch_tools import on_threads
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home with one checkpoint: English."""
    require_pocket()
    folder = tmp_path_factory.mktemp("pocket_home")
    install_tiny_pocket(folder)
    return folder


@pytest.fixture(autouse=True)
def _home_with_models(home, _own_home, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home))


@pytest.fixture(autouse=True)
def _one_thread(home):
    """As the package wants it, also where it is called without the adapter."""
    with on_threads(1):
        yield


@pytest.fixture
def engine(_home_with_models):
    made = PocketEngine()
    made.load("cpu", no_progress)
    return made


@pytest.fixture(scope="session")
def user():
    return speech(5.0, 24_000)


@pytest.fixture
def voice(engine, user):
    return engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
