"""A user who is espeak-ng with another voice, and the voices cloned from her, made once for this folder."""

import numpy as np
import pytest

from tests.unit.engines.builtin.made_user import USER_TEXT, made_user
from voicecloner.domain.audio import ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.jobs import CancelToken, no_progress


@pytest.fixture(scope="session")
def user() -> ReferenceClip:
    return made_user(USER_TEXT)


@pytest.fixture(scope="session")
def engine() -> BuiltinEngine:
    engine = BuiltinEngine()
    engine.load("cpu", no_progress)
    return engine


@pytest.fixture(scope="session", params=list(VoiceMode), ids=str)
def voice(request: pytest.FixtureRequest, engine: BuiltinEngine, user: ReferenceClip) -> VoiceData:
    return engine.clone([user], request.param, no_progress, CancelToken())


@pytest.fixture(scope="session")
def transcript_voice(engine: BuiltinEngine, user: ReferenceClip) -> VoiceData:
    return engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.fixture
def noise() -> np.random.Generator:
    return np.random.default_rng(7)
