"""The details of a voice keep their height while what they say changes."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.layout_faults import layout_faults
from tests.support.scorecards import scorecard
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


@pytest.mark.parametrize("width_px", [1024, 1280, 1366, 1600])
def test_both_players_fit_once_the_voice_was_heard_too(
    window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot, width_px: int
) -> None:
    voice = make_voice("Anna")
    window.resize(width_px, 800)
    window.tools.voices.refresh()
    window.show_page(VOICES)
    window.voices.choose(voice)
    details = window.voices.details
    qtbot.waitUntil(lambda: bool(details.player.track.seconds))
    details.audition.toggle()
    qtbot.waitUntil(lambda: bool(details.audition.track.seconds) and details.audition.can_be_made)
    QApplication.processEvents()
    assert details.widget().minimumSizeHint().width() <= details.viewport().width()


def test_several_chosen_voices_and_a_voice_that_has_spoken_fit(
    window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot
) -> None:
    """Also with the score measured, and the times of both players shown."""
    voice = window.tools.app.library.keep_scorecard(make_voice("Anna"), scorecard()) or make_voice("Anna B")
    make_voice("Bob")
    window.tools.voices.refresh()
    window.show_page(VOICES)
    window.voices.choose(voice)
    page = window.voices
    qtbot.waitUntil(lambda: bool(page.details.player.track.seconds))
    page.details.audition.hear()
    qtbot.waitUntil(lambda: page.details.audition.has_sound)
    window.tools.playback.stop()
    page.details.score.more_button.click()
    page.view.selectAll()
    assert page.several.isVisible()
    for width, height in ((560, 700), (640, 480), (1024, 700), (1280, 800), (2560, 1600)):
        window.resize(width, height)
        for _ in range(8):
            QApplication.processEvents()
        assert layout_faults(window) == [], width
