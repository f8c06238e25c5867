"""A tiny checkpoint for this folder, and voices made with it."""

import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_qwen import install_tiny_qwen, require_qwen
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.qwen3_tts.engine import QwenEngine
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home with the smaller checkpoint."""
    require_qwen()
    folder = tmp_path_factory.mktemp("qwen_home")
    install_tiny_qwen(folder)
    return folder


@pytest.fixture
def _home_with_models(home, _own_home, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home))


@pytest.fixture
def engine(_home_with_models):
    made = QwenEngine()
    made.load("cpu", no_progress)
    return made


@pytest.fixture(scope="session")
def user():
    return speech(5.0, 24_000)


@pytest.fixture
def voice(engine, user):
    """A voice with words."""
    return engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.fixture
def wordless(engine, user):
    """A voice without words."""
    return engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
