"""A user who is espeak-ng with another voice, and the voice cloned from her, made once for this folder."""

import pytest

from tests.support.made_user import made_user
from voicecloner.domain.audio import ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.jobs import CancelToken, no_progress


@pytest.fixture(scope="session")
def user() -> ReferenceClip:
    return made_user()


@pytest.fixture(scope="session")
def engine() -> BasicEngine:
    engine = BasicEngine()
    engine.load("cpu", no_progress)
    return engine


@pytest.fixture(scope="session")
def voice(engine: BasicEngine, user: ReferenceClip) -> VoiceData:
    return engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
