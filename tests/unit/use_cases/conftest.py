"""A program whose engines are fake and whose everything else is real."""

import pytest

from tests.support.fake_host import FakeHost
from tests.support.remembered_hearing import hears_once, remembered_hearing
from voicecloner.bootstrap import Application
from voicecloner.paths import user_folders

__all__ = ["hears_once", "remembered_hearing"]


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def app(host, judging, hears_once):
    application = Application(user_folders(), host, judging)
    yield application
    application.close()
