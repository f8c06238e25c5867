"""What the details of a voice tell of consent, stating it anew, and consent that its speaker reads aloud."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.support.fake_streams import FakeMicrophone
from tests.support.reading_hands import begin_recording
from voicecloner.api.voices import HeardConsent
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind, SpokenConsent, StatedBy, Use
from voicecloner.domain.voice import Voice
from voicecloner.errors import ConsentRequired, DeviceError, StorageError
from voicecloner.gui.consent.spoken import SpokenConsentDialog
from voicecloner.gui.consent.stated import StatedConsentDialog
from voicecloner.gui.voices.page import VoicesPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import VOICES
from voicecloner.jobs import ProgressUpdate
from voicecloner.library.rows import CONSENT_RECORDING
from voicecloner.use_cases.voices.add_spoken_consent import AddSpokenConsent


@pytest.fixture
def page(window: MainWindow, make_voice, qtbot: QtBot) -> VoicesPage:
    """The page with one voice of the user's own."""
    make_voice("Anna")
    return shown_page(window, qtbot)


@pytest.fixture
def received(window: MainWindow, app: Application, make_voice, qtbot: QtBot) -> VoicesPage:
    """The page with one voice that came in as a file."""
    voice = make_voice("Anna")
    app.library.update(voice.id, consent=replace(voice.consent, speaker="Zoë").received())
    return shown_page(window, qtbot)


def shown_page(window: MainWindow, qtbot: QtBot) -> VoicesPage:
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.details.voice is not None)
    return window.voices


def told(page: VoicesPage, name: str) -> str:
    found = [each.accessibleName() for each in page.details.findChildren(QLabel)]
    return next((each for each in found if each.startswith(f"{name}: ")), "")


def stating(page: VoicesPage) -> StatedConsentDialog:
    page.details.consent.state_button.click()
    found = page.window().findChild(StatedConsentDialog)
    assert isinstance(found, StatedConsentDialog)
    return found


def speaking(page: VoicesPage, qtbot: QtBot) -> SpokenConsentDialog:
    page.details.consent.speak_button.click()
    found = page.window().findChild(SpokenConsentDialog)
    assert isinstance(found, SpokenConsentDialog)
    qtbot.waitUntil(lambda: bool(found.sentence.text()))
    return found


def voice_of(app: Application) -> Voice:
    return app.library.list()[0]


def hear_as(app: Application, outcome: Any, monkeypatch: pytest.MonkeyPatch, heard: list[Path] | None = None) -> None:
    """Have every reading taken for consent, after `outcome` was called, or refused with this error.

    Args:
        heard: gets the file of each reading.
    """

    def hear(request, *, progress, cancel) -> HeardConsent:
        if isinstance(outcome, Exception):
            raise outcome
        if callable(outcome):
            outcome(progress, cancel)
        if heard is not None:
            heard.append(request.reading.sound)
        sentence = request.reading.sentence.text
        spoken = SpokenConsent(sentence, sentence, 0.9, CONSENT_RECORDING, datetime.now(UTC))
        return HeardConsent(spoken, AudioClip(np.zeros(16_000, np.float32), 16_000))

    add = AddSpokenConsent(hear, app.library, app.consent_log)
    monkeypatch.setitem(vars(app), "add_spoken_consent", add)


def choose_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def test_ones_own_voice_is_told_as_the_users_own_words(page: VoicesPage) -> None:
    assert told(page, "Whose voice").startswith("Whose voice: This is my own voice, stated on ")


def test_what_a_voice_may_be_used_for_is_seen_and_changed(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    uses = page.details.consent.uses
    assert [box.isChecked() for box in uses.values()] == [True, True]
    uses[Use.HTTP].click()
    qtbot.waitUntil(lambda: voice_of(app).consent.uses == (Use.EXPORT,))
    assert not voice_of(app).consent.allows(Use.HTTP)
    assert app.manage_consent.events("Anna")[-1].via == "window"
    uses[Use.HTTP].click()
    qtbot.waitUntil(lambda: voice_of(app).consent.allows(Use.HTTP))


def test_a_permission_that_cannot_be_kept_is_told_and_stays_as_it_was(
    page: VoicesPage, app: Application, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(_change: object) -> Voice:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(app.manage_consent, "change", refuse)
    box = page.details.consent.uses[Use.EXPORT]
    box.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The disk is full."
    assert box.isChecked()


def test_what_somebody_else_stated_allows_nothing_until_it_is_stated_anew(received: VoicesPage) -> None:
    for box in received.details.consent.uses.values():
        assert not box.isChecked()
        assert not box.isEnabled()
        assert box.toolTip()


def test_what_somebody_else_stated_is_not_told_as_the_users_words(received: VoicesPage) -> None:
    words = told(received, "Whose voice")
    assert words.startswith("Whose voice: “This is my own voice” · Zoë, stated on ")
    assert words.endswith(" by the person who gave you the voice, not by you")


def test_who_got_a_voice_states_anew_whose_it_is(received: VoicesPage, app: Application, qtbot: QtBot) -> None:
    dialog = stating(received)
    assert dialog.kind is None
    assert not dialog.state_button.isEnabled()
    dialog.consents[ConsentKind.GIVEN].click()
    dialog.uses[Use.HTTP].setChecked(True)
    dialog.note.setText("The letter lies in the drawer.")
    dialog.state_button.click()
    qtbot.waitUntil(lambda: "The speaker gave me consent · Zoë" in told(received, "Whose voice"))
    consent = voice_of(app).consent
    assert (consent.kind, consent.stated_by, consent.stated_via) == (ConsentKind.GIVEN, StatedBy.USER, "window")
    assert (consent.uses, consent.note) == ((Use.HTTP,), "The letter lies in the drawer.")
    assert app.manage_consent.events()[-1].consent == consent


def test_consent_of_somebody_is_not_stated_without_the_name(page: VoicesPage) -> None:
    dialog = stating(page)
    assert dialog.kind is ConsentKind.OWN
    dialog.consents[ConsentKind.GIVEN].click()
    assert not dialog.state_button.isEnabled()
    assert dialog.wrong.text() == "Enter who gave you consent."
    dialog.speaker.setText("Zoë")
    assert dialog.state_button.isEnabled()
    assert not any(box.isChecked() for box in dialog.uses.values())
    dialog.reject()


def test_a_statement_that_is_left_changes_nothing(page: VoicesPage, app: Application) -> None:
    before = voice_of(app)
    dialog = stating(page)
    dialog.consents[ConsentKind.PUBLIC_DOMAIN].click()
    dialog.reject()
    assert voice_of(app) == before


def test_a_voice_that_is_gone_cannot_be_stated_anything_about(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    dialog = stating(page)
    app.manage_voices.delete(voice_of(app).id)
    dialog.state_button.click()
    qtbot.waitUntil(lambda: bool(dialog.wrong.text()))
    assert dialog.state_button.isEnabled()
    dialog.reject()


def test_a_reading_is_kept_with_the_voice_and_told(
    page: VoicesPage, window: MainWindow, app: Application, tmp_path: Path, monkeypatch, qtbot: QtBot
) -> None:
    hear_as(app, None, monkeypatch)
    dialog = speaking(page, qtbot)
    sentence = dialog.sentence.text()
    choose_file(tmp_path / "reading.wav", monkeypatch)
    dialog.choose_button.click()
    qtbot.waitUntil(lambda: told(page, "Spoken consent") != "")
    assert "My words for today are" in told(page, "Spoken consent")
    spoken = voice_of(app).consent.spoken
    assert spoken is not None
    assert spoken.sentence == sentence
    assert not page.details.consent.speak_button.isVisible()
    qtbot.waitUntil(lambda: window.message_bar.message.text == "The speaker’s consent is kept with “Anna” now.")


def test_a_reading_is_recorded_heard_again_and_kept(
    page: VoicesPage, window: MainWindow, app: Application, microphone: FakeMicrophone, monkeypatch, qtbot: QtBot
) -> None:
    read: list[Path] = []
    hear_as(app, None, monkeypatch, read)
    dialog = speaking(page, qtbot)
    panel = dialog.panel
    assert not dialog.keep_button.isEnabled()
    assert not panel.meter.isVisible()
    begin_recording(panel, microphone, qtbot)
    assert dialog.words.text() == "Recording: please read aloud now."
    assert panel.record_button.hasFocus()  # pressed once more it stops
    assert panel.meter.held_dbfs > -30
    assert not dialog.choose_button.isEnabled()
    assert not dialog.keep_button.isEnabled()
    panel.record_button.click()
    qtbot.waitUntil(dialog.keep_button.isEnabled)
    assert microphone.stream.is_closed
    assert not panel.meter.isVisible()
    first = panel.path
    panel.listen_button.click()
    qtbot.waitUntil(lambda: window.tools.playback.is_playing("consent-reading"))
    assert panel.listen_button.text().strip() == "Pause"
    begin_recording(panel, microphone, qtbot)  # again
    assert window.tools.playback.key == ""
    panel.record_button.click()
    qtbot.waitUntil(dialog.keep_button.isEnabled)
    assert panel.path != first
    second = panel.path
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: voice_of(app).consent.spoken is not None)
    assert read == [second]
    qtbot.waitUntil(lambda: told(page, "Spoken consent") != "")


def test_esc_ends_a_recording_first_and_the_dialog_then(
    page: VoicesPage, microphone: FakeMicrophone, qtbot: QtBot
) -> None:
    dialog = speaking(page, qtbot)
    begin_recording(dialog.panel, microphone, qtbot)
    assert dialog.close_button.text() == "Cancel"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: microphone.stream.is_closed)
    assert dialog.isVisible()
    assert dialog.words.text().startswith("Record it while the speaker reads it aloud, until ")
    assert dialog.panel.path is None
    with qtbot.waitSignal(dialog.destroyed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_closing_while_the_microphone_is_being_opened_closes_it_again(
    page: VoicesPage, microphone: FakeMicrophone, monkeypatch, qtbot: QtBot
) -> None:
    dialog = speaking(page, qtbot)
    is_opening, may_open, usual = threading.Event(), threading.Event(), microphone.open

    def open_slowly(device, on_block):
        is_opening.set()
        may_open.wait(10)
        return usual(device, on_block)

    monkeypatch.setattr(microphone, "open", open_slowly)
    dialog.panel.record_button.click()
    qtbot.waitUntil(is_opening.is_set)
    dialog.done(0)
    may_open.set()
    qtbot.waitUntil(lambda: bool(microphone.streams) and microphone.stream.is_closed)


def test_a_microphone_that_refuses_is_told_and_can_be_tried_again(
    page: VoicesPage, microphone: FakeMicrophone, qtbot: QtBot
) -> None:
    dialog = speaking(page, qtbot)
    microphone.refusal = DeviceError("The microphone is in use.", "Close the other program.")
    dialog.panel.record_button.click()
    qtbot.waitUntil(lambda: dialog.words.text() == "The microphone is in use. Close the other program.")
    microphone.refusal = None
    begin_recording(dialog.panel, microphone, qtbot)
    dialog.reject()
    dialog.reject()


def test_a_reading_that_does_not_match_is_told_and_another_can_be_chosen(
    page: VoicesPage, app: Application, tmp_path: Path, monkeypatch, qtbot: QtBot
) -> None:
    hear_as(app, ConsentRequired("Somebody else read it.", "Let her read it."), monkeypatch)
    dialog = speaking(page, qtbot)
    dialog.listen(tmp_path / "reading.wav")
    qtbot.waitUntil(lambda: dialog.words.text() == "Somebody else read it. Let her read it.")
    assert dialog.choose_button.isEnabled()
    assert voice_of(app).consent.spoken is None
    dialog.reject()


def test_listening_shows_how_far_it_is_and_can_be_stopped(
    page: VoicesPage, app: Application, tmp_path: Path, monkeypatch, qtbot: QtBot
) -> None:
    is_on = threading.Event()

    def listen(progress, cancel) -> None:
        progress(ProgressUpdate("Recognizing the words", 0.5))
        is_on.set()
        cancel.wait(10)
        cancel.raise_if_cancelled()

    hear_as(app, listen, monkeypatch)
    dialog = speaking(page, qtbot)
    dialog.listen(tmp_path / "reading.wav")
    qtbot.waitUntil(lambda: dialog.words.text() == "Recognizing the words…")
    assert is_on.is_set()
    assert dialog.bar.isVisible()
    assert dialog.bar.value() * 2 == dialog.bar.maximum()
    assert not dialog.choose_button.isEnabled()
    assert dialog.close_button.text() == "Stop"
    dialog.close_button.click()
    qtbot.waitUntil(lambda: dialog.words.text() == "Stopped: nothing was kept.")
    assert dialog.isVisible()
    assert voice_of(app).consent.spoken is None
    dialog.close_button.click()
    assert not dialog.isVisible()


def test_a_sentence_that_may_have_been_read_meanwhile_is_shown_again(page: VoicesPage, qtbot: QtBot) -> None:
    first = speaking(page, qtbot)
    sentence = first.sentence.text()
    with qtbot.waitSignal(first.destroyed):
        first.reject()
    again = speaking(page, qtbot)
    assert again.sentence.text() == sentence
    again.another.click()
    qtbot.waitUntil(lambda: again.sentence.text() not in {"", sentence})
    again.reject()


def test_who_speaks_in_a_recording_of_the_public_domain_is_not_asked(
    page: VoicesPage, app: Application, qtbot: QtBot
) -> None:
    voice = voice_of(app)
    app.library.update(voice.id, consent=replace(voice.consent, kind=ConsentKind.PUBLIC_DOMAIN))
    page.refresh()
    qtbot.waitUntil(lambda: not page.details.consent.speak_button.isVisible())
