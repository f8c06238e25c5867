"""Speech while there is no loudspeaker."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fake_streams import FakeSpeaker
from tests.support.speak_hands import TEXT, say, with_two_voices
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.errors import DeviceError
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
