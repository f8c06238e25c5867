"""A program whose engines are fake and whose everything else is real."""

import pytest

from tests.support.fake_host import FakeHost
from voicecloner.bootstrap import Application
from voicecloner.paths import user_folders


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def app(host):
    application = Application(user_folders(), host)
    yield application
    application.close()
