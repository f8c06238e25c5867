"""Consent in the window: what it allows, a note, and a reading that is recorded and matched."""

from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import fill_in, import_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.errors import ConsentRequired
from voicecloner.gui.capture.consent_details import ConsentDetails
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def details(window: MainWindow, speech, qtbot: QtBot) -> ConsentDetails:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    return page.form.details


@pytest.fixture
def recorder(window: MainWindow, tmp_path, monkeypatch) -> list[str]:
    """Records nothing, but says what it was asked for."""
    asked: list[str] = []
    stand_in = SimpleNamespace(
        start=lambda _device: asked.append("start"),
        stop=lambda: asked.append("stop") or SimpleNamespace(path=tmp_path / "reading.wav"),
        discard=lambda: asked.append("discard"),
    )
    monkeypatch.setitem(vars(window.tools.app), "record_consent", stand_in)
    return asked


def heard_as(window: MainWindow, monkeypatch, outcome) -> None:
    def hear(_request, *, progress, cancel):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setitem(vars(window.tools.app), "hear_consent", hear)


def have_it_read(details: ConsentDetails, qtbot: QtBot) -> None:
    details.speak_button.click()
    qtbot.waitUntil(lambda: bool(details.sentence.text()))
    details.speak_button.click()
    qtbot.waitUntil(lambda: "read now" in details.words.text())
    details.speak_button.click()


def test_what_is_allowed_follows_the_ground_until_it_is_changed(window, details) -> None:
    form = window.capture.form
    assert details.allowed == (Use.EXPORT, Use.HTTP)
    form.consents[ConsentKind.GIVEN].setChecked(True)
    assert details.allowed == ()
    details.uses[Use.HTTP].setChecked(True)
    assert details.allowed == (Use.HTTP,)
    form.consents[ConsentKind.PUBLIC_DOMAIN].setChecked(True)
    assert not details.speak_button.isVisible()


def test_a_reading_that_is_matched_goes_with_the_voice(window, details, recorder, monkeypatch, qtbot: QtBot) -> None:
    clip = AudioClip(np.zeros(16_000, np.float32), 16_000)
    heard_as(window, monkeypatch, SimpleNamespace(clip=clip))
    have_it_read(details, qtbot)
    qtbot.waitUntil(lambda: details.reading is not None)
    assert recorder == ["start", "stop"]
    assert details.reading.sound is clip
    assert "same voice" in details.words.text()
    details.listen_to(clip)
    assert details.reading is None, "it was matched to another recording"


def test_what_does_not_match_is_told_and_can_be_read_again(
    window, details, recorder, monkeypatch, qtbot: QtBot
) -> None:
    heard_as(window, monkeypatch, ConsentRequired("It was somebody else.", "Try again."))
    have_it_read(details, qtbot)
    qtbot.waitUntil(lambda: "somebody else" in details.words.text())
    assert details.reading is None
    assert details.sentence.text()
    assert details.speak_button.isEnabled()


def test_leaving_in_the_middle_of_a_reading_discards_it(window, details, recorder, qtbot: QtBot) -> None:
    details.speak_button.click()
    qtbot.waitUntil(lambda: bool(details.sentence.text()))
    details.speak_button.click()
    qtbot.waitUntil(lambda: "read now" in details.words.text())
    details.clear()
    qtbot.waitUntil(lambda: recorder == ["start", "discard"])
    assert not details.speak_button.isEnabled()
