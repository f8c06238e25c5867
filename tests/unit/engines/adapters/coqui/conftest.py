"""Tiny checkpoints for this folder, one of each engine, made once."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.engine_contract.references import speech
from tests.support.tiny_coqui import TINY_MODELS, install_tiny_coqui, require_coqui
from tests.support.unloaded_coqui import ENGINES, unloaded
from voicecloner.domain.audio import ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Engine, VoiceData
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home with all four checkpoints."""
    require_coqui()
    folder = tmp_path_factory.mktemp("coqui_home")
    for engine_id in ENGINES:
        install_tiny_coqui(folder, engine_id)
    return folder


@pytest.fixture(autouse=True)
def _home_with_models(home, _own_home, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home))


@pytest.fixture
def own_model(home, tmp_path, monkeypatch):
    """Gives a home of one's own with a copy of an engine's model; returns the model's folder."""

    def copy(engine_id: str) -> Path:
        model_id, _write = TINY_MODELS[engine_id]
        shutil.copytree(home / "models" / model_id, tmp_path / "models" / model_id)
        monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
        return tmp_path / "models" / model_id

    return copy


@pytest.fixture
def engine_id(request):
    return request.param


@pytest.fixture(scope="session")
def loaded(home):
    """Gives an engine that is loaded once for all tests: no request changes one. What unloads it loads its own."""

    @cache
    def load(engine_id: str) -> Engine:
        made = unloaded(engine_id)
        made.load("cpu", no_progress)
        return made

    return load


@pytest.fixture
def engine(engine_id, loaded):
    return loaded(engine_id)


def user_of(engine: Engine) -> ReferenceClip:
    return speech(4.0, engine.info().requirements.reference_sample_rate)


@pytest.fixture
def user(engine):
    return user_of(engine)


@pytest.fixture(scope="session")
def cloned_once(loaded):
    """Gives the voice of the usual user, cloned once with each engine."""

    @cache
    def clone(engine_id: str) -> VoiceData:
        engine = loaded(engine_id)
        return engine.clone([user_of(engine)], VoiceMode.EMBEDDING, no_progress, CancelToken())

    return clone


@pytest.fixture
def voice(engine_id, cloned_once):
    kept = cloned_once(engine_id)
    return replace(kept, arrays={name: array.copy() for name, array in kept.arrays.items()})
