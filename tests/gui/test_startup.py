"""Starting: what is checked before Qt, and what must not be loaded for the first picture."""

import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.support.window_hands import find_button
from voicecloner.gui.parts.dialogs.fault import FaultDialog
from voicecloner.gui.window import startup_checks
from voicecloner.gui.window.app import ExceptionHook, keep_log
from voicecloner.gui.window.startup_checks import what_is_missing

HEAVY = ("torch", "onnxruntime", "scipy", "av", "pyworld", "sounddevice", "pyloudnorm", "pyqtgraph")
HEAVY += ("httpx", "huggingface_hub", "keyring")
_FIRST_PICTURE = f"""
import sys
from voicecloner.gui.window.app import make_qt_app
qt_app = make_qt_app()
from voicecloner.bootstrap import Application
from voicecloner.gui.window.main_window import MainWindow
window = MainWindow(Application())
window.grab()
print([name for name in {HEAVY} if name in sys.modules])
window.close()
"""
_OPEN_AND_CLOSE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from voicecloner.gui.window import app
made = app.make_qt_app
def make_and_close():
    qt_app = made()
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, QApplication.closeAllWindows))
    return qt_app
app.make_qt_app = make_and_close
sys.exit(app.main([]))
"""
_OPEN_AND_WAIT = """
import sys
from PySide6.QtCore import QTimer
from voicecloner.gui.window import app
made = app.make_qt_app
def make_and_tell():
    qt_app = made()
    QTimer.singleShot(0, lambda: print("open", flush=True))
    return qt_app
app.make_qt_app = make_and_tell
sys.exit(app.main([]))
"""
_CLASSES_MADE_ELSEWHERE = """
import sys, threading
from voicecloner.gui.window.app import make_qt_app
qt_app = make_qt_app()
from PySide6.QtCore import QTimer
from voicecloner.bootstrap import Application
from voicecloner.gui.window import main_window, qt_classes, warm_up
missing = {}
def look(name, work):
    def looked():
        assert threading.current_thread() is not threading.main_thread()
        missing[name] = len(qt_classes.missing_classes())
        work()
    return looked
at_start = len(qt_classes.missing_classes())
warm_up.import_pages = look("pages", warm_up.import_pages)
warm_up.load_painting = look("painting", warm_up.load_painting)
window = main_window.MainWindow(Application())
window.show()
timer = QTimer(interval=20)
timer.timeout.connect(lambda: len(missing) == 2 and qt_app.quit())
timer.start()
qt_app.exec()
window.close()
print(at_start > 100, missing)
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    without_display = {
        k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=without_display | environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_first_picture_needs_no_heavy_library() -> None:
    done = run(_FIRST_PICTURE, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == "[]", done.stderr


def test_the_window_opens_and_closes_cleanly() -> None:
    done = run(_OPEN_AND_CLOSE, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "QThread" not in done.stderr


def test_what_the_window_starts_with_is_set_aside_for_the_garbage_collector() -> None:
    counted = _OPEN_AND_CLOSE.replace("sys.exit(app.main([]))", "app.main([]); import gc; print(gc.get_freeze_count())")
    assert int(run(counted, QT_QPA_PLATFORM="offscreen").stdout) > 10_000


def test_no_class_of_qt_is_left_to_be_made_in_another_thread() -> None:
    """PySide makes them when they are first asked for, and is not made for two threads doing that."""
    done = run(_CLASSES_MADE_ELSEWHERE, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == "True {'pages': 0, 'painting': 0}", done.stderr


def test_without_a_display_one_sentence_says_so() -> None:
    done = run("import sys; from voicecloner.gui.window.app import main; sys.exit(main([]))")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "there is no display" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_is_missing_here() -> None:
    assert what_is_missing({"QT_QPA_PLATFORM": "offscreen"}) == ""


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_bring_everything_along(platform: str) -> None:
    assert what_is_missing({}, platform) == ""


def test_missing_libraries_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup_checks, "_loads", lambda library: "xcb-cursor" not in library)
    words = what_is_missing({"DISPLAY": ":0"}, "linux")
    assert words.endswith("sudo apt install libxcb-cursor0")
    assert what_is_missing({"WAYLAND_DISPLAY": "wayland-0"}, "linux") == ""


def test_libraries_are_really_tried() -> None:
    assert startup_checks._loads("libc.so.6")
    assert not startup_checks._loads("libthat-does-not-exist.so.1")


def test_ctrl_c_in_the_terminal_closes_the_window() -> None:
    command = [sys.executable, "-c", _OPEN_AND_WAIT]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout.readline() == "open\n"
        started.send_signal(signal.SIGINT)
        _out, words = started.communicate(timeout=30)
    assert started.returncode == 0, words
    assert "Traceback" not in words


def test_a_defect_is_told_in_one_sentence_and_logged(qtbot: QtBot, caplog) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    told: list[str] = []

    def read_and_go_on() -> None:
        dialog = window.findChild(FaultDialog)
        told.extend((dialog.findChild(QLabel).text(), dialog.details.toPlainText()))
        find_button(dialog, "Copy the details").click()
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        told.append("open" if dialog.isVisible() else "closed")

    QTimer.singleShot(0, read_and_go_on)
    hook = ExceptionHook(window)
    hook(ZeroDivisionError, ZeroDivisionError("a defect"), None)
    assert told == ["Something went wrong inside VoiceCloner.", "ZeroDivisionError: a defect", "closed"]
    assert QApplication.clipboard().text() == told[1]
    assert caplog.records[0].levelname == "CRITICAL"
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_ctrl_c_between_two_lines_of_python_closes_the_window_too(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    ExceptionHook(window)(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_log_whose_disk_is_full_is_done_without(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "window.log").symlink_to("/dev/full")
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    keep_log(tmp_path)
    try:
        logging.getLogger("voicecloner").info("Something happened.")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            with suppress(OSError):
                handler.close()
        root.setLevel(level)
    assert capfd.readouterr().err == ""
