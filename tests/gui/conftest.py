"""The real window over real use cases; engines answer at once, and devices do what the test says."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.clips import clip, noise
from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeMicrophone, FakeSpeaker
from tests.support.remembered_hearing import hears_once, remembered_hearing
from tests.support.remembered_judging import RememberedJudging, judging
from tests.support.speech import speech_file
from voicecloner.audio.capture import devices
from voicecloner.audio.capture.recorder import Recorder
from voicecloner.audio.files.encoding import write_audio
from voicecloner.audio.playback.player import Player
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioDevice
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.voice import Voice
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import PageStack
from voicecloner.quality.room import judge_room
from voicecloner.settings import Settings
from voicecloner.use_cases.recording.check_room import CheckRoom
from voicecloner.use_cases.recording.record_reference import RecordReference
from voicecloner.use_cases.review.check_references import CheckedReferences, CheckRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

__all__ = ["hears_once", "judging", "remembered_hearing"]

MICROPHONES = (AudioDevice(0, "Built-in", is_default=True), AudioDevice(3, "Studio mic"))
LOUDSPEAKERS = (AudioDevice(1, "Speakers", is_default=True),)


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def microphone(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophone:
    monkeypatch.setattr(devices, "list_inputs", lambda: MICROPHONES)
    monkeypatch.setattr(devices, "list_outputs", lambda: LOUDSPEAKERS)
    return FakeMicrophone()


@pytest.fixture
def speaker() -> FakeSpeaker:
    return FakeSpeaker()


@pytest.fixture
def app(host: FakeHost, microphone: FakeMicrophone, judging: RememberedJudging) -> Application:
    made = Application(host=host, judging=judging)
    made.settings_store.save(Settings(countdown_s=0, room_check="off", meter_before_recording="off"))
    folder = made.folders.data / "recordings"
    vars(made)["record_reference"] = RecordReference(folder, 20.0, lambda: Recorder(microphone.open))
    vars(made)["record_consent"] = RecordReference(folder / "consent", 1.0, lambda: Recorder(microphone.open))
    vars(made)["check_room"] = CheckRoom(judge_room, lambda: Recorder(microphone.open))
    return made


@pytest.fixture
def _pages_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is not needed at once is built when a test looks at it, and not in each of hundreds of windows."""
    monkeypatch.setattr(PageStack, "build_next", lambda _stack: False)


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, app: Application, speaker: FakeSpeaker, _pages_wait: None
) -> Iterator[MainWindow]:
    """The window as it is after the start, but that some pages are built only when they are asked for."""
    qapp.setStyleSheet("")  # as it starts: the first page is built without one, three times as quickly
    made = MainWindow(app, Player(speaker.open))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.tools.voices.listed is not None)  # the first one imports a lot
    yield made
    made.close()


@pytest.fixture
def whole_window(window: MainWindow) -> MainWindow:
    """The window with all its pages, for tests that look through all of it."""
    assert all((window.voices, window.speak, window.models, window.settings))
    return window


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good reference of 12 seconds."""
    return speech_file(tmp_path_factory.mktemp("speech") / "good speech.wav", 12.0)


@pytest.fixture
def bad_speech(tmp_path: Path) -> Path:
    """Nothing a voice could be made of: too short, and no words in it."""
    path = tmp_path / "bad.wav"
    write_audio(path, clip(noise(4.0, rms=0.01)), metadata={})
    return path


@pytest.fixture(scope="session")
def checked(speech: Path, judging: RememberedJudging) -> CheckedReferences:
    """The good reference, judged once for all tests."""
    made = Application(judging=judging)
    return made.check_references(CheckRequest((speech,)))


@pytest.fixture
def make_voice(app: Application, checked: CheckedReferences) -> Callable[..., Voice]:
    """Puts voices into the library behind the window's back."""

    def make(name: str, language: str = "en") -> Voice:
        app.check_references._made.add(checked)  # what another one has judged would be judged again
        request = CreateVoiceRequest(name, checked, ConsentKind.OWN, transcripts=("Hello.",), language=language)
        return app.create_voice(request).voice

    return make
