"""The three steps of the capture page: what is shown, what leads on, what stays in sight, and where the focus is."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import REVIEW_MS, fill_in, import_speech, start_recording
from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeMicrophone, FakeSpeaker
from tests.support.speech import speech_file
from tests.support.window_hands import find_button, press
from voicecloner.audio.files.encoding import read_audio, write_audio
from voicecloner.audio.files.importing import import_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SETTINGS, VOICES
from voicecloner.jobs import ProgressUpdate
from voicecloner.use_cases.recording.recording_flow import Phase
from voicecloner.use_cases.review.check_references import CheckReferences


def is_in_sight(window: MainWindow, part: QWidget) -> bool:
    """Whether nothing covers it, at any corner."""
    corners = (part.rect().center(), part.rect().topLeft() + QPoint(6, 6), part.rect().bottomRight() - QPoint(6, 6))
    found = [window.childAt(part.mapTo(window, corner)) for corner in corners]
    return all(each is part or (each is not None and part.isAncestorOf(each)) for each in found)


@pytest.fixture
def judged(app: Application) -> threading.Event:
    """Reviews wait for it."""
    event = threading.Event()
    review = app.judging.review

    def slow(clip, profile, cancel):
        while not event.wait(0.01):
            cancel.raise_if_cancelled()
        return review(clip, profile, cancel)

    vars(app)["check_references"] = CheckReferences(import_audio, slow)
    return event


@pytest.fixture
def late_speech(tmp_path: Path) -> Path:
    """Good speech of 14 s after 16 s of silence: more than half of it is none."""
    clip = read_audio(speech_file(tmp_path / "speech.wav", 14.0))
    path = tmp_path / "late.wav"
    hiss = np.random.default_rng(0).normal(0, 0.0003, 16 * clip.sample_rate).astype(np.float32)
    write_audio(path, AudioClip(np.concatenate([hiss, clip.samples]), clip.sample_rate), metadata={})
    return path


def test_at_first_there_is_only_one_thing_to_do(window: MainWindow) -> None:
    page = window.capture
    assert [each.text() for each in page.steps.buttons] == ["1  Record or import", "2  Review", "3  Name and create"]
    assert [each.isEnabled() for each in page.steps.buttons] == [True, False, False]
    assert not page.next_bar.isVisible()


def test_while_it_is_checked_the_recording_is_seen_and_heard(
    window: MainWindow, speech: Path, judged, speaker: FakeSpeaker, qtbot: QtBot
) -> None:
    page = window.capture
    window.import_files((speech,))
    assert page.step is Step.REVIEW
    assert page.result_card.title.text() == "good speech.wav"
    qtbot.waitUntil(lambda: page.result_card.player.track.seconds > 11.9, timeout=REVIEW_MS)
    assert page.captured is None
    assert page.next_bar.title.text() == "Checking the recording…"
    assert not page.next_bar.button.isEnabled()
    press(window, "Space")
    qtbot.waitUntil(lambda: bool(speaker.streams) and speaker.stream.is_active)
    judged.set()
    qtbot.waitUntil(lambda: page.captured is not None, timeout=REVIEW_MS)
    assert page.next_bar.title.text() == "Ready to use"
    assert page.next_bar.button.isEnabled()


def test_a_check_that_is_stopped_leads_back(window: MainWindow, speech: Path, judged, qtbot: QtBot) -> None:
    window.import_files((speech,))
    qtbot.waitUntil(lambda: window.capture.result_card.player.track.seconds > 0, timeout=REVIEW_MS)
    press(window, "Esc")
    qtbot.waitUntil(lambda: window.capture.step is Step.INPUT)
    assert not window.message_bar.isVisible()
    assert window.capture.result_card.player.track.seconds == 0


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (640, 400)])
def test_verdict_and_next_button_are_always_in_sight(window, host: FakeHost, speech, size, qtbot: QtBot) -> None:
    window.resize(*size)
    page = import_speech(window, qtbot, speech)
    bar = page.next_bar
    assert page.step is Step.REVIEW
    page.area.verticalScrollBar().setValue(page.area.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: is_in_sight(window, bar.button))
    assert is_in_sight(window, bar.title)
    bar.button.click()
    assert page.step is Step.NAME
    qtbot.waitUntil(lambda: is_in_sight(window, page.form.create_button))
    assert is_in_sight(window, bar.title)
    fill_in(page)
    host.gate.clear()
    page.form.create_button.click()
    qtbot.waitUntil(window.strip.isVisible)
    qtbot.waitUntil(lambda: is_in_sight(window, page.form.create_button))
    assert is_in_sight(window, page.form.stage)
    window.stop()
    qtbot.waitUntil(page.form.create_button.isEnabled)


def test_what_passed_is_one_line_that_opens(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    review = page.result_card.review
    assert review.passed_button.text().strip() == "19 checks passed"
    assert not review.passed.isVisible()
    review.passed_button.click()
    qtbot.waitUntil(review.passed.isVisible)
    review.passed_button.click()
    assert not review.passed.isVisible()


def test_silence_is_cut_off_by_its_button_and_brought_back(window, late_speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, late_speech)
    whole = page.captured
    assert page.next_bar.title.text() == "Usable, but could be better"
    find_button(page.result_card.review, "Cut off the silence").click()
    assert not page.next_bar.button.isEnabled()
    qtbot.waitUntil(lambda: page.captured is not whole, timeout=REVIEW_MS)
    (file,) = page.captured.checked.files
    assert file.span.start_s == pytest.approx(15.8, abs=0.3)
    assert page.next_bar.title.text() == "Ready to use"
    assert page.result_card.cut_words.text().startswith("Only 0:15–0:")
    cut = page.captured
    page.result_card.whole_button.click()
    qtbot.waitUntil(lambda: page.captured is not cut, timeout=REVIEW_MS)
    assert page.captured.checked.files[0].span is None
    assert not page.result_card.cut.isVisible()


def test_a_quiet_recording_is_brought_to_level_by_its_button(window, speech: Path, tmp_path, qtbot: QtBot) -> None:
    clip, path = read_audio(speech), tmp_path / "quiet.wav"
    gain = 10 ** (-38 / 20) / float(np.sqrt(np.mean(np.square(clip.samples))))
    write_audio(path, AudioClip(clip.samples * gain, clip.sample_rate), metadata={})
    page = import_speech(window, qtbot, path)
    find_button(page.result_card.review, "Bring to level").click()
    qtbot.waitUntil(lambda: page.repair_card.plan.bring_to_level)
    qtbot.waitUntil(page.repair_card.repaired.isEnabled)
    find_button(page.result_card.review, "Hear it repaired").click()
    assert page.repair_card.repaired.isChecked()
    qtbot.waitUntil(lambda: window.tools.playback.is_playing("capture"))


def test_a_voice_that_is_made_speaks_by_itself(window, host: FakeHost, speaker: FakeSpeaker, speech, qtbot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    page.form.create_button.click()
    qtbot.waitUntil(lambda: window.stack.currentIndex() == VOICES)
    qtbot.waitUntil(lambda: bool(host.spoken))
    qtbot.waitUntil(lambda: bool(speaker.streams) and speaker.stream.is_active)
    assert window.voices.voice.name == "Anna"
    assert window.voices.view.hasFocus()
    assert host.spoken[0][0] == "Early on a clear morning, the whole valley was still quiet."
    assert page.step is Step.INPUT


def test_the_focus_waits_for_the_button_that_makes_the_voice(window, host: FakeHost, speech, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    host.gate.clear()
    page.form.create_button.setFocus()
    page.form.create_button.click()
    assert not page.form.create_button.isEnabled()
    assert page.form.hasFocus()
    page.form.show_progress(ProgressUpdate("Fitting the voice", 0.3, "75 % alike", is_usable=True))
    assert page.form.create_button.hasFocus()
    host.gate.set()


def test_nobody_is_taken_away_from_where_they_went_meanwhile(window, host: FakeHost, app, speech, qtbot) -> None:
    page = import_speech(window, qtbot, speech)
    fill_in(page)
    host.gate.clear()
    page.form.create_button.click()
    window.show_page(SETTINGS)
    host.gate.set()
    qtbot.waitUntil(lambda: app.library.count() == 1)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.action_name == "Speak with it"
    assert window.stack.currentIndex() == SETTINGS
    assert host.spoken == []


def test_ctrl_enter_leads_on(window: MainWindow, app: Application, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    press(window, "Ctrl+Return")
    assert page.step is Step.NAME
    fill_in(page)
    press(window, "Ctrl+Return")
    qtbot.waitUntil(lambda: app.library.count() == 1)


def test_a_file_is_not_taken_into_a_recording(window, microphone: FakeMicrophone, speech: Path, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    window.import_files((speech,))
    assert window.message_bar.message.text == "A recording is under way."
    assert window.capture.record_card.is_recording
    assert [each.isEnabled() for each in window.capture.steps.buttons] == [True, False, False]


@pytest.mark.parametrize("size", [(560, 700), (1024, 700), (1280, 800), (2560, 1600)])
def test_nothing_jumps_when_a_recording_starts(window, microphone: FakeMicrophone, size, qtbot: QtBot) -> None:
    window.resize(*size)
    card = window.capture.record_card
    qtbot.waitUntil(lambda: card.picker.isVisible() and window.width() == size[0])
    QApplication.processEvents()
    places = []
    start_recording(window, qtbot)
    card.microphone.discard()
    qtbot.waitUntil(lambda: card.microphone.phase is Phase.RESTING)
    window.message_bar.hide()
    for is_recording in (False, True):
        if is_recording:
            start_recording(window, qtbot)
            microphone.hear(np.full(48_000, 0.1, np.float32))
            qtbot.waitUntil(lambda: card.track.seconds > 0.5)
        for _ in range(8):  # what is placed by its own width is placed after a first layout
            QApplication.processEvents()
        places.append(card.ring.mapTo(window, QPoint()))
    assert places[0] == places[1]
    assert window.capture.area.verticalScrollBar().value() == 0
    first, view = window.capture.script_card.prompter.labels[0], window.capture.area.viewport()
    assert first.mapTo(view, QPoint(0, first.height())).y() <= view.height(), "and there is something to read"


class TestFocus:
    """It is where the eye is."""

    @pytest.mark.parametrize(
        ("keys", "wanted"),
        [
            ("Ctrl+1", lambda window: window.capture.record_card.ring),
            ("Ctrl+2", lambda window: window.voices.view),
            ("Ctrl+3", lambda window: window.speak.form.text),
            ("Ctrl+4", lambda window: window.long_texts.document_card.choose_button),
            ("Ctrl+5", lambda window: window.models.search),
            ("Ctrl+6", lambda window: window.settings.fields["theme"]),
        ],
    )
    def test_after_the_keys_of_pages(self, window, make_voice, keys: str, wanted, qtbot: QtBot) -> None:
        make_voice("Anna")
        window.tools.voices.refresh()
        qtbot.waitUntil(lambda: window.voices.model.rowCount() == 1)
        window.sidebar._help.setFocus()
        press(window, keys)
        assert wanted(window).hasFocus()

    def test_after_importing(self, window, speech: Path, monkeypatch, qtbot: QtBot) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(speech)], ""))
        press(window, "Ctrl+O")
        qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=REVIEW_MS)
        assert window.capture.result_card.player.view.hasFocus()

    def test_after_a_dialog_that_was_cancelled(self, window, monkeypatch) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([], ""))
        press(window, "Ctrl+6")
        press(window, "Ctrl+O")
        assert window.capture.import_card.choose_button.hasFocus()

    def test_after_asking_for_the_room(self, window, microphone, qtbot: QtBot) -> None:
        card = window.capture.record_card
        qtbot.waitUntil(card.room.check_button.isEnabled)
        card.room.check_button.setFocus()
        card.room.check_button.click()
        assert card.ring.hasFocus()

    def test_after_alt_n(self, window: MainWindow, speech: Path, qtbot: QtBot) -> None:
        window.resize(640, 400)
        page = import_speech(window, qtbot, speech)
        press(window, "Alt+N")  # the button is seen to be pressed first
        qtbot.waitUntil(lambda: page.step is Step.NAME)
        assert page.form.name.hasFocus()
        page.area.verticalScrollBar().setValue(page.area.verticalScrollBar().maximum())
        page.form.speaker.setFocus()
        press(window, "Alt+N")
        assert page.form.name.hasFocus()
        qtbot.waitUntil(lambda: is_in_sight(window, page.form.name))

    def test_a_name_that_stands_there_is_selected(self, window: MainWindow, speech: Path, qtbot: QtBot) -> None:
        page = import_speech(window, qtbot, speech)
        fill_in(page, "Anna")
        page.go(Step.REVIEW)
        page.go(Step.NAME)
        assert page.form.name.selectedText() == "Anna"

    def test_what_was_clicked_at_does_not_move(self, window, speech: Path, qtbot: QtBot, monkeypatch) -> None:
        window.resize(640, 400)
        page = import_speech(window, qtbot, speech)
        page.go(Step.NAME)
        before = page.area.verticalScrollBar().value()
        monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
        page.form.speaker.setFocus()
        assert page.area.verticalScrollBar().value() == before


def test_every_step_has_a_name_and_a_state_for_screen_readers(window, speech: Path, qtbot: QtBot) -> None:
    page = import_speech(window, qtbot, speech)
    steps: tuple[QAbstractButton, ...] = page.steps.buttons
    assert [each.accessibleDescription() for each in steps] == ["", "you are here", ""]
    assert page.next_bar.accessibleName().startswith("Ready to use: Nothing stands in the way")
