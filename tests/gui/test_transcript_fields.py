"""Of several recordings each has a field for its own words."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import REVIEW_MS, fill_in, import_speech
from tests.support.layout_faults import layout_faults
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.gui.capture.page import CapturePage
from voicecloner.gui.capture.transcript_fields import TranscriptField
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> CapturePage:
    """The form for a voice of two recordings."""
    made = import_speech(window, qtbot, *(speech_file(tmp_path / name, 12.0) for name in ("one.wav", "two.wav")))
    fill_in(made)
    return made


def shown(page: CapturePage) -> list[TranscriptField]:
    return [field for field in page.form.transcripts.fields if field.isVisibleTo(page)]


def test_each_recording_has_a_field_that_is_called_like_it(page: CapturePage, window: MainWindow) -> None:
    names = [field.text.accessibleName() for field in shown(page)]
    assert names == ["Transcript of one.wav", "Transcript of two.wav"]
    for width_px in (560, 1080):
        window.resize(width_px, 700)
        for _ in range(8):  # what is placed by its own width is placed after a first layout
            QApplication.processEvents()
        assert layout_faults(window) == []


def test_words_of_one_alone_are_not_taken(page: CapturePage) -> None:
    first, second = shown(page)
    assert page.form.create_button.isEnabled()
    first.text.setPlainText("Good morning.")
    assert page.form.missing.text() == "Still missing: give the words of each recording, or of none."
    assert not page.form.create_button.isEnabled()
    second.text.setPlainText("Good night.")
    assert page.form.create_button.isEnabled()


def test_the_words_go_with_their_recordings_line_by_line(page: CapturePage, app: Application, qtbot: QtBot) -> None:
    first, second = shown(page)
    first.text.setPlainText("Good\nmorning.")
    second.text.setPlainText("Good night.")
    page.form.ask_to_create()
    qtbot.waitUntil(lambda: bool(app.library.list()), timeout=REVIEW_MS)
    (voice,) = app.library.list()
    assert voice.transcript == "Good morning.\nGood night."
    assert len(voice.references) == 2


def test_a_single_recording_has_one_field_again(
    page: CapturePage, window: MainWindow, speech: Path, qtbot: QtBot
) -> None:
    for field in shown(page):
        field.text.setPlainText("Words.")
    import_speech(window, qtbot, speech)
    fill_in(page, "Ben")
    (field,) = shown(page)
    assert field.text.accessibleName() == "Transcript"
    assert page.form.content.transcripts == ()
    assert not any(each.words for each in page.form.transcripts.fields)
