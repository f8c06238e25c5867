"""The window on a real sound server: what it shows of a microphone that speaks, is muted, hangs, or goes away."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.support.clips import noise
from tests.support.fake_host import FakeHost
from tests.support.virtual_microphone import SAMPLE_RATE, VirtualMicrophone
from voicecloner.bootstrap import Application
from voicecloner.gui.capture.record_card import RecordCard
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.settings import Settings
from voicecloner.use_cases.recording.recording_flow import Phase

LONG_MS = 20_000


@pytest.fixture
def window(virtual_microphone: VirtualMicrophone, qtbot: QtBot) -> Iterator[MainWindow]:
    app = Application(host=FakeHost(), judging=JudgingProcess())
    app.settings_store.save(Settings(countdown_s=0, room_check="off"))
    made = MainWindow(app)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def card(window: MainWindow, qtbot: QtBot) -> RecordCard:
    found = window.capture.record_card
    qtbot.waitUntil(lambda: found.microphone.phase is Phase.METERING, timeout=LONG_MS)
    return found


def record(card: RecordCard, qtbot: QtBot) -> None:
    card.ring.click()
    qtbot.waitUntil(lambda: card.is_recording and card.track.seconds > 0.5, timeout=LONG_MS)


def test_the_level_moves_before_the_recording(card: RecordCard, virtual_microphone, qtbot: QtBot) -> None:
    with virtual_microphone.speaking(noise(20.0, SAMPLE_RATE, rms=0.1)):
        qtbot.waitUntil(lambda: -18.0 < card.meter.held_dbfs < -2.0, timeout=LONG_MS)


def test_the_room_is_told_in_a_sentence(card: RecordCard, virtual_microphone, qtbot: QtBot) -> None:
    with virtual_microphone.speaking(noise(20.0, SAMPLE_RATE, rms=0.01)):
        card.room.check_button.click()
        qtbot.waitUntil(lambda: card.room.words.text().startswith("The room is a little loud"), timeout=LONG_MS)
    qtbot.waitUntil(lambda: card.microphone.phase is Phase.METERING, timeout=LONG_MS)


def test_a_muted_microphone_is_noticed_before_the_recording(card: RecordCard, virtual_microphone, qtbot: QtBot) -> None:
    with virtual_microphone.muted():
        qtbot.waitUntil(lambda: "nothing but silence" in card.advice.text(), timeout=LONG_MS)


def test_one_that_is_unplugged_keeps_the_recording_and_says_so(window, card, virtual_microphone, qtbot: QtBot) -> None:
    record(card, qtbot)
    with virtual_microphone.unplugged():
        qtbot.waitUntil(lambda: "went away" in window.message_bar.message.text, timeout=LONG_MS)
        qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=LONG_MS)
    assert window.capture.captured.recording.seconds > 0.5
    card.picker.rescan_button.click()
    window.capture.clear()
    qtbot.waitUntil(lambda: card.microphone.phase is Phase.METERING, timeout=LONG_MS)


def test_one_that_hangs_during_the_recording_is_given_up(window, card, virtual_microphone, qtbot: QtBot) -> None:
    record(card, qtbot)
    with virtual_microphone.suspended():
        qtbot.waitUntil(lambda: "went away" in window.message_bar.message.text, timeout=LONG_MS)
        qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=LONG_MS)


def test_one_that_is_unplugged_before_the_recording_comes_back(
    card: RecordCard, virtual_microphone, qtbot: QtBot
) -> None:
    with virtual_microphone.unplugged():
        qtbot.waitUntil(lambda: "went away" in card.advice.text(), timeout=LONG_MS)
    card.picker.rescan_button.click()
    qtbot.waitUntil(lambda: card.microphone.phase is Phase.METERING, timeout=LONG_MS)


def test_a_sound_server_that_dies_during_the_recording_leaves_the_recording(
    window, card, virtual_microphone, qtbot
) -> None:
    record(card, qtbot)
    with virtual_microphone.crashed():
        qtbot.waitUntil(lambda: "went away" in window.message_bar.message.text, timeout=LONG_MS)
        qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=LONG_MS)
    assert window.capture.captured.recording.seconds > 0.5
