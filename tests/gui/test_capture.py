"""The capture page: recording, importing, the review, and the form."""

import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import RATE, REVIEW_MS, fill_in, import_speech, speak_into, start_recording
from tests.support.clips import syllables
from tests.support.fake_host import FakeHost, fake_engine
from tests.support.fake_streams import FakeMicrophone
from tests.support.speech import speech_file
from tests.support.window_hands import find_button, press
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import DeviceError, EngineCrashed
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, SPEAK, VOICES
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.use_cases.recording.reading_scripts import reading_script


def test_an_imported_file_is_shown_with_its_review(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    assert page.result_card.title.text() == "good speech.wav"
    assert page.result_card.duration.text() == "12.0\u00a0s"
    assert page.result_card.player.track.seconds == pytest.approx(12.0, abs=0.1)
    assert page.step is Step.REVIEW
    assert page.next_bar.title.text() == "Ready to use"
    assert not page.script_card.isVisible()
    assert not page.form.isVisible()


def test_an_unreadable_file_becomes_a_message(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "letter.wav"
    path.write_text("Dear Anna,")
    window.import_files((path,))
    qtbot.waitUntil(window.message_bar.isVisible)
    assert "letter.wav" in window.message_bar.message.text
    assert window.capture.step is Step.INPUT


def test_a_bad_file_leaves_the_review_that_was_open(window, speech: Path, tmp_path: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    open_review = page.captured
    path = tmp_path / "letter.wav"
    path.write_text("Dear Anna,")
    window.import_files((path,))
    assert page.form.missing_words() == "Another recording is being checked."
    qtbot.waitUntil(window.message_bar.isVisible, timeout=REVIEW_MS)
    assert "letter.wav" in window.message_bar.message.text
    assert page.captured is open_review
    assert page.step is Step.NAME
    assert page.form.name.text() == "Anna"
    assert page.form.create_button.isEnabled()


def test_a_good_file_takes_the_place_of_the_one_shown(window, speech: Path, bad_speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    window.import_files((bad_speech,))
    qtbot.waitUntil(lambda: page.captured.checked.request.paths == (bad_speech,), timeout=REVIEW_MS)
    assert page.result_card.title.text() == "bad.wav"
    assert page.form.name.text() == ""
    assert not page.form.create_button.isEnabled()


def test_discarding_what_is_shown_does_not_lose_what_is_coming(window, speech, bad_speech, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    window.import_files((bad_speech,))
    find_button(page.result_card, "Discard").click()
    assert page.captured is None
    assert page.step is Step.INPUT
    qtbot.waitUntil(lambda: page.captured is not None, timeout=REVIEW_MS)
    assert page.result_card.title.text() == "bad.wav"


def test_the_button_says_what_is_missing(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    form = import_speech(window, qtbot, speech).form
    assert form.missing.text() == "Still missing: give the voice a name and say whose voice it is."
    assert not form.create_button.isEnabled()
    form.name.setText("  ")
    assert "a name" in form.missing.text()
    form.name.setText("Anna")
    assert form.missing.text() == "Still missing: say whose voice it is."
    form.consents[ConsentKind.GIVEN].setChecked(True)
    assert form.missing.text() == "Still missing: name the speaker who gave consent."
    form.speaker.setText("Anna Example")
    assert form.missing.text() == ""
    assert form.create_button.isEnabled()


def test_no_consent_is_preselected_and_none_survives(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    assert page.form.content.consent is None
    fill_in(page)
    page = import_speech(window, qtbot, speech)
    page.next_bar.button.click()
    assert page.form.isVisible()
    assert page.form.content.consent is None


def test_a_failed_review_cannot_be_used(window: MainWindow, bad_speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, bad_speech)
    fill_in(page)
    assert "did not pass its review" in page.next_bar.sentence.text()
    assert not page.steps.buttons[Step.NAME].isEnabled()
    assert not page.form.create_button.isEnabled()
    page.form.ask_to_create()
    assert not window.tools.app.manage_voices.list().voices


def test_a_name_that_is_taken_is_seen_before_the_work(window, make_voice, speech: Path, qtbot: QtBot) -> None:
    make_voice("Anna")
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.tools.voices.listed.count == 1)
    page = import_speech(window, qtbot, speech)
    fill_in(page, "anna")
    assert page.form.missing.text() == "There is a voice named “anna” already."


def test_a_voice_is_made_and_spoken_with(window: MainWindow, app: Application, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    page.form.speaker.setText("Anna Example")
    page.form.transcripts.first.setPlainText("The words.")
    page.form.create_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    voice = app.manage_voices.find("Anna")
    assert (voice.consent.kind, voice.consent.speaker, voice.consent.stated_via) == ("own", "Anna Example", "window")
    assert (voice.transcript, voice.mode) == ("The words.", VoiceMode.TRANSCRIPT)
    assert page.step is Step.INPUT
    assert window.message_bar.message.text == "“Anna” is ready."
    assert window.stack.currentIndex() == VOICES
    qtbot.waitUntil(lambda: window.voices.voice == voice)
    window.message_bar.message.action()
    qtbot.waitUntil(lambda: window.speak.choice.voice_id == voice.id)
    assert window.stack.currentIndex() == SPEAK


def test_cloning_can_be_stopped(window: MainWindow, host: FakeHost, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    host.gate.clear()
    page.form.create_button.click()
    qtbot.waitUntil(window.strip.isVisible)
    assert not page.form.create_button.isEnabled()
    window.strip.stop()
    qtbot.waitUntil(page.form.create_button.isEnabled)
    assert host.cloned == []
    assert not window.message_bar.isVisible()


def test_a_crash_while_cloning_keeps_the_form(window: MainWindow, host: FakeHost, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    host.error = EngineCrashed("The engine's process ended.")
    page.form.create_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The engine's process ended."
    assert page.form.name.text() == "Anna"
    assert page.form.create_button.isEnabled()


def test_a_newer_import_takes_the_place_of_one_still_read(window, speech: Path, tmp_path: Path, qtbot: QtBot) -> None:
    missing = tmp_path / "missing.wav"
    window.import_files((missing,))
    page = import_speech(window, qtbot, speech)
    assert page.captured.checked.request.paths == (speech,)
    assert not window.message_bar.isVisible()


def test_a_recording_fills_the_ring_and_says_what_is_missing(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    card = window.capture.record_card
    speak_into(microphone, 5.0)
    qtbot.waitUntil(lambda: card.words.text() == "5.0 s · 15 s to go")
    assert card.track.seconds == pytest.approx(5.0, abs=0.06)
    assert not window.capture.import_card.isVisible()
    assert window.capture.script_card.isVisible()
    speak_into(microphone, 15.5)
    qtbot.waitUntil(lambda: "enough" in card.words.text())
    card.discard_button.click()
    qtbot.waitUntil(lambda: not card.is_recording)
    assert window.capture.import_card.isVisible()


def test_a_recording_can_wait_and_go_on(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    card = window.capture.record_card
    speak_into(microphone, 2.0)
    qtbot.waitUntil(lambda: card.words.text().startswith("2.0 s"))
    card.pause_button.click()
    qtbot.waitUntil(lambda: card.words.text() == "2.0 s · paused")
    card.pause_button.click()
    speak_into(microphone, 1.0)
    qtbot.waitUntil(lambda: card.words.text() == "3.0 s · 17 s to go")
    card.discard_button.click()
    qtbot.waitUntil(lambda: not card.is_recording)


def test_a_full_recording_can_be_used(window: MainWindow, microphone: FakeMicrophone, app, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    speak_into(microphone, 21.0)
    qtbot.waitUntil(lambda: "enough" in window.capture.record_card.words.text())
    window.capture.record_card.ring.click()
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    page = window.capture
    assert page.result_card.title.text() == "Your recording"
    assert page.form.transcripts.first.toPlainText() == reading_script("en").text
    page.form.read_script.setChecked(False)
    assert page.form.transcripts.first.toPlainText() == ""
    fill_in(page)
    page.form.create_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert app.manage_voices.find("Anna").mode is VoiceMode.EMBEDDING
    qtbot.waitUntil(lambda: not list((app.folders.data / "recordings").iterdir()))


def test_a_short_recording_is_shown_but_cannot_be_used(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    speak_into(microphone, 12.0)
    qtbot.waitUntil(lambda: window.capture.record_card.words.text().startswith("12.0"))
    window.capture.record()
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    fill_in(window.capture)
    assert window.capture.form.missing.text() == "The recording is too short: 8.0 s of usable speech are missing."
    assert window.capture.captured.checked.review.verdict is Severity.FAIL  # the verdict says what the button says
    assert not window.capture.form.create_button.isEnabled()


def test_a_discarded_recording_leaves_no_file_once_the_window_is_closed(
    window, microphone: FakeMicrophone, app: Application, qtbot: QtBot
) -> None:
    start_recording(window, qtbot)
    speak_into(microphone, 12.0)
    qtbot.waitUntil(lambda: window.capture.record_card.words.text().startswith("12.0"))
    window.capture.record_card.toggle()
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    window.capture.result_card.discard_button.click()
    assert window.capture.step is Step.INPUT
    assert window.message_bar.message.text == "“Your recording” was discarded."
    window.close()
    assert list((app.folders.data / "recordings").iterdir()) == []


def test_recordings_that_are_discarded_together_are_counted(window, speech: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "other.wav"
    shutil.copyfile(speech, other)
    window.import_files((speech, other))
    qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=REVIEW_MS)
    window.capture.result_card.discard_button.click()
    assert window.message_bar.message.text == "2 recordings were discarded."


def test_discarding_a_recording_can_be_undone_with_what_was_filled_in(window, microphone, app, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    speak_into(microphone, 21.0)
    qtbot.waitUntil(lambda: "enough" in window.capture.record_card.words.text())
    window.capture.record_card.toggle()
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    page = window.capture
    fill_in(page)
    before, content = page.captured, page.form.content
    page.steps.buttons[Step.REVIEW].click()
    find_button(page.result_card, "Discard").click()
    assert page.captured is None
    assert page.form.content != content
    press(window, "Ctrl+Z")
    assert page.captured is before
    assert page.form.content == content
    assert page.step is Step.REVIEW
    page.form.transcripts.first.clear()  # nobody has read the script
    page.form.create_button.click()
    qtbot.waitUntil(lambda: bool(app.library.list()))
    qtbot.waitUntil(lambda: not list((app.folders.data / "recordings").iterdir()))


def test_discarding_while_recording_can_be_undone(window, microphone: FakeMicrophone, app, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    speak_into(microphone, 12.0)
    card = window.capture.record_card
    qtbot.waitUntil(lambda: card.words.text().startswith("12.0"))
    card.discard_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The recording of 12.0\u00a0s was discarded."
    assert app.recover_recordings.found() == (), "nobody else is offered it meanwhile"
    start_recording(window, qtbot)
    press(window, "Ctrl+Z")
    assert window.message_bar.message.text == "A recording is under way."
    card.discard_button.click()
    qtbot.waitUntil(lambda: not card.is_recording)
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert window.capture.captured.recording.seconds == pytest.approx(12.0, abs=0.01)
    window.close()
    assert [path.suffix for path in (app.folders.data / "recordings").iterdir()] == [".part"], (
        "offered at the next start"
    )


def test_a_microphone_that_refuses_is_told_of(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    microphone.refusal = DeviceError("The microphone is in use by another program.")
    window.capture.record_card.ring.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The microphone is in use by another program."
    assert window.capture.import_card.isVisible()
    assert window.capture.record_card.words.text() == "Press to record"


def test_a_microphone_that_goes_away_keeps_the_recording(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    speak_into(microphone, 21.0)
    qtbot.waitUntil(lambda: "enough" in window.capture.record_card.words.text())
    microphone.stream.is_active = False
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert "21.0 s were kept" in window.message_bar.message.text
    assert window.capture.captured.recording.seconds == pytest.approx(21.0, abs=0.1)


def test_what_ended_a_recording_is_told_until_the_next_one_begins(
    window: MainWindow, microphone: FakeMicrophone, qtbot: QtBot
) -> None:
    start_recording(window, qtbot)
    microphone.stream.is_active = False  # before it has sent anything: there is nothing to look at
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The microphone went away."
    assert window.message_bar.message.hint == "Nothing was recorded: record again."
    assert window.capture.captured is None
    start_recording(window, qtbot)
    assert not window.message_bar.isVisible()


def test_clipping_is_told_while_recording(window: MainWindow, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    microphone.hear(np.clip(4 * syllables(1.0, RATE), -1, 1))
    qtbot.waitUntil(lambda: window.capture.record_card.meter.is_clip_lit)
    qtbot.waitUntil(lambda: "Too loud" in window.capture.record_card.advice.text())


def test_the_page_left_while_recording_costs_no_frames(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    timer = window.capture.record_card.microphone.frames
    assert timer.isActive()
    window.show_page(SPEAK)
    assert not timer.isActive()
    window.show_page(CAPTURE)
    assert timer.isActive()
    assert window.capture.record_card.is_recording


def test_without_a_microphone_importing_still_works(window, monkeypatch, speech: Path, qtbot: QtBot) -> None:
    monkeypatch.setattr("voicecloner.audio.capture.devices.list_inputs", lambda: ())
    card = window.capture.record_card
    card.picker.look_up()
    qtbot.waitUntil(lambda: "No microphone was found" in card.advice.text())
    assert not card.ring.isEnabled()
    import_speech(window, qtbot, speech)


def test_the_chosen_microphone_is_used_and_kept(window, microphone: FakeMicrophone, qtbot: QtBot) -> None:
    combo = window.capture.record_card.picker._combo
    qtbot.waitUntil(lambda: combo.count() == 3)
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert window.tools.preferences.settings.input_device == "Studio mic"
    start_recording(window, qtbot)
    assert microphone.devices[-1].name == "Studio mic"


def test_a_judging_process_that_dies_is_one_sentence_and_the_next_file_is_judged(
    window: MainWindow, app: Application, speech: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    judging = JudgingProcess()
    vars(app)["judging"] = judging
    vars(app).pop("check_references", None)
    judging.new_gate(None)
    os.kill(judging.pid, signal.SIGKILL)
    window.import_files((speech,))
    qtbot.waitUntil(lambda: "stopped working" in window.message_bar.message.text)
    window.import_files((speech,))
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert "The judging process ended" in caplog.text


def test_a_voice_that_is_good_enough_can_be_used_before_it_is_finished(
    window: MainWindow, host: FakeHost, speech: Path, app: Application, qtbot: QtBot
) -> None:
    host.keeps_best = True
    host.gate.clear()
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    button = page.form.create_button
    button.click()
    qtbot.waitUntil(lambda: button.text().strip() == "Use it now")
    assert page.form.stage.text() == "Fitting the voice: 84 % alike"
    assert button.isEnabled()
    button.click()
    assert not button.isEnabled()
    qtbot.waitUntil(lambda: app.library.count() == 1)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "“Anna” is ready."
    assert window.message_bar.message.hint.startswith("Stopped early")
    assert button.text().strip() == "Create voice"


def test_what_is_filled_in_cannot_be_changed_while_the_voice_is_made_of_it(
    window: MainWindow, host: FakeHost, speech: Path, app: Application, qtbot: QtBot
) -> None:
    host.gate.clear()
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    form = page.form
    fields = (form.name, form.speaker, *form.consents.values(), *form.details.uses.values(), form.details.note)
    form.name.setFocus()
    form.create_button.click()
    assert not any(field.isEnabled() for field in fields)
    assert window.focusWidget() is form, "the focus waits where nothing is set off by a key"
    host.gate.set()
    qtbot.waitUntil(lambda: app.library.count() == 1)
    qtbot.waitUntil(lambda: all(field.isEnabled() for field in fields))


def test_an_engine_content_with_little_asks_for_little(
    window: MainWindow, app: Application, host: FakeHost, tmp_path: Path, qtbot: QtBot
) -> None:
    host.info = fake_engine(profile="izwi")
    window.tools.engines.look_again()
    qtbot.waitUntil(lambda: app.record_reference.minimum_s == 3.0)
    assert window.capture.import_card.formats.text().endswith("\n3 seconds or more: the engine needs as much.")
    page = import_speech(window, qtbot, speech_file(tmp_path / "short.wav", 5.0))
    assert page.captured.checked.review.profile == "izwi"
    fill_in(page)
    assert page.form.create_button.isEnabled(), page.form.missing.text()


def test_an_error_goes_when_the_next_recording_is_read(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    picture = tmp_path / "picture.mp3"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    window.import_files((picture,))
    qtbot.waitUntil(lambda: window.message_bar.isVisible() and "picture" in window.message_bar.message.text)
    import_speech(window, qtbot, speech_file(tmp_path / "good.wav", seconds=14))
    assert not window.message_bar.isVisible()
