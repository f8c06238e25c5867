"""Exporting takes from the window: what is chosen, what the names will be, progress, Stop, and dragging them out."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.speak_hands import say, with_two_voices
from voicecloner.audio.files.saving import save_sound
from voicecloner.domain.voice import Voice
from voicecloner.gui.speak import export_form
from voicecloner.gui.speak.export_dialog import ExportDialog
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.settings import Settings
from voicecloner.use_cases.speaking import speak
from voicecloner.use_cases.speaking.take_names import NAME_FIELDS

TEXTS = ("The ferry leaves at seven.", "Do not forget your umbrella.")


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    made = with_two_voices(window, make_voice, qtbot)
    for text in TEXTS:
        say(made, text, qtbot)
    made.takes_card.view.selectAll()
    return made


@pytest.fixture
def folder(window: MainWindow, tmp_path: Path) -> Path:
    chosen = tmp_path / "exported"
    chosen.mkdir()
    window.tools.preferences.change("save_folder", str(chosen))
    return chosen


def opened(page: SpeakPage, qtbot: QtBot) -> ExportDialog:
    page.takes_card.export_button.click()
    dialog = page.findChildren(ExportDialog)[-1]  # one that was closed before is erased a little later
    qtbot.waitUntil(lambda: dialog.export_button.isEnabled() and bool(dialog.names[0].text()))
    return dialog


def choose(dialog: ExportDialog, field: str, value: object) -> None:
    combo = getattr(dialog.form, field)
    combo.setCurrentIndex(combo.findData(value))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_several_are_chosen_exported_and_the_choice_is_remembered(page, window, folder, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    assert dialog.windowTitle() == "Export 2 takes"
    for field, value in (("quality", "24"), ("rate", 48_000), ("loudness", "-19")):
        choose(dialog, field, value)
    dialog.form.pattern.setText("{number}_{voice}")
    voice = page.take.voice_name
    expected = [f"1_{voice}.wav", f"2_{voice}.wav"]
    qtbot.waitUntil(lambda: [line.text() for line in dialog.names[:2]] == expected)
    with qtbot.waitSignal(dialog.accepted):
        dialog.export_button.click()
    assert names_in(folder) == expected
    assert {(soundfile.info(str(path)).subtype, soundfile.info(str(path)).samplerate) for path in folder.iterdir()} == {
        ("PCM_24", 48_000)
    }
    assert window.message_bar.message.text == f"2 files were saved in {folder}."
    assert window.message_bar.message.action_name == "Open folder"
    kept = window.tools.settings
    assert (kept.export_bits, kept.export_rate_hz, kept.export_loudness) == ("24", 48_000, "-19")
    assert opened(page, qtbot).form.pattern.text() == "{number}_{voice}"
    qtbot.waitUntil(lambda: window.tools.app.settings_store.load().export_pattern == "{number}_{voice}")


def test_the_first_spoken_is_the_first(page: SpeakPage, folder: Path, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    dialog.form.pattern.setText("{number} {text}")
    expected = ["1 The-ferry-leaves-at-seven.wav", "2 Do-not-forget-your-umbrella.wav"]
    qtbot.waitUntil(lambda: [line.text() for line in dialog.names[:2]] == expected)


def test_fields_of_names_are_put_in_from_a_menu(page: SpeakPage, folder: Path, qtbot: QtBot) -> None:
    assert set(export_form.FIELD_WORDS) == set(NAME_FIELDS)
    dialog = opened(page, qtbot)
    dialog.form.pattern.setText("a-b")
    dialog.form.pattern.setCursorPosition(2)
    dialog.form.insert("number")
    assert dialog.form.pattern.text() == "a-{number}b"
    qtbot.waitUntil(lambda: dialog.names[0].text() == "a-1b.wav")


def test_a_format_offers_what_it_has(page: SpeakPage, folder: Path, qtbot: QtBot) -> None:
    form = opened(page, qtbot).form

    def offered(field: str) -> list[str]:
        combo = getattr(form, field)
        return [combo.itemText(place) for place in range(combo.count())]

    assert offered("quality") == ["16 bits", "24 bits", "32 bits, float"]
    form.kind.setCurrentIndex(form.kind.findData(".flac"))
    assert offered("quality") == ["16 bits", "24 bits"]
    form.kind.setCurrentIndex(form.kind.findData(".opus"))
    assert "44.1 kHz" not in offered("rate")
    assert "320 kbit/s" not in offered("quality")
    form.kind.setCurrentIndex(form.kind.findData(".ogg"))
    assert not form.quality.isEnabled()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("", "There is no pattern"), ("{mood}", "{mood} cannot be used"), ("a/b", "cannot be in the name")],
)
def test_what_is_no_name_is_said_at_once(page: SpeakPage, folder: Path, pattern: str, words: str, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    dialog.form.pattern.setText(pattern)
    qtbot.waitUntil(lambda: words in dialog.fault.text() and dialog.fault.isVisible())
    assert not dialog.export_button.isEnabled()
    dialog.form.pattern.setText("{text}")
    qtbot.waitUntil(lambda: not dialog.fault.isVisible() and dialog.export_button.isEnabled())


def test_what_a_format_does_not_have_is_said_at_once(page: SpeakPage, folder: Path, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    choose(dialog, "kind", ".mp3")
    choose(dialog, "rate", 16_000)
    choose(dialog, "quality", 320)
    qtbot.waitUntil(lambda: "320 kbit/s cannot be written" in dialog.fault.text())
    choose(dialog, "rate", 44_100)
    qtbot.waitUntil(dialog.export_button.isEnabled)


def test_stop_leaves_what_is_whole(page, window, folder, monkeypatch, qtbot: QtBot) -> None:
    second_begins, goes_on = threading.Event(), threading.Event()

    def slow(path: Path, *arguments: object, **more: object) -> object:
        if path.name.startswith("2"):
            second_begins.set()
            assert goes_on.wait(30)
        return save_sound(path, *arguments, **more)

    monkeypatch.setattr(speak, "save_sound", slow)
    dialog = opened(page, qtbot)
    dialog.form.pattern.setText("{number}")
    qtbot.waitUntil(lambda: dialog.names[1].text() == "2.wav")
    dialog.export_button.click()
    assert dialog.stop_button.isVisible()
    assert not dialog.form.isEnabled()
    qtbot.waitUntil(second_begins.is_set)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0 and "2 of 2" in dialog.stage.text())
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        goes_on.set()
    assert names_in(folder) == ["1.wav"]
    assert window.message_bar.message.text == f"Stopped: 1 file was saved in {folder}."


def test_a_folder_that_takes_nothing_is_said_in_the_dialog(page: SpeakPage, folder: Path, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    folder.rmdir()
    folder.write_bytes(b"")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "is a file" in dialog.fault.text())
    assert dialog.isVisible()
    assert dialog.form.isEnabled()


def test_with_several_chosen_only_what_concerns_several_can_be_pressed(page: SpeakPage) -> None:
    card = page.takes_card
    states = {
        name: getattr(card, f"{name}_button").isEnabled() for name in ("play", "save", "again", "export", "delete")
    }
    assert states == {"play": False, "save": False, "again": False, "export": True, "delete": True}


def test_several_are_deleted_and_brought_back_at_once(page: SpeakPage, window: MainWindow, qtbot: QtBot) -> None:
    card = page.takes_card
    card.delete()
    qtbot.waitUntil(lambda: window.message_bar.message.text == "2 takes were deleted.")
    qtbot.waitUntil(lambda: not card.isVisibleTo(page))
    window.tools.undo.undo()
    qtbot.waitUntil(lambda: card.model.rowCount() == 2)
    assert window.message_bar.message.text == "2 takes are back."


def test_what_is_chosen_stays_chosen_when_the_list_is_looked_up_anew(page, window, qtbot: QtBot) -> None:
    card = page.takes_card
    card.favourite_button.click()
    qtbot.waitUntil(lambda: all(card.model.kept_at(card.model.index(row, 0)).is_favourite for row in range(2)))
    assert len(card.chosen_takes) == 2


def test_ctrl_e_exports_what_is_shown_where_nothing_is_chosen(page: SpeakPage, window, folder, qtbot: QtBot) -> None:
    page.takes_card.view.clearSelection()
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = page.findChildren(ExportDialog)
    assert dialog.windowTitle() == "Export the take"
    dialog.reject()


def test_what_is_dragged_is_made_in_the_format_chosen_last(page, window, monkeypatch, qtbot: QtBot) -> None:
    for key, value in (("export_format", "mp3"), ("export_pattern", "{number}_{text}")):
        window.tools.preferences.change(key, value)
    asked, seen = [], []

    def over_another_program(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        mime = drag.mimeData()
        asked.append([Path(url.toLocalFile()).suffix for url in mime.urls()])
        qtbot.waitUntil(lambda: all(url.fileName().endswith(".mp3") for url in mime.urls()))
        seen.extend(Path(url.toLocalFile()) for url in mime.urls())
        assert actions == Qt.DropAction.CopyAction
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", over_another_program)
    drag_the_rows(page, qtbot)
    assert [path.name for path in seen] == ["1_The-ferry-leaves-at-seven.mp3", "2_Do-not-forget-your-umbrella.mp3"]
    assert all(soundfile.info(str(path)).format == "MP3" for path in seen)
    page.dragged.prepare()
    assert all(path.exists() for path in seen), "the other program may fetch them later"


def test_until_the_files_are_ready_the_kept_ones_are_dragged_and_the_window_never_waits(
    page, monkeypatch, qtbot: QtBot
) -> None:
    goes_on, given = threading.Event(), []

    def slow(path: Path, *arguments: object, **more: object) -> object:
        assert goes_on.wait(30)
        return save_sound(path, *arguments, **more)

    def over_another_program(drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
        given.extend(Path(url.toLocalFile()) for url in drag.mimeData().urls())
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(speak, "save_sound", slow)
    monkeypatch.setattr(QDrag, "exec", over_another_program)
    kept = [take.path for take in page.takes_card.chosen_takes]
    drag_the_rows(page, qtbot)
    assert given == kept
    goes_on.set()


def test_a_row_that_is_only_pressed_leaves_no_files(page: SpeakPage, window: MainWindow, qtbot: QtBot) -> None:
    prepared = page.dragged.prepare()
    qtbot.waitUntil(lambda: prepared.paths()[0] != page.takes_card.chosen_takes[0].path)
    made = prepared.paths()
    page.takes_card.view.let_go.emit()
    assert not any(path.exists() for path in made)


def drag_the_rows(page: SpeakPage, qtbot: QtBot) -> None:
    """Press on the second of two chosen rows and move away."""
    view = page.takes_card.view
    start = view.visualRect(view.model().index(1, 0)).center()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert len(page.takes_card.chosen_takes) == 2, "both stay chosen while one of them is held"
    for step in (1, 2, 3):
        qtbot.mouseMove(view.viewport(), start + QPoint(step * QApplication.startDragDistance(), 0))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start)


def test_the_settings_page_leaves_out_what_is_chosen_in_the_dialog(whole_window: MainWindow) -> None:
    assert not [key for key in whole_window.settings.fields if key.startswith("export_")]
    assert Settings().export_format == "wav"
