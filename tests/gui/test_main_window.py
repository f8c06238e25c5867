"""The window as a whole: pages, keys, drops, messages, progress."""

from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.speech import espeak_speech
from tests.support.window_hands import drop, dropped, find_button, press
from voicecloner.audio.playback.player import Player
from voicecloner.domain.quality import Severity
from voicecloner.errors import DeviceError
from voicecloner.gui.parts.dialogs.shortcuts import ShortcutsDialog
from voicecloner.gui.window.job_bridge import Queue, Task
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS, MODELS, SETTINGS, SPEAK, VOICES
from voicecloner.gui.window.page_tools import Message
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate


@pytest.mark.parametrize(
    ("keys", "page"),
    [
        ("Ctrl+1", CAPTURE),
        ("Ctrl+2", VOICES),
        ("Ctrl+3", SPEAK),
        ("Ctrl+4", LONG_TEXTS),
        ("Ctrl+5", MODELS),
        ("Ctrl+6", SETTINGS),
        ("Ctrl+,", SETTINGS),
        ("Ctrl+F", VOICES),
    ],
)
def test_keys_lead_to_pages(window: MainWindow, keys: str, page: int) -> None:
    window.show_page(SPEAK if page == CAPTURE else CAPTURE)
    press(window, keys)
    assert window.stack.currentIndex() == page


def test_ctrl_f_starts_a_search_once_there_are_voices(window: MainWindow, make_voice, qtbot: QtBot) -> None:
    make_voice("Anna")
    window.tools.voices.refresh()
    qtbot.waitUntil(window.voices.search.isEnabled)
    press(window, "Ctrl+F")
    assert window.voices.search.hasFocus()


def test_the_question_mark_lists_every_shortcut(window: MainWindow, qtbot: QtBot) -> None:
    window.setFocus()
    press(window, "?")
    dialog = window.findChild(ShortcutsDialog)
    assert dialog is not None
    dialog.reject()


def test_space_and_question_mark_are_letters_while_typing(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(SPEAK)
    window.speak.form.text.setFocus()
    QTest.keyClicks(window.speak.form.text, "Are you well?")
    assert window.speak.form.text.toPlainText() == "Are you well?"
    assert window.findChild(ShortcutsDialog) is None


def test_space_presses_the_button_that_has_the_focus(window: MainWindow) -> None:
    button = window.sidebar._buttons[SETTINGS]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert window.stack.currentIndex() == SETTINGS


def test_dropped_files_are_checked(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    window.show_page(SETTINGS)
    assert drop(window, speech, speech)
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert window.stack.currentIndex() == CAPTURE
    assert len(window.capture.captured.checked.files) == 2


def test_dropped_files_are_never_moved(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    move, copy = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
    event = dropped(window, speech, may=move | copy)
    assert event is not None
    assert event.proposedAction() == move
    assert event.dropAction() == copy
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert dropped(window, speech, may=move) is None


def test_a_recording_left_by_a_crash_is_offered_and_shown(app, speaker, qtbot: QtBot) -> None:
    folder = app.folders.data / "recordings"
    folder.mkdir(parents=True)
    spoken = espeak_speech()
    left = folder / "take-1.wav.part"
    soundfile.write(left, 0.6 * spoken.samples, spoken.sample_rate, format="WAV", subtype="FLOAT")
    window = MainWindow(app, Player(speaker.open))
    qtbot.addWidget(window)
    window.show()
    try:
        qtbot.waitUntil(window.capture.lost.isVisible)
        find_button(window.capture.lost, "Recover").click()
        qtbot.waitUntil(lambda: window.capture.captured is not None)
        assert window.capture.captured.recording.seconds == pytest.approx(spoken.seconds, abs=0.1)
        assert "too short" in window.capture.form.missing_words()
    finally:
        window.close()


def test_dropped_folders_and_texts_are_refused(window: MainWindow, tmp_path: Path) -> None:
    window.show_page(VOICES)
    assert not drop(window, tmp_path)
    assert not drop(window)
    assert window.stack.currentIndex() == VOICES


def test_no_child_takes_drops_from_the_window(whole_window: MainWindow) -> None:
    assert [widget for widget in whole_window.findChildren(QWidget) if widget.acceptDrops()] == []


def test_errors_become_messages_with_a_hint(window: MainWindow) -> None:
    window.tools.bridge.failed.emit(DeviceError("The microphone is gone."))
    assert window.message_bar.isVisible()
    assert window.message_bar.message.severity is Severity.FAIL
    assert "then try again" in window.message_bar.message.hint
    assert window.message_bar.accessibleName().startswith("Error: The microphone is gone.")


def test_a_message_can_carry_an_action(window: MainWindow) -> None:
    pressed: list[bool] = []
    window.tools.messages.tell(Message("Deleted.", action_name="Undo", action=lambda: pressed.append(True)))
    window.message_bar._action.click()
    assert pressed == [True]
    assert not window.message_bar.isVisible()


def told_by(window: MainWindow, page: int, severity: Severity = Severity.FAIL) -> None:
    """Have a page tell something."""
    window.tools.of_page(page).messages.tell(Message("Something happened.", "", severity))
    assert window.message_bar.isVisible()


def test_what_went_wrong_on_a_page_goes_when_the_page_is_left(window: MainWindow) -> None:
    window.show_page(SPEAK)
    told_by(window, SPEAK)
    window.show_page(SPEAK)
    assert window.message_bar.isVisible()
    window.show_page(MODELS)
    assert not window.message_bar.isVisible()


def test_what_another_page_tells_stays_until_that_page_was_looked_at(window: MainWindow) -> None:
    window.show_page(SPEAK)
    told_by(window, LONG_TEXTS)
    window.show_page(LONG_TEXTS)
    assert window.message_bar.isVisible()
    window.show_page(SPEAK)
    assert not window.message_bar.isVisible()


def test_what_is_no_pages_own_and_what_went_well_stay_where_a_page_is_left(window: MainWindow) -> None:
    window.show_page(SPEAK)
    window.tools.messages.tell(Message("The library was mended.", "", Severity.WARN))
    window.show_page(MODELS)
    assert window.message_bar.isVisible()
    told_by(window, MODELS, Severity.OK)
    window.show_page(SPEAK)
    assert window.message_bar.isVisible()


def test_an_error_of_work_that_nobody_handles_goes_with_the_page_where_it_came(window: MainWindow) -> None:
    window.show_page(SPEAK)
    window.tools.bridge.failed.emit(DeviceError("The loudspeaker is gone."))
    assert window.message_bar.isVisible()
    window.show_page(VOICES)
    assert not window.message_bar.isVisible()


def test_what_went_wrong_goes_when_the_next_work_is_begun(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(SPEAK)
    told_by(window, SPEAK)
    window.tools.bridge.submit(Task(lambda _progress, _cancel: None, Queue.FILES))
    assert window.message_bar.isVisible()  # nobody sees that work
    window.tools.bridge.submit(Task(lambda _progress, _cancel: None, Queue.FILES, "Reading"))
    assert not window.message_bar.isVisible()


def test_long_work_shows_stage_percent_and_stop(window: MainWindow, qtbot: QtBot) -> None:
    def work(progress: Progress, cancel: CancelToken) -> None:
        progress(ProgressUpdate("Halfway there", 0.5))
        cancel.wait(10)
        cancel.raise_if_cancelled()

    running = window.tools.bridge.submit(Task(work, Queue.FILES, "Working"))
    assert not window.strip.isVisible()
    qtbot.waitUntil(window.strip.isVisible)
    assert window.strip._stage.text() == "Halfway there"
    assert window.strip._percent.text() == "50 %"
    press(window, "Esc")
    qtbot.waitUntil(lambda: not window.strip.isVisible())
    assert running.job.cancel_token.is_cancelled
    assert not window.message_bar.isVisible()


def test_closing_during_work_stops_it_and_closes_the_engines(window: MainWindow, host: FakeHost, qtbot: QtBot) -> None:
    window.tools.engines.request()
    qtbot.waitUntil(lambda: bool(window.tools.engines.engines))

    def work(_progress: Progress, cancel: CancelToken) -> None:
        cancel.wait(10)

    running = window.tools.bridge.submit(Task(work, Queue.ENGINE, "Working"))
    assert window.close()
    assert running.job.cancel_token.is_cancelled
    assert host.is_closed


def test_every_control_has_a_name_for_screen_readers(whole_window: MainWindow) -> None:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSlider)
    controls = [
        w for kind in kinds for w in whole_window.findChildren(kind) if w.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    own = [w for w in controls if not isinstance(w.parent(), QComboBox | QAbstractSpinBox)]
    nameless = [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in own if not _spoken_name(w)]
    assert len(own) > 25
    assert nameless == []


def _spoken_name(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK, SETTINGS])
def test_everything_fits_the_smallest_window(window: MainWindow, make_voice, page: int, qtbot: QtBot) -> None:
    make_voice("A voice with a very long name that nobody would ever want to read to its very end")
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.voice is not None)
    window.resize(560, 380)
    window.show_page(page)
    qtbot.waitUntil(lambda: window.sidebar.width() < 100)
    shown = window.stack.currentWidget()
    sheet = shown if page in {CAPTURE, VOICES} else shown.widget()
    qtbot.waitUntil(lambda: sheet.minimumSizeHint().width() <= shown.width())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_changes_at_once_and_is_kept(window: MainWindow, theme: str, qtbot: QtBot) -> None:
    other = "dark" if theme == "light" else "light"
    window.tools.preferences.change("theme", other)
    window.tools.preferences.change("theme", theme)
    is_dark = QApplication.palette().window().color().lightness() < 128
    assert is_dark == (theme == "dark")
    qtbot.waitUntil(lambda: window.tools.app.settings_store.load().theme == theme)
