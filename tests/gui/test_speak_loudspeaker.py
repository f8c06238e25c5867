"""The loudspeaker of the speak page: opened in time, given back, and missing."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.speak_hands import TEXT, say, with_two_voices
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.errors import DeviceError, EngineError
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    return with_two_voices(window, make_voice, qtbot)


def test_without_a_loudspeaker_the_take_is_made_all_the_same(page, window, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    speaker.refusal = DeviceError("There is no loudspeaker.")
    say(page, TEXT, qtbot)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "There is no loudspeaker."
    assert page.take_card.save_button.isEnabled()


def test_a_missing_sound_library_is_told_with_the_take(page, window, monkeypatch, qtbot: QtBot) -> None:
    def refuse(*_: object) -> None:
        raise DeviceError("The sound library PortAudio is missing.")

    monkeypatch.setattr(window.tools.playback, "open_stream", refuse)
    say(page, TEXT, qtbot)
    assert window.message_bar.message.severity is Severity.WARN
    assert "can be saved" in window.message_bar.message.hint


def test_the_loudspeaker_is_opened_while_the_engine_thinks(
    page, host: FakeHost, speaker: FakeSpeaker, qtbot: QtBot
) -> None:
    host.gate.clear()
    page.form.text.setPlainText(TEXT)
    page.speak()
    qtbot.waitUntil(lambda: bool(speaker.streams))
    assert host.spoken == []
    host.gate.set()
    qtbot.waitUntil(lambda: page.take is not None)
    assert len(speaker.streams) == 1


def test_a_loudspeaker_that_was_opened_for_nothing_is_given_back(
    page, host: FakeHost, speaker: FakeSpeaker, qtbot: QtBot
) -> None:
    host.gate.clear()
    page.form.text.setPlainText(TEXT)
    page.speak()
    qtbot.waitUntil(lambda: bool(speaker.streams))
    host.error = EngineError("The engine has lost its voice.")
    host.gate.set()
    qtbot.waitUntil(lambda: speaker.stream.is_closed)
