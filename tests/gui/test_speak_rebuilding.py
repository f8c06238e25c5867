"""A voice that has to be made anew before it speaks: the user is asked, where it can be made anew."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost, fake_engine
from tests.support.speak_hands import with_two_voices
from tests.support.window_hands import find_button
from voicecloner.bootstrap import Application
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    return with_two_voices(window, make_voice, qtbot)


def test_a_voice_whose_engine_is_gone_is_rebuilt_after_asking(
    page: SpeakPage, window: MainWindow, host: FakeHost, qtbot: QtBot
) -> None:
    host.info = fake_engine("natural", "7")
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: len(window.tools.voices.listed.needs_rebuild) == 2)
    page.form.text.setPlainText("Hello.")
    page.form.speak_button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(QuestionDialog)))
    (box,) = window.findChildren(QuestionDialog)
    assert "has to be rebuilt" in box.question.text
    assert "is gone" in box.question.details
    assert host.spoken == []
    find_button(box, "Rebuild it").click()
    qtbot.waitUntil(lambda: page.take is not None)
    assert [text for text, _options in host.spoken] == ["Hello."]
    qtbot.waitUntil(lambda: len(window.tools.voices.listed.needs_rebuild) == 1)


def test_where_the_recording_is_gone_nobody_is_asked_whether_to_rebuild(
    page: SpeakPage, window: MainWindow, host: FakeHost, app: Application, qtbot: QtBot
) -> None:
    host.info = fake_engine("natural", "7")
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: len(window.tools.voices.listed.needs_rebuild) == 2)
    voice = app.library.get(page.choice.voice_id)
    for reference in voice.references:
        for kind in ("prepared", "original"):
            app.library.reference_path(voice, reference, kind).unlink()
    page.form.text.setPlainText("Hello.")
    page.form.speak_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == f"The recording that “{voice.name}” was made from is damaged or gone."
    assert window.findChildren(QuestionDialog) == []
