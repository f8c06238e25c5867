"""Takes on the speak page: saved under the name and in the format that was typed, listed, and shown again."""

import threading
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.speak_hands import SAVE_DIALOG, TEXT, say, with_two_voices
from tests.support.window_hands import find_button
from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.parts.outline import NOTHING, Outline
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.saving import save_take
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    return with_two_voices(window, make_voice, qtbot)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_saving(page: SpeakPage, window: MainWindow, tmp_path: Path, suffix: str, qtbot: QtBot) -> None:
    say(page, TEXT, qtbot)
    path = tmp_path / f"speech{suffix}"
    save_take(window.tools, page.take, path)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: window.message_bar.message.text == f"Saved as speech{suffix}.")
    assert read_audio(path).seconds == pytest.approx(page.take.seconds, abs=0.01)


def test_the_file_dialog_proposes_a_name_and_adds_the_format(page, tmp_path: Path, monkeypatch, qtbot: QtBot) -> None:
    proposed: list[str] = []

    def answer(_parent: object, _title: str, proposal: str, _filters: str) -> tuple[str, str]:
        proposed.append(proposal)
        return str(tmp_path / "mine"), "FLAC sound, smaller (*.flac)"

    monkeypatch.setattr(SAVE_DIALOG, answer)
    say(page, TEXT, qtbot)
    page.ask_where_to_save()
    qtbot.waitUntil((tmp_path / "mine.flac").exists)
    assert [Path(each).name for each in proposed] == [
        f"{page.choice.voices.currentText()}-One-sentence-And-a-second.wav"
    ]


def test_the_file_dialog_opens_in_the_music_folder_then_where_one_saved_last(
    page: SpeakPage, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    music, mine = tmp_path / "Music", tmp_path / "mine"
    for folder in (music, mine):
        folder.mkdir()
    monkeypatch.setattr(platformdirs, "user_music_path", lambda: music)
    opened: list[Path] = []

    def answer(_parent: object, _title: str, proposal: str, _filters: str) -> tuple[str, str]:
        opened.append(Path(proposal).parent)
        return str(mine / "fox.wav"), "WAV sound (*.wav)"

    monkeypatch.setattr(SAVE_DIALOG, answer)
    say(page, TEXT, qtbot)
    for _ in range(2):
        page.ask_where_to_save()
    assert opened == [music, mine]
    qtbot.waitUntil(lambda: window.tools.app.settings_store.load().save_folder == str(mine))
    qtbot.waitUntil((mine / "fox.wav").exists)


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("fox.mp3", "fox.mp3"),
        ("fox.OPUS", "fox.OPUS"),
        ("fox.ogg", "fox.ogg"),
        ("chapter 1.2", "chapter 1.2.wav"),
    ],
)
def test_the_suffix_typed_is_the_format(page, typed, saved, tmp_path, monkeypatch, qtbot: QtBot) -> None:
    answer = str(tmp_path / typed), "WAV sound (*.wav)"
    monkeypatch.setattr(SAVE_DIALOG, lambda *_: answer)
    say(page, TEXT, qtbot)
    page.ask_where_to_save()
    qtbot.waitUntil((tmp_path / saved).exists)
    containers = {".mp3": "MP3", ".opus": "OGG", ".ogg": "OGG", ".wav": "WAV"}
    assert soundfile.info(tmp_path / saved).format == containers[Path(saved).suffix.lower()]
    assert [path.name for path in tmp_path.iterdir()] == [saved]


def test_a_format_that_is_not_written_is_said(page, window, tmp_path, monkeypatch, qtbot: QtBot) -> None:
    answer = str(tmp_path / "fox.wma"), "WAV sound (*.wav)"
    monkeypatch.setattr(SAVE_DIALOG, lambda *_: answer)
    say(page, TEXT, qtbot)
    page.ask_where_to_save()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "Sound cannot be saved as “.wma”."
    assert ".mp3" in window.message_bar.message.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["Replace it", "Keep it"])
def test_no_file_is_replaced_that_the_dialog_did_not_ask_about(page, words, tmp_path, monkeypatch, qtbot) -> None:
    (tmp_path / "fox.wav").write_bytes(b"mine")
    answer = str(tmp_path / "fox"), "WAV sound (*.wav)"
    monkeypatch.setattr(SAVE_DIALOG, lambda *_: answer)
    say(page, TEXT, qtbot)
    page.ask_where_to_save()
    box = page.findChild(QuestionDialog)
    assert (tmp_path / "fox.wav").read_bytes() == b"mine"
    find_button(box, words).click()
    if words == "Keep it":
        assert (tmp_path / "fox.wav").read_bytes() == b"mine"
    else:
        qtbot.waitUntil(lambda: (tmp_path / "fox.wav").read_bytes()[:4] == b"RIFF")


def test_takes_of_the_session_are_listed_and_shown_again(page: SpeakPage, qtbot: QtBot) -> None:
    say(page, "The first.", qtbot)
    first = page.take
    say(page, "The second.", qtbot)
    assert [page.takes_card.model.index(row, 0).data() for row in (0, 1)] == ["The second.", "The first."]
    page.takes_card.view.clicked.emit(page.takes_card.model.index(1, 0))
    qtbot.waitUntil(lambda: page.take == first)
    assert page.take_card.title.text() == "The first."


def test_a_take_that_comes_late_is_not_taken_for_what_is_spoken_since(
    page: SpeakPage, host: FakeHost, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    say(page, "The first.", qtbot)
    say(page, "The second.", qtbot)
    reads, may_read, has_read = threading.Event(), threading.Event(), threading.Event()

    def slowly(path: Path) -> Outline:
        reads.set()
        may_read.wait(10)
        has_read.set()
        return NOTHING

    monkeypatch.setattr("voicecloner.gui.speak.take_card.outline_of_file", slowly)
    page.takes_card.view.clicked.emit(page.takes_card.model.index(1, 0))
    qtbot.waitUntil(reads.is_set)
    assert page.take is None, "what was shown cannot be saved under the other's name"
    assert not page.take_card.save_button.isEnabled()
    host.gate.clear()
    page.form.text.setPlainText("The third.")
    page.form.speak_button.click()
    may_read.set()
    qtbot.waitUntil(has_read.is_set)
    page._tools.bridge.post(host.gate.set)
    qtbot.waitUntil(host.gate.is_set)
    assert page.is_speaking
    assert page.take is None
    qtbot.waitUntil(lambda: page.take is not None and page.take.text == "The third.")


def test_a_take_that_cannot_be_read_leaves_the_one_before_to_be_shown_again(page: SpeakPage, qtbot: QtBot) -> None:
    say(page, "The first.", qtbot)
    first = page.take
    say(page, "The second.", qtbot)
    second = page.take
    assert first is not None
    first.path.write_bytes(b"no sound")
    page.take_card.show_listed(first)
    qtbot.waitUntil(page.take_card.isHidden)
    page.take_card.show_listed(second)
    qtbot.waitUntil(lambda: page.take == second)
    assert page.take_card.player.track.seconds > 0
