"""A tiny checkpoint for this folder, and voices made with it."""

import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_voxcpm import install_tiny_voxcpm, require_voxcpm
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.voxcpm2.engine import VoxCpm2Engine
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home with the checkpoint."""
    require_voxcpm()
    folder = tmp_path_factory.mktemp("voxcpm_home")
    install_tiny_voxcpm(folder)
    return folder


@pytest.fixture(autouse=True)
def _home_with_models(home, _own_home, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home))


@pytest.fixture(scope="session")
def user():
    """Somebody who says a few sentences, in English."""
    return speech(5.0, 16_000)


@pytest.fixture
def engine(_home_with_models):
    made = VoxCpm2Engine()
    made.load("cpu", no_progress)
    return made


@pytest.fixture
def voice(engine, user):
    return engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.fixture
def wordless_voice(engine, user):
    return engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
