"""Backing up and restoring on the page of settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from voicecloner.domain.voice import Voice
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SETTINGS


def told(window: MainWindow) -> str:
    return f"{window.message_bar.message.text} {window.message_bar.message.hint}"


def test_voices_are_backed_up_and_brought_back(
    window: MainWindow,
    make_voice: Callable[..., Voice],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "backup"
    voice = make_voice("Anna")
    window.show_page(SETTINGS)
    line = window.settings.backup
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    line.back_up_button.click()  # the dialog is left without an answer
    assert not folder.exists()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    line.back_up_button.click()
    qtbot.waitUntil(lambda: f"The backup in {folder} holds 1 voice; 3 new files" in told(window))
    line.restore_button.click()
    qtbot.waitUntil(lambda: "“Anna” was here already and stayed unchanged." in told(window))
    library = window.tools.app.library
    library.delete(voice.id)
    library.erase([voice.id])
    line.restore_button.click()
    qtbot.waitUntil(lambda: "“Anna” was imported." in told(window))
    assert library.list() == (voice,)


def test_a_folder_without_a_backup_is_told_of(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.settings.backup.restore(tmp_path)
    qtbot.waitUntil(lambda: f"There is no backup in {tmp_path}." in told(window))
