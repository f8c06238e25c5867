"""A voice to work with, where how it is made is not what is tried."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from tests.support.fake_host import FakeHost
from tests.support.remembered_judging import RememberedJudging
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.voice import Voice
from voicecloner.paths import user_folders
from voicecloner.use_cases.review.check_references import CheckRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

KeepVoice = Callable[..., Voice]
"""Called with an application, a name ("Anna" if none is given), and what else `CreateVoiceRequest` takes."""


@pytest.fixture(scope="session")
def keep_voice(tmp_path_factory: pytest.TempPathFactory, judging: RememberedJudging) -> KeepVoice:
    """Makes voices of 12 seconds of speech, which are read and judged once for all tests."""
    path = speech_file(tmp_path_factory.mktemp("kept_voice") / "anna.wav", 12.0)
    with closing(Application(user_folders(), FakeHost(), judging)) as app:
        checked = app.check_references(CheckRequest((path,)))

    def keep(app: Application, name: str = "Anna", **fields: Any) -> Voice:
        app.check_references._made.add(checked)  # what another one has judged would be judged again
        fields = {"consent": ConsentKind.OWN, **fields}
        return app.create_voice(CreateVoiceRequest(name, checked, **fields)).voice

    return keep
