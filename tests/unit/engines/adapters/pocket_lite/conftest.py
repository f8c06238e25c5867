"""A tiny model for this folder, and voices made with it."""

import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_pocket_lite import install_tiny_pocket_lite, require_pocket_lite
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.pocket_lite.engine import PocketLiteEngine
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    require_pocket_lite()
    folder = tmp_path_factory.mktemp("pocket_lite_home")
    install_tiny_pocket_lite(folder)
    return folder


@pytest.fixture
def _home_with_model(home, _own_home, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home))


@pytest.fixture
def engine(_home_with_model):
    made = PocketLiteEngine()
    made.load("cpu", no_progress)
    yield made
    made.unload()


@pytest.fixture(scope="session")
def user():
    return speech(5.0, 24_000)


@pytest.fixture
def voice(engine, user):
    return engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
