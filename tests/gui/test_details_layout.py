"""The details of a voice keep their height while what they say changes."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.layout_faults import layout_faults
from voicecloner.api.voices import VoiceState, WholeVoice
from voicecloner.domain.voice import Voice
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import VOICES

_REASON = "the engine Natural is not installed any more"


@pytest.mark.parametrize("is_open", [True, False])
def test_nothing_is_squeezed_when_a_voice_needs_a_rebuild(
    window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot, *, is_open: bool
) -> None:
    voice = make_voice("Grandmother, the bedtime story of the little lighthouse keeper, read in one go")
    window.resize(1024, 700)
    window.tools.voices.refresh()
    window.show_page(VOICES)
    window.voices.choose(voice)
    details = window.voices.details
    qtbot.waitUntil(lambda: bool(details.player.track.seconds))
    if is_open:
        details.details_button.click()
    QApplication.processEvents()
    details.verticalScrollBar().setValue(details.verticalScrollBar().maximum())
    for reason in (_REASON, "", _REASON):
        details.show_whole(None)  # as while the list is filled anew
        state = VoiceState.NEEDS_REBUILD if reason else VoiceState.APPROVED
        details.show_whole(WholeVoice(voice, state, (reason,) if reason else ()))
        for _ in range(4):
            QApplication.processEvents()
        assert layout_faults(window) == []
