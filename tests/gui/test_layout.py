"""Nothing is cut off, outside its place or on top of something else, at any size, with names as long as they may be."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import start_recording
from tests.support.clips import noise
from tests.support.fake_streams import FakeMicrophone
from tests.support.layout_faults import fits, layout_faults
from tests.support.long_text_hands import drop_document, drop_table
from voicecloner.audio.capture import devices
from voicecloner.domain.audio import AudioDevice
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.parts.dialogs.licence import LicenceDialog
from voicecloner.gui.parts.dialogs.name import NameDialog, NameQuestion
from voicecloner.gui.parts.dialogs.panel import Panel
from voicecloner.gui.parts.dialogs.question import Question, QuestionDialog
from voicecloner.gui.parts.dialogs.shortcuts import ShortcutsDialog
from voicecloner.gui.parts.scroll_page import Sheet
from voicecloner.gui.translation import tr
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, LONG_TEXTS, MODELS, SETTINGS, SPEAK, VOICES
from voicecloner.gui.window.page_tools import Message

SIZES = ((560, 380), (560, 700), (640, 480), (760, 600), (1024, 700), (1080, 700), (1280, 800), (2560, 1600))
_PATIENCE_MS = 60_000
LONG = "Aufnahmebesprechung im Wohnzimmer, zweiter Versuch, mit geschlossenen Fenstern und Türen"[:80]
UNBROKEN = LONG.replace(" ", "_").replace(",", "")


def resize(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    for _ in range(8):  # what is placed by its own width is placed after a first layout
        QApplication.processEvents()


def faults_at_all_sizes(window: MainWindow) -> list[str]:
    found = []
    for width, height in SIZES:
        resize(window, width, height)
        found += [f"{width}×{height}: {fault}" for fault in layout_faults(window)]
    return found


@pytest.fixture
def long_devices(microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "list_inputs", lambda: (AudioDevice(0, LONG, is_default=True),))
    monkeypatch.setattr(devices, "list_outputs", lambda: (AudioDevice(1, UNBROKEN, is_default=True),))


@pytest.fixture
def full_window(long_devices: None, window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> MainWindow:
    """With voices of long names, one of which has spoken."""
    make_voice(LONG, "de")
    make_voice(UNBROKEN, "en")
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.speak.choice.voices.count() == 2)
    window.speak.form.text.setPlainText(f"{UNBROKEN}. {LONG}.")
    window.speak.speak()
    qtbot.waitUntil(lambda: window.speak.take is not None, timeout=_PATIENCE_MS)
    window.tools.playback.stop()
    return window


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK, LONG_TEXTS, MODELS, SETTINGS])
def test_before_there_is_anything(window: MainWindow, page: int, long_devices: None, qtbot: QtBot) -> None:
    window.show_page(page)
    if page == MODELS:
        qtbot.waitUntil(lambda: bool(window.models.cards))
    if page == VOICES:
        qtbot.waitUntil(window.voices.empty.isVisible)
    assert faults_at_all_sizes(window) == []


def test_a_review_and_the_form(window: MainWindow, speech: Path, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / f"{UNBROKEN[:76]}.wav"
    shutil.copy(speech, file)
    window.import_files((file,))
    qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=_PATIENCE_MS)
    window.capture.result_card.review.passed_button.click()
    assert faults_at_all_sizes(window) == []
    window.capture.go(Step.NAME)
    assert faults_at_all_sizes(window) == []


def test_a_review_with_faults(window: MainWindow, bad_speech: Path, qtbot: QtBot) -> None:
    window.import_files((bad_speech,))
    qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=_PATIENCE_MS)
    assert faults_at_all_sizes(window) == []


def test_voices_with_long_names(full_window: MainWindow, qtbot: QtBot) -> None:
    page = full_window.voices
    full_window.show_page(VOICES)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.details.details_button.click()
    assert faults_at_all_sizes(full_window) == []
    page.both.show_details()
    assert faults_at_all_sizes(full_window) == []
    page.delete()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.toggle_trash()
    qtbot.waitUntil(page.trash.isVisible)
    assert faults_at_all_sizes(full_window) == []


def test_a_message_of_many_words_is_shown_whole(window: MainWindow, qtbot: QtBot) -> None:
    """As high as its words are in the width it has, not in the one it would like to have."""
    window.tools.messages.tell(Message(f"“{UNBROKEN}” {LONG}", LONG, Severity.WARN))
    qtbot.waitUntil(window.message_bar.isVisible)
    window.show_page(SETTINGS)
    for width, height in ((560, 700), (760, 600), (1280, 800)):
        resize(window, width, height)
        assert layout_faults(window) == []


def test_the_list_in_the_trash_of_a_low_window_has_its_room_below_a_message(
    full_window: MainWindow, qtbot: QtBot
) -> None:
    page = full_window.voices
    full_window.show_page(VOICES)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.delete()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.toggle_trash()
    qtbot.waitUntil(page.trash.isVisible)
    full_window.tools.messages.tell(Message("Four lines. " * 10, LONG, Severity.OK))
    resize(full_window, 560, 380)
    assert layout_faults(full_window) == []
    assert not page.count.isVisible()
    resize(full_window, 560, 700)
    assert page.count.isVisible()


def test_what_was_spoken(full_window: MainWindow) -> None:
    full_window.show_page(SPEAK)
    assert faults_at_all_sizes(full_window) == []


def test_a_document_and_a_table_with_long_names(full_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    book = f"# {UNBROKEN}\n\n[{UNBROKEN[:60]}] {LONG}.\n\n# {LONG}\n\n{LONG}.\n"
    page = drop_document(full_window, qtbot, tmp_path / f"{UNBROKEN[:60]}.md", book)
    assert faults_at_all_sizes(full_window) == []
    table = f"text,voice,file\n{LONG.replace(',', ' ')},,{UNBROKEN}\n{UNBROKEN},{UNBROKEN[:30]},\n"
    drop_table(full_window, qtbot, tmp_path / f"{UNBROKEN[:60]}.csv", table)
    qtbot.waitUntil(lambda: page.table_card.model.faults == 1)
    assert faults_at_all_sizes(full_window) == []
    page.table_card.form.more.unfold(is_open=True)
    page.table_card.form.cluster.line.setText(f"tcp://{UNBROKEN}:8786")
    assert faults_at_all_sizes(full_window) == []


def test_names_of_microphones_are_whole_at_1080_px(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Also of one with several inputs, which are chosen below it."""
    name = "Built-in Audio Analog Stereo"
    monkeypatch.setattr(devices, "list_inputs", lambda: (AudioDevice(0, name, is_default=True),))
    picker = window.capture.record_card.picker
    picker.look_up()
    default = tr("{default} (default)", default=name)
    qtbot.waitUntil(lambda: picker.findChild(QComboBox).currentText() == default)
    picker.show_inputs((-20.0, -96.0, -31.0), 3)
    for width, height in ((1080, 700), (1080, 600), (1280, 800), (560, 700)):
        resize(window, width, height)
        combos = [each for each in picker.findChildren(QComboBox) if each.isVisibleTo(window)]
        assert len(combos) == 2
        for combo in combos:
            # of the one that is chosen, what is said behind its name may be told by the tooltip alone
            words = name if combo.currentText() == default else combo.currentText()
            assert fits(combo, words), f"{combo.currentText()} is cut at {width} px"
    assert faults_at_all_sizes(window) == []


def test_a_recording_under_way(window: MainWindow, microphone: FakeMicrophone, long_devices, qtbot: QtBot) -> None:
    start_recording(window, qtbot)
    microphone.hear(noise(1.0, microphone.sample_rate, 0.1))
    qtbot.waitUntil(lambda: window.capture.record_card.track.seconds > 0.5)
    assert faults_at_all_sizes(window) == []


def dialogs(window: MainWindow) -> list[Panel]:
    model = next(card.model for card in window.models.cards.values() if card.model.gated)
    return [
        QuestionDialog(Question(f"Erase “{UNBROKEN}”?", LONG * 3, "Erase it", "Keep it", "Never ask again"), window),
        NameDialog(NameQuestion("Rename", f"New name for “{UNBROKEN}”:", LONG, "Rename"), window),
        LicenceDialog(model, "Download", window, wants_token=True),
        ShortcutsDialog(window),
    ]


def test_dialogs_are_as_high_as_what_they_say(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(MODELS)
    qtbot.waitUntil(lambda: bool(window.models.cards))
    for dialog in dialogs(window):
        dialog.open()
        QApplication.processEvents()
        assert layout_faults(dialog) == []
        sheet = dialog.area.widget()
        if sheet.height() > dialog.area.viewport().height():
            assert dialog.height() > dialog.screen().availableSize().height() - 120, "it scrolls only where it must"
        dialog.reject()


def test_a_fault_is_found(qtbot: QtBot) -> None:
    """What looks for faults can find some."""
    top = QWidget()
    qtbot.addWidget(top)
    held, wide, low = QWidget(top), QLabel("much too wide for this", top), QLabel("two words " * 20, top)
    low.setWordWrap(True)
    for part in (held, low):
        part.setGeometry(0, 0, 60, 20)
    wide.setGeometry(50, 60, 30, 20)
    top.resize(70, 100)
    row = QHBoxLayout(held)
    for _ in range(2):
        row.addWidget(QLabel("x"))
    top.show()
    first, second = held.findChildren(QLabel)
    second.setGeometry(first.geometry())
    for part in (first, second):
        part.resize(10, 10)
    kinds = " ".join(layout_faults(top))
    assert "sticks out" in kinds
    assert "px wide and needs" in kinds
    assert "px high and needs" in kinds
    assert "lies on" in kinds


def test_a_blank_tail_is_found(window: MainWindow) -> None:
    resize(window, 560, 380)
    sheet = window.capture.area.widget()
    assert isinstance(sheet, Sheet)
    assert layout_faults(window) == []
    column = sheet.layout()
    assert isinstance(column, QVBoxLayout)
    column.addSpacing(300)
    resize(window, 560, 400)
    assert any("blank at the end" in fault for fault in layout_faults(window))
