"""Files that macOS opens with a program that may be running already."""

from pathlib import Path

from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from voicecloner.gui.window.opened_files import OpenedFiles


def test_a_file_the_system_opens_is_handed_on(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    opened = OpenedFiles(qapp)
    with qtbot.waitSignal(opened.opened) as signal:
        qapp.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "Anna.voice")))
    assert signal.args == [(tmp_path / "Anna.voice",)]
    qapp.removeEventFilter(opened)
    opened.deleteLater()
