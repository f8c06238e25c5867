"""Voices that come in as files, dropped or opened, and that leave the window as files."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.support.bundles import export, keep_voice
from tests.support.window_hands import drop, find_button
from voicecloner.bootstrap import Application
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.window.file_drop import dropped_files
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, SPEAK, VOICES
from voicecloner.library.exchange.bundle import Bundle
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.voices import exchange_voices


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A file of two voices from another library."""
    with VoiceLibrary(tmp_path / "elsewhere") as library:
        for name in ("Anna", "小明"):
            keep_voice(library, tmp_path, name)
        return export(library, tmp_path / "both.voice", "Anna", "小明")


def question(window: MainWindow, qtbot: QtBot) -> QuestionDialog:
    qtbot.waitUntil(lambda: window.findChild(QuestionDialog) is not None)
    found = window.findChild(QuestionDialog)
    assert found is not None
    return found


def shown(window: MainWindow) -> str:
    return f"{window.message_bar.message.text} {window.message_bar.message.hint}"


def names(window: MainWindow) -> list[str]:
    return sorted(voice.name for voice in window.tools.app.library.list())


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK])
def test_a_dropped_file_of_voices_is_asked_about_and_taken_in(
    window: MainWindow, bundle: Path, qtbot: QtBot, page: int
) -> None:
    window.show_page(page)
    assert drop(window, bundle)
    asked = question(window, qtbot)
    assert asked.question.text == "Import 2 voices?"
    details = asked.question.details
    ground = "“Anna”: made with the speaker’s consent (Zoë Müller)"
    stated = f"{ground}, stated on 1 March 2026 by the person who gave you the file."
    assert stated in details
    assert "That is their statement, not yours" in details
    assert names(window) == []
    asked.yes.click()
    qtbot.waitUntil(lambda: names(window) == ["Anna", "小明"])
    qtbot.waitUntil(lambda: window.voices.voice is not None and window.voices.voice.name == "小明")
    qtbot.waitUntil(lambda: window.stack.currentIndex() == VOICES)
    assert "2 voices were imported." in shown(window)


def test_whoever_says_no_keeps_the_library_as_it_is(window: MainWindow, bundle: Path, qtbot: QtBot) -> None:
    window.come_forward((bundle,))  # the program was started once more, with the file
    question(window, qtbot).no.click()
    assert names(window) == []
    assert window.stack.currentIndex() == CAPTURE


def test_a_recording_beside_it_is_checked_as_ever(window: MainWindow, bundle: Path, speech: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.capture.session.read):
        window.import_files((bundle, speech))
    question(window, qtbot).no.click()


def test_what_is_here_already_and_what_is_called_otherwise_is_told(
    window: MainWindow, bundle: Path, make_voice: Callable[..., Voice], qtbot: QtBot
) -> None:
    make_voice("anna")
    for words in ("“Anna” is called “Anna (2)” here", "2 voices were here already and stayed unchanged."):
        window.import_files((bundle,))
        question(window, qtbot).yes.click()
        qtbot.waitUntil(lambda words=words: words in shown(window))
        qtbot.waitUntil(lambda: window.findChild(QuestionDialog) is None)
    assert names(window) == ["Anna (2)", "anna", "小明"]


def test_a_file_that_is_none_is_refused_in_one_sentence(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with zipfile.ZipFile(tmp_path / "bad.voice", "w") as packed:
        packed.writestr("../../escaped", "x")
    assert drop(window, tmp_path / "bad.voice")
    qtbot.waitUntil(
        lambda: "“bad.voice” is not a file of voices that can be used: it has no manifest." in shown(window)
    )
    assert window.findChild(QuestionDialog) is None


def choose(window: MainWindow, qtbot: QtBot) -> Voice:
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.voice is not None)
    assert window.voices.voice is not None
    return window.voices.voice


def test_a_voice_is_saved_where_the_user_says(
    window: MainWindow,
    make_voice: Callable[..., Voice],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voice = make_voice("Anna: the first")
    proposed = []

    def answer(_parent: object, _title: str, path: str, _kinds: str) -> tuple[str, str]:
        proposed.append(Path(path).name)
        return str(tmp_path / "anna"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    choose(window, qtbot)
    window.voices.details.export_button.click()
    qtbot.waitUntil(lambda: "Saved as" in shown(window))
    assert proposed == ["Anna_ the first.voice"]
    with Bundle(tmp_path / "anna.voice") as made:
        assert [each.record.voice for each in made.voices] == [voice]


def test_several_voices_are_saved_in_one_file(
    window: MainWindow,
    make_voice: Callable[..., Voice],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = {make_voice("Anna").id, make_voice("Bob").id}
    make_voice("Carl")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "both.voice"), ""))
    choose(window, qtbot)
    view = window.voices.view
    qtbot.waitUntil(lambda: view.model().rowCount() == 3)
    view.clearSelection()
    for row in range(3):
        if view.model().index(row, 0).data() != "Carl":
            view.selectionModel().select(view.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    find_button(window.voices.several, "Export…").click()
    qtbot.waitUntil(lambda: "Saved as" in shown(window))
    with Bundle(tmp_path / "both.voice") as made:
        assert {each.record.voice.id for each in made.voices} == wanted


def move(window: MainWindow, kind: QEvent.Type, place: QPoint) -> None:
    viewport, left = window.voices.view.viewport(), Qt.MouseButton.LeftButton
    point = QPointF(place)
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
    where = viewport.mapToGlobal(point)
    QApplication.sendEvent(viewport, QMouseEvent(kind, point, where, button, left, Qt.KeyboardModifier.NoModifier))


def test_a_row_that_is_dragged_out_becomes_a_file_when_somebody_wants_it(
    window: MainWindow,
    make_voice: Callable[..., Voice],
    qtbot: QtBot,
    app: Application,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voice = make_voice("Anna")
    seen: list[Any] = []

    def take(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        """What another program does with what is dragged onto it."""
        mime = drag.mimeData()
        assert mime.hasUrls()
        assert "exchange_voices" not in vars(app)  # nothing was written for looking at what kind it is
        paths = [Path(url.toLocalFile()) for url in mime.urls()]
        assert [Path(url.toLocalFile()) for url in mime.urls()] == paths
        with Bundle(paths[0]) as made:
            seen.extend([actions, paths[0].name, made.voices[0].record.voice, paths[0]])
        return actions

    monkeypatch.setattr(QDrag, "exec", take)
    choose(window, qtbot)
    place = window.voices.view.visualRect(window.voices.view.currentIndex()).center()
    move(window, QEvent.Type.MouseButtonPress, place)
    move(window, QEvent.Type.MouseMove, place + QPoint(1, 0))
    assert seen == []
    move(window, QEvent.Type.MouseMove, place + QPoint(60, 0))
    assert seen[:3] == [Qt.DropAction.CopyAction, "Anna.voice", voice]
    assert seen[3].exists()
    window.close()
    assert not seen[3].exists()


def test_a_voice_too_large_to_be_dragged_is_told_of(
    window: MainWindow, make_voice: Callable[..., Voice], monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = make_voice("Anna")
    monkeypatch.setattr(exchange_voices.ExchangeVoices, "size_bytes", lambda _self, _name: 1 << 40)
    window.show_page(VOICES)
    assert window.voices.leaving.files_of(voice).urls() == []
    assert "too large to be dragged" in shown(window)


def test_what_is_dragged_back_onto_the_window_is_not_asked_about(
    window: MainWindow, app: Application, tmp_path: Path
) -> None:
    from PySide6.QtCore import QMimeData, QObject, QUrl
    from PySide6.QtGui import QDropEvent

    class OwnDrop(QDropEvent):
        def source(self) -> QObject:
            return window

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "anna.voice"))])
    event = OwnDrop(
        QPointF(1, 1), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert dropped_files(event) == ()
