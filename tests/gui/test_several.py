"""A voice of each of many recordings."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import REVIEW_MS
from tests.support.fake_host import FakeHost
from tests.support.speech import speech_file
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.gui.capture.several.candidates import is_of_each, named, recordings_in
from voicecloner.gui.capture.several.card import SeveralCard
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.window.main_window import MainWindow


def folder_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        speech_file(folder / name, 12.0)
    return folder


def drop(window: MainWindow, qtbot: QtBot, *paths: Path) -> SeveralCard:
    window.import_files(paths)
    card = window.capture.several
    qtbot.waitUntil(lambda: bool(card.batch.candidates) and not card.batch.is_checking, timeout=REVIEW_MS)
    return card


def cell(card: SeveralCard, place: int, column: int) -> str:
    item = card.table.item(place, column)
    assert item is not None
    return item.text()


def flags_of_name(card: SeveralCard, place: int) -> Qt.ItemFlag:
    item = card.table.item(place, 0)
    assert item is not None
    return item.flags()


def names(window: MainWindow) -> set[str]:
    listed = window.tools.voices.listed
    return {voice.name for voice in listed.voices} if listed else set()


def test_a_folder_and_many_files_are_a_voice_each_and_a_few_files_one_voice(tmp_path: Path) -> None:
    few = tuple(tmp_path / f"{number}.wav" for number in range(3))
    assert not is_of_each(few)
    assert is_of_each(few * 2)
    assert is_of_each((tmp_path,))


def test_recordings_are_found_in_folders_in_folders_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.wav", "a.MP3", "notes.txt", ".hidden.wav", "more/c.flac"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = recordings_in((tmp_path, tmp_path / "b.wav"))
    assert [path.name for path in found] == ["a.MP3", "b.wav", "c.flac"]


def test_voices_are_called_like_their_files_and_no_name_comes_twice() -> None:
    paths = [Path("x/Anna.wav"), Path("y/anna.mp3"), Path("Ben.wav"), Path(f"{'long ' * 60}.wav")]
    made = named(paths, ["ben"])
    assert [each.name for each in made[:3]] == ["Anna", "anna 2", "Ben 2"]
    assert len({each.name for each in made}) == len(made)


def test_a_folder_that_is_dropped_becomes_a_list_with_a_verdict_for_each(window, tmp_path: Path, qtbot: QtBot) -> None:
    folder = folder_of(tmp_path, "Anna.wav", "Ben.wav")
    (folder / "letter.wav").write_text("Dear Anna,")
    card = drop(window, qtbot, folder)
    assert card.isVisible()
    assert not window.capture.import_card.isVisible()
    assert [cell(card, place, 0) for place in range(3)] == ["Anna", "Ben", "letter"]
    assert cell(card, 0, 1) == "Ready to use · Anna.wav"
    assert card.batch.candidates[2].severity is Severity.FAIL
    assert "letter.wav" in cell(card, 2, 1)
    assert [bool(flags_of_name(card, place) & Qt.ItemFlag.ItemIsEnabled) for place in range(3)] == [True, True, False]
    assert card.make_button.text().strip() == "Make 2 voices"


def test_the_name_of_a_speaker_who_gave_consent_is_not_called_optional(window: MainWindow) -> None:
    for card in (window.capture.several, window.capture.form):
        assert card.speaker.placeholderText() == "Optional"
        card.consents[ConsentKind.GIVEN].setChecked(True)
        assert card.speaker.placeholderText() == "Who gave consent"
        card.consents[ConsentKind.OWN].setChecked(True)
        assert card.speaker.placeholderText() == "Optional"


def test_no_verdict_on_another_recording_stands_below_the_list(window, tmp_path: Path, qtbot: QtBot) -> None:
    window.import_files((speech_file(tmp_path / "mine.wav", 12.0),))
    qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=REVIEW_MS)
    assert window.capture.next_bar.isVisible()
    card = drop(window, qtbot, folder_of(tmp_path, "Anna.wav"))
    assert not window.capture.next_bar.isVisible()
    card.leave()
    qtbot.waitUntil(window.capture.next_bar.isVisible)


def test_one_consent_and_one_button_make_all_voices(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    card = drop(window, qtbot, folder_of(tmp_path, "Anna.wav", "Ben.wav", "Cleo.wav"))
    assert not card.make_button.isEnabled()
    assert card.missing.text() == "Still missing: say whose voices they are."
    card.consents[ConsentKind.GIVEN].setChecked(True)
    assert card.missing.text() == "Still missing: name the speaker who gave consent."
    card.speaker.setText("Anna Example")
    card.table.item(1, 0).setText("Benjamin")
    card.table.item(2, 0).setCheckState(Qt.CheckState.Unchecked)
    card.make_button.click()
    assert card.make_button.text().strip() == "Making voices…"
    assert not card.make_button.isEnabled()
    qtbot.waitUntil(lambda: names(window) == {"Anna", "Benjamin"}, timeout=REVIEW_MS)
    qtbot.waitUntil(lambda: not card.batch.is_making)
    assert cell(card, 0, 1) == "The voice is ready · Anna.wav"
    assert flags_of_name(card, 0) == Qt.ItemFlag.NoItemFlags
    assert card.table.item(0, 0).checkState() is Qt.CheckState.Checked
    assert window.message_bar.message.text == "2 voices are ready."
    voice = next(each for each in window.tools.voices.listed.voices if each.name == "Benjamin")
    assert (voice.consent.kind, voice.consent.speaker) == (ConsentKind.GIVEN, "Anna Example")
    card.leave_button.click()
    assert not card.isVisible()
    assert window.capture.import_card.isVisible()
    assert card._consent is None  # stated anew for the next ones


def test_a_name_that_is_taken_is_said_before_anything_is_made(window, tmp_path: Path, qtbot: QtBot) -> None:
    card = drop(window, qtbot, folder_of(tmp_path, "Anna.wav", "Ben.wav"))
    card.consents[ConsentKind.OWN].setChecked(True)
    card.table.item(1, 0).setText("anna")
    assert card.missing.text().startswith("The name “anna” is taken")
    assert not card.make_button.isEnabled()
    card.table.item(1, 0).setText(" ")
    assert card.missing.text() == "Each voice needs a name."


def test_stop_keeps_what_is_made_and_the_rest_can_be_made_then(window, host, tmp_path: Path, qtbot: QtBot) -> None:
    card = drop(window, qtbot, folder_of(tmp_path, "Anna.wav", "Ben.wav"))
    card.consents[ConsentKind.OWN].setChecked(True)
    card.batch.made.connect(lambda _voice: window.strip.stop())
    card.make_button.click()
    qtbot.waitUntil(lambda: "Anna" in names(window) and not card.batch.is_making, timeout=REVIEW_MS)
    left = [each for each in card.batch.candidates if each.is_chosen]
    assert len(left) == 2 - len(names(window))
    if left:
        assert card.make_button.text().strip() == "Make 1 voice"


def test_one_button_alone_stops_the_making(window, host: FakeHost, tmp_path: Path, qtbot: QtBot) -> None:
    card = drop(window, qtbot, folder_of(tmp_path, "Anna.wav"))
    card.consents[ConsentKind.OWN].setChecked(True)
    host.gate.clear()
    card.make_button.click()
    qtbot.waitUntil(window.strip.isVisible)
    try:
        shown = [each for each in window.findChildren(QAbstractButton) if each.isVisible()]
        assert [each.parentWidget() for each in shown if each.text().strip() == "Stop"] == [window.strip]
    finally:
        host.gate.set()
    qtbot.waitUntil(lambda: not card.batch.is_making, timeout=REVIEW_MS)


def test_a_single_recording_takes_the_place_of_the_list(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = folder_of(tmp_path, "Anna.wav", "Ben.wav")
    card = drop(window, qtbot, folder)
    window.import_files((folder / "Ben.wav",))
    qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=REVIEW_MS)
    assert not card.is_open
    window.capture.go(Step.INPUT)
    assert not card.isVisible()
    assert window.capture.import_card.isVisible()


def test_an_empty_folder_is_told(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.import_files((tmp_path,))
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "There is no recording in this folder."
    assert window.capture.import_card.isVisible()


def test_recordings_that_were_taken_for_one_voice_can_be_a_voice_each(window, tmp_path: Path, qtbot: QtBot) -> None:
    folder = folder_of(tmp_path, "Anna.wav", "Ben.wav")
    window.import_files((folder / "Anna.wav", folder / "Ben.wav"))
    page = window.capture
    qtbot.waitUntil(lambda: page.captured is not None, timeout=REVIEW_MS)
    assert page.result_card.several_button.isVisible()
    page.result_card.several_button.click()
    qtbot.waitUntil(lambda: len(page.several.batch.candidates) == 2)
    assert page.captured is None
    assert page.several.isVisible()
    qtbot.waitUntil(lambda: not page.several.batch.is_checking, timeout=REVIEW_MS)
