"""Files dragged from another program, as an X server passes them on, to every page of the window."""

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import keep_voice
from tests.support.drag_source import SIDE_PX
from tests.support.kept_takes import speak
from tests.support.speech import speech_file
from voicecloner.gui.window.page_stack import CAPTURE, MODELS, SETTINGS, SPEAK, VOICES
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.settings_file import SettingsStore

_PROGRAMS = ("Xvfb", "xdotool")
_SECONDS = 12.0
_TARGET = (2 * SIDE_PX + 450, 350)

pytestmark = pytest.mark.skipif(
    any(shutil.which(program) is None for program in _PROGRAMS), reason=f"needs {' and '.join(_PROGRAMS)}"
)


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """The environment of programs on an X server of the tests' own."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1200x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        number = server.stdout.readline().strip()
        yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}
        server.terminate()


@pytest.fixture(scope="module")
def programs(display: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator["_Programs"]:
    folder = tmp_path_factory.mktemp("drag")
    with ExitStack() as stack:
        yield _Programs(display, speech_file(folder / "held.wav", _SECONDS), folder / "home", stack)


class _Programs:
    """A file manager, and the program's window beside it."""

    def __init__(self, display: dict[str, str], path: Path, home: Path, stack: ExitStack) -> None:
        self.path, self._display = path, display
        self.target = self._start(stack, "tests.support.drag_target", env={"VOICECLONER_HOME": str(home)})
        self.source = self._start(stack, "tests.support.drag_source", str(path))
        assert self.source.stdout.readline() == "ready\n"

    def show_page(self, number: int) -> None:
        print(number, file=self.target.stdin, flush=True)
        assert self.target.stdout.readline() == f"page {number}\n"

    def mouse(self, *actions: str) -> None:
        subprocess.run(["xdotool", *actions], env=self._display, check=True, timeout=30)

    def _start(self, stack: ExitStack, module: str, *arguments: str, env: dict[str, str] | None = None) -> Any:
        command, environment = [sys.executable, "-m", module, *arguments], self._display | (env or {})
        pipe = subprocess.PIPE
        started = stack.enter_context(subprocess.Popen(command, env=environment, text=True, stdin=pipe, stdout=pipe))
        stack.callback(started.terminate)
        return started


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK, MODELS, SETTINGS])
def test_a_file_dragged_onto_any_page_is_read_and_stays_where_it_was(programs: _Programs, page: int) -> None:
    content = programs.path.read_bytes()
    programs.show_page(page)
    x, y = map(str, _TARGET)
    programs.mouse("mousemove", "50", "50", "mousedown", "1", "mousemove", "70", "70", "mousemove", x, y)
    while not select.select([programs.target.stdout], [], [], 0)[0]:
        _nudge(programs, x, y)
    assert programs.target.stdout.readline() == "lit\n"
    _nudge(programs, x, y)  # the other side has answered by now
    programs.mouse("mouseup", "1")
    assert programs.source.stdout.readline() == "CopyAction\n"
    assert _next_unlike(programs, "lit\n") == f"read {_SECONDS} s\n"
    assert programs.path.read_bytes() == content


def _nudge(programs: _Programs, x: str, y: str) -> None:
    """What is dragged is told where it is whenever the mouse moves, and a busy computer may miss a move."""
    programs.mouse("mousemove", str(int(x) + 2), y, "sleep", "0.2", "mousemove", x, y, "sleep", "0.2")


def _next_unlike(programs: _Programs, unwanted: str) -> str:
    while (line := str(programs.target.stdout.readline())) == unwanted:
        pass
    return line


def test_a_voice_dragged_out_of_the_list_is_a_file_for_the_other_program(
    display: dict[str, str], tmp_path: Path
) -> None:
    with VoiceLibrary(tmp_path / "home") as library:
        keep_voice(library, tmp_path, "Anna")
    with ExitStack() as stack:
        is_copy, name, size = _dragged_out_of(VOICES, display, tmp_path, stack)
        assert (is_copy, name) == ("True", "Anna.voice")
        assert int(size) > 1000
    with VoiceLibrary(tmp_path / "home") as library:
        assert [voice.name for voice in library.list()] == ["Anna"]


def test_a_take_dragged_out_of_the_list_is_a_file_for_the_other_program(
    display: dict[str, str], tmp_path: Path
) -> None:
    take = speak(TakeStore(tmp_path / "home" / "takes"), seconds=2.0, text="Good morning.")
    SettingsStore(tmp_path / "home" / "config" / "settings.json").change("export_format", "flac")
    with ExitStack() as stack:
        is_copy, name, size = _dragged_out_of(SPEAK, display, tmp_path, stack)
        assert is_copy == "True"
        assert name in {"Anna_Good-morning.flac", take.path.name}, "the second on a computer too busy to make the first"
        assert int(size) > 100
    assert take.path.exists()


def _dragged_out_of(page: int, display: dict[str, str], folder: Path, stack: ExitStack) -> list[str]:
    """Drag the first row of a page's list into another program; returns what that has found."""
    programs = _Programs(display, folder / "none.wav", folder / "home", stack)
    programs.source.terminate()
    place = programs._start(stack, "tests.support.drop_place")
    assert place.stdout.readline() == "ready\n"
    programs.show_page(page)
    print("row", file=programs.target.stdin, flush=True)
    _row, x, y = programs.target.stdout.readline().split()
    programs.mouse("mousemove", x, y, "mousedown", "1", "mousemove", str(int(x) - 20), y, "sleep", "0.3")
    for step in range(12):
        programs.mouse("mousemove", str(60 - step), "50", "sleep", "0.1")
    programs.mouse("mouseup", "1")
    assert place.stdout.readline() == "entered\n"
    found: list[str] = place.stdout.readline().split()
    return found
