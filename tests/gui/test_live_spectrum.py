"""The spectrogram that grows while somebody speaks."""

import pytest
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import start_recording
from tests.support.clips import noise
from tests.support.fake_streams import FakeMicrophone
from voicecloner.audio.capture.recorder import Recorder
from voicecloner.bootstrap import Application
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.use_cases.recording.record_reference import RecordReference


@pytest.fixture
def app(app: Application, microphone: FakeMicrophone) -> Application:
    app.judging.new_gate(None)  # the first one loads a lot
    recordings = app.folders.data / "recordings"
    vars(app)["record_reference"] = RecordReference(
        recordings, make_recorder=lambda: Recorder(microphone.open), make_gate=app.judging.new_gate
    )
    return app


@pytest.mark.parametrize(("height", "is_shown"), [(800, True), (600, False)])
def test_it_grows_with_the_recording_where_there_is_room(
    window: MainWindow, microphone: FakeMicrophone, qtbot: QtBot, *, height: int, is_shown: bool
) -> None:
    window.resize(1280, height)
    start_recording(window, qtbot)
    track, view = window.capture.record_card.track, window.capture.record_card.view
    for heard_s in (1.0, 2.0):
        microphone.hear(noise(1.0, microphone.sample_rate, 0.1))
        qtbot.waitUntil(lambda heard_s=heard_s: bool(track.pictures) and track.pictures[0].seconds > heard_s - 0.2)
    assert track.pictures[0].seconds == pytest.approx(track.seconds, abs=0.2)
    assert track.pictures[0].levels.max() > 200
    assert view.has_spectrum is is_shown
