"""A second start shows the window of the first."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.one_window import OneWindow, address_of, hand_over
from voicecloner.gui.window.page_stack import CAPTURE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="speaks to the socket by hand")
_OPEN_AND_WAIT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from voicecloner.gui.window import app
from voicecloner.gui.window.main_window import MainWindow
came = MainWindow.come_forward
def tell(window, paths):
    came(window, paths)
    print([path.name for path in paths], flush=True)
MainWindow.come_forward = tell
made = app.make_qt_app
def make_and_tell():
    qt_app = made()
    QTimer.singleShot(0, lambda: print("open", flush=True))
    return qt_app
app.make_qt_app = make_and_tell
sys.exit(app.main([Path(name) for name in sys.argv[1:]]))
"""


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "socket")


@pytest.fixture
def first(address: str, qtbot: QtBot, window: MainWindow) -> OneWindow:
    made = OneWindow(window)
    assert made.listen(address)
    return made


def asked(address: str, files: list[Path], qtbot: QtBot) -> bool:
    """`hand_over` from another thread, as it waits for an answer."""
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(hand_over(address, files)))
    thread.start()
    qtbot.waitUntil(lambda: bool(answers))
    thread.join()
    return answers[0]


def test_without_a_first_window_there_is_nobody_to_ask(address: str) -> None:
    assert not hand_over(address, [])


def test_the_first_window_is_given_the_files(address: str, first: OneWindow, tmp_path, qtbot: QtBot) -> None:
    got: list[tuple[Path, ...]] = []
    first.asked.connect(got.append)
    file = tmp_path / 'Grüße "you".wav'
    assert asked(address, [file], qtbot)
    assert asked(address, [], qtbot)
    assert got == [(file,), ()]


def test_an_address_left_by_a_killed_program_is_taken_over(address: str, window: MainWindow) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(address)
    assert not hand_over(address, [])
    assert OneWindow(window).listen(address)


@pytest.mark.parametrize("line", [b"no json\n", b'{"files": [1]}\n', b"[]\n", b'{"other": []}\n'])
def test_what_is_no_message_is_not_answered(address: str, first: OneWindow, line: bytes, qtbot: QtBot) -> None:
    got: list[object] = []
    first.asked.connect(got.append)
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(address)
        link.sendall(line)
        link.settimeout(0)

        def is_closed() -> bool:
            try:
                return link.recv(10) == b""
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True

        qtbot.waitUntil(is_closed)
    assert got == []


def test_only_the_user_may_open_it(address: str, first: OneWindow) -> None:
    assert Path(address).stat().st_mode & 0o077 == 0


def test_each_library_has_a_window_of_its_own(tmp_path: Path) -> None:
    assert address_of(tmp_path) == address_of(tmp_path)
    assert address_of(tmp_path) != address_of(tmp_path / "other")
    assert len(address_of(tmp_path / ("deep" * 100)).encode()) < 104


def test_the_window_comes_to_the_front_with_the_files(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    window.showMinimized()
    window.show_page(3)
    window.come_forward((speech,))
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    assert window.isVisible()
    assert window.stack.currentIndex() == CAPTURE
    qtbot.waitUntil(lambda: window.capture.captured is not None)


def test_a_second_start_ends_at_once(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)}
    command = [sys.executable, "-c", _OPEN_AND_WAIT]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as one:
        assert one.stdout.readline() == "open\n"
        second = subprocess.run(
            [*command, "missing.wav"], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert (second.returncode, second.stdout) == (0, ""), second.stderr
        assert one.stdout.readline() == "['missing.wav']\n"
        one.send_signal(signal.SIGINT)
        _out, words = one.communicate(timeout=120)
    assert one.returncode == 0, words
