import pytest

from tests.support.fake_host import FakeHost
from tests.support.service import served
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.paths import Folders
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

# One program, one service and one voice for all tests of a file: none of them changes what is kept.


@pytest.fixture(scope="module")
def host():
    return FakeHost()


@pytest.fixture(scope="module")
def program(host, judging, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    app = Application(Folders(home, home / "config", home / "cache", home / "log"), host, judging)
    yield app
    app.close()


@pytest.fixture(scope="module")
def service(program, host):
    with served(program, host) as running:
        yield running


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return speech_file(tmp_path_factory.mktemp("speech") / "anna.wav", seconds=12)


@pytest.fixture(scope="module")
def anna(program, reference):
    return program.create_voice(CreateVoiceRequest("Anna", (reference,), ConsentKind.OWN)).voice
