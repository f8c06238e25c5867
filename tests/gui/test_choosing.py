"""Which files the dialogs offer."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from voicecloner.audio.files.encoding import KNOWN_SUFFIXES
from voicecloner.gui.parts.choosing import ask_for_recordings
from voicecloner.gui.window.main_window import MainWindow


def test_what_the_program_saves_can_be_chosen_again(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = []

    def answer(_parent: object, _title: str, _folder: str, kinds: str) -> tuple[list[str], str]:
        offered.append(kinds)
        return ["/recordings/anna.wav"], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    assert ask_for_recordings(window, window.tools, "Choose") == (Path("/recordings/anna.wav"),)
    assert all(f"*{suffix}" in offered[0] for suffix in KNOWN_SUFFIXES)
