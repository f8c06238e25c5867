"""What a user does to have a sentence of consent recorded."""

from pytestqt.qtbot import QtBot

from tests.support.clips import noise
from tests.support.fake_streams import FakeMicrophone
from voicecloner.gui.consent.reading_panel import ReadingPanel


def begin_recording(panel: ReadingPanel, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    """Press Record, and let the microphone hear something."""
    panel.record_button.click()
    qtbot.waitUntil(lambda: panel.meter.isVisible() and microphone.stream.is_active)
    with qtbot.waitSignal(panel.heard):
        microphone.hear(noise(0.5, microphone.sample_rate, 0.1))
