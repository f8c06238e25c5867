"""Consent in the window: what it allows, a note, and a reading that is recorded and matched."""

from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import fill_in, import_speech
from tests.support.fake_streams import FakeMicrophone
from tests.support.reading_hands import begin_recording
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.errors import ConsentRequired
from voicecloner.gui.consent.details import ConsentDetails
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def details(window: MainWindow, speech, qtbot: QtBot) -> ConsentDetails:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    return page.form.details


def heard_as(window: MainWindow, monkeypatch, outcome) -> None:
    def hear(_request, *, progress, cancel):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setitem(vars(window.tools.app), "hear_consent", hear)


def begin_reading(details: ConsentDetails, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    details.speak_button.click()
    qtbot.waitUntil(lambda: bool(details.sentence.text()))
    begin_recording(details.panel, microphone, qtbot)
    assert details.words.text() == "Recording: please read aloud now."


def test_what_is_allowed_follows_the_ground_until_it_is_changed(window, details) -> None:
    form = window.capture.form
    assert details.allowed == (Use.EXPORT, Use.HTTP)
    form.consents[ConsentKind.GIVEN].setChecked(True)
    assert details.allowed == ()
    details.uses[Use.HTTP].setChecked(True)
    assert details.allowed == (Use.HTTP,)
    form.consents[ConsentKind.PUBLIC_DOMAIN].setChecked(True)
    assert not details.speak_button.isVisible()


def test_a_reading_that_is_matched_goes_with_the_voice(window, details, microphone, monkeypatch, qtbot: QtBot) -> None:
    clip = AudioClip(np.zeros(16_000, np.float32), 16_000)
    heard_as(window, monkeypatch, SimpleNamespace(clip=clip))
    begin_reading(details, microphone, qtbot)
    assert not details.speak_button.isVisible()
    details.panel.record_button.click()
    qtbot.waitUntil(lambda: details.reading is not None)
    assert microphone.stream.is_closed
    assert details.reading.sound is clip
    assert "same voice" in details.words.text()
    assert not details.panel.isVisible()
    details.listen_to(clip)
    assert details.reading is None, "it was matched to another recording"


def test_what_does_not_match_is_told_and_can_be_read_again(
    window, details, microphone, monkeypatch, qtbot: QtBot
) -> None:
    heard_as(window, monkeypatch, ConsentRequired("It was somebody else.", "Try again."))
    begin_reading(details, microphone, qtbot)
    details.panel.record_button.click()
    qtbot.waitUntil(lambda: "somebody else" in details.words.text())
    assert details.reading is None
    assert details.sentence.text()
    assert details.panel.record_button.isEnabled()
    assert details.panel.record_button.text().strip() == "Record it again"


def test_leaving_in_the_middle_of_a_reading_discards_it(window, details, microphone, qtbot: QtBot) -> None:
    begin_reading(details, microphone, qtbot)
    details.clear()
    qtbot.waitUntil(lambda: microphone.stream.is_closed)
    assert details.panel.path is None
    assert not details.speak_button.isEnabled()
