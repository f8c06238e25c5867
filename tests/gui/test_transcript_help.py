"""Suggestions and warnings beside the transcript, and the warning below a text to be spoken."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import fill_in, import_speech
from tests.support.fake_host import fake_engine
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.remembered_hearing import RememberedHearing
from tests.support.speech import PANGRAMS
from voicecloner.domain.voice import VoiceMode
from voicecloner.gui.capture.voice_form import VoiceForm
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SPEAK
from voicecloner.speech import recognizer
from voicecloner.use_cases.review.propose_transcript import ADVICE

pytestmark = [NEEDS_RECOGNIZER, pytest.mark.usefixtures("hears_once")]
GERMAN = "Guten Morgen, meine Damen und Herren, wir haben heute sehr schönes Wetter."
OTHER = "Never before had so many people come together to hear about an evening by the sea, where nothing happened."


@pytest.fixture
def form(window: MainWindow, speech: Path, qtbot: QtBot) -> VoiceForm:
    return import_speech(window, qtbot, speech).form


def written(form: VoiceForm) -> str:
    return form.transcripts.first.toPlainText()


def warned(form: VoiceForm, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: form.transcripts.help.warning.text() != "")
    assert form.transcripts.help.warning.isVisibleTo(form)
    return form.transcripts.help.warning.text()


def test_the_words_are_suggested_and_said_to_be_a_suggestion(form: VoiceForm, qtbot: QtBot) -> None:
    form.transcripts.help.suggest_button.click()
    assert form.transcripts.help.suggest_button.text().strip() == "Listening…"
    assert not form.transcripts.help.suggest_button.isEnabled()
    qtbot.waitUntil(lambda: written(form) != "")
    assert form.transcripts.help.words.text() == ADVICE
    assert form.transcripts.help.words.isVisibleTo(form)
    form.transcripts.first.insertPlainText("Well, ")
    assert not form.transcripts.help.words.isVisibleTo(form)


def test_words_that_stand_there_are_replaced_and_can_be_brought_back(form: VoiceForm, window, qtbot: QtBot) -> None:
    form.transcripts.first.setPlainText("My words.")
    assert form.transcripts.help.suggest_button.isEnabled()
    assert "replaced; that can be undone" in form.transcripts.help.suggest_button.toolTip()
    form.transcripts.help.suggest_button.click()
    qtbot.waitUntil(lambda: written(form) != "My words.")
    assert window.message_bar.message.text == "Your words were replaced by a suggestion."
    window.message_bar.message.action()
    assert written(form) == "My words."


def test_words_replaced_are_not_brought_into_another_recording(form: VoiceForm, window, speech, qtbot: QtBot) -> None:
    form.transcripts.first.setPlainText("My words.")
    form.transcripts.help.suggest_button.click()
    qtbot.waitUntil(lambda: written(form) != "My words.")
    take_back = window.message_bar.message.action
    window.capture.clear()
    assert not window.message_bar.isVisible()
    take_back()
    assert written(form) == ""


def test_words_typed_while_it_listens_stay(form: VoiceForm, qtbot: QtBot) -> None:
    form.transcripts.first.setPlainText("The")
    form.transcripts.help.suggest_button.click()
    form.transcripts.first.setPlainText("The quick")
    qtbot.waitUntil(lambda: form.transcripts.help.suggest_button.text().strip() == "Suggest the words")
    assert written(form) == "The quick"
    assert form.transcripts.help.words.text().startswith("Your words were kept")


def test_listening_can_be_stopped(
    form: VoiceForm, window: MainWindow, hears_once: RememberedHearing, qtbot: QtBot
) -> None:
    hears_once.forget()
    form.transcripts.help.suggest_button.click()
    window.stop()
    qtbot.waitUntil(form.transcripts.help.suggest_button.isEnabled)
    assert written(form) == ""
    assert not window.message_bar.isVisible()


def test_other_languages_have_no_suggestion(form: VoiceForm) -> None:
    form.language.choose("fr")
    assert not form.transcripts.help.suggest_button.isEnabled()
    assert form.transcripts.help.words.text() == "There are suggestions for English only."
    form.language.choose("en-GB")
    assert form.transcripts.help.suggest_button.isEnabled()
    assert not form.transcripts.help.words.isVisibleTo(form)


def test_without_a_recognizer_there_is_a_message(form: VoiceForm, window, monkeypatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(recognizer, "child_command", lambda: ["/nowhere/recognizer"])
    form.transcripts.help.suggest_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.hint == "Type the words yourself."
    assert form.transcripts.help.suggest_button.isEnabled()


def test_words_that_do_not_fit_are_told_of_and_do_not_stop_anybody(form: VoiceForm, window, qtbot: QtBot) -> None:
    fill_in(window.capture)
    form.transcripts.first.setPlainText(OTHER)
    assert "do not seem to be those of the recording" in warned(form, qtbot)
    assert form.create_button.isEnabled()
    form.transcripts.first.setPlainText(PANGRAMS)
    assert not form.transcripts.help.warning.isVisibleTo(form)


def test_another_language_is_told_of(form: VoiceForm, qtbot: QtBot) -> None:
    form.transcripts.first.setPlainText(GERMAN)
    assert "The transcript seems to be German" in warned(form, qtbot)


def test_another_recording_starts_anew(form: VoiceForm, window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    form.transcripts.first.setPlainText(OTHER)
    warned(form, qtbot)
    window.capture.clear()
    assert form.transcripts.help.warning.text() == ""
    assert not form.transcripts.help.suggest_button.isEnabled()


def test_a_text_in_another_language_is_told_of_before_it_is_spoken(
    window: MainWindow, make_voice, qtbot: QtBot
) -> None:
    make_voice("Anna")
    window.tools.voices.refresh()
    window.show_page(SPEAK)
    page = window.speak
    qtbot.waitUntil(lambda: page.choice.voice_id != "")
    page.form.text.setPlainText(GERMAN)
    qtbot.waitUntil(page.form.doubt.isVisible)
    assert page.form.doubt.text().startswith("The text seems to be German, but the language is set to English")
    assert page.form.speak_button.isEnabled()
    page.choice.language.choose("de")
    assert not page.form.doubt.isVisible()
    page.form.text.setPlainText("Hello!")
    assert not page.form.doubt.isVisible()


def test_the_field_tells_where_no_words_are_used(form: VoiceForm, window: MainWindow, qtbot: QtBot) -> None:
    assert "spoken in the recording, exactly" in form.transcripts.first.placeholderText()
    window.tools.engines.engines = (replace(fake_engine(modes=(VoiceMode.EMBEDDING,)), title="Plain"),)
    window.tools.engines.changed.emit(window.tools.engines.engines)
    assert form.transcripts.first.placeholderText().startswith("Optional: Plain makes the voice from the sound alone")


def test_words_that_are_not_used_are_no_reason_to_warn(form: VoiceForm, window: MainWindow, qtbot: QtBot) -> None:
    engines = window.tools.engines
    form.transcripts.first.setPlainText(OTHER)
    assert "do not seem to be those of the recording" in warned(form, qtbot)
    assert form.transcripts.help.warning.property("kind") == "missing"
    engines.engines = (replace(fake_engine(modes=(VoiceMode.EMBEDDING,)), title="Plain"),)
    engines.changed.emit(engines.engines)
    told = "Plain does not use the transcript, it is only kept with the voice. The words do not seem"
    qtbot.waitUntil(lambda: form.transcripts.help.warning.text().startswith(told))
    assert form.transcripts.help.warning.property("kind") == "muted"
