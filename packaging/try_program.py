"""Try the program that was built, as its user would: the commands of the main job, the window, then portable use.

    python packaging/try_program.py FOLDER

FOLDER is what PyInstaller made, such as ``dist/voicecloner``. A copy of it is run in an empty home, where neither the
checkout nor the user's own settings can help it. `./dev package` has this done where there is no network, and counts
what is asked of it; see `tests.support.closed_network`. The window needs a display.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_KEPT = ("PATH", "LANG", "SYSTEMROOT", "TMPDIR", "TEMP", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
_COMMAND_S = 900.0
"""On a busy machine; on an idle one the longest step takes less than a minute."""
_WINDOW_S = 15.0
"""So long the window stays, with a recording that is judged: whatever would ask the network wakes up in that time."""
_HAND_OVER_S, _CLOSING_S = 60.0, 60.0
_TROUBLE, _LAST_LINES = " CRITICAL ", 20


class ProgramFailed(Exception):
    """A step did not come to its end, or not to a good one."""


def main(arguments: Sequence[str]) -> int:
    """Try it; the exit code."""
    (folder,) = map(Path, arguments)
    with tempfile.TemporaryDirectory(prefix="voicecloner-") as place:
        program = shutil.copytree(folder, Path(place) / "program", symlinks=True) / "voicecloner"
        home = Path(place) / "home"
        home.mkdir()
        try:
            _try_all(program, home)
        except ProgramFailed as failed:
            _say(f"The built program FAILED: {failed}")
            return 1
    return 0


def environment_in(home: Path) -> Mapping[str, str]:
    """What the program gets of the environment: nothing of what switches telemetry off comes from outside."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home / "local")}


def _try_all(program: Path, home: Path) -> None:
    recording = home / "demo" / "reference.wav"
    steps: list[list[str | Path]] = [
        ["demo", "--out", recording.parent],
        ["check", recording],
        # the demonstration cloned with the default engine already, which takes its time
        ["clone", recording, "--name", "Fox", "--consent", "own", "--engine", "basic"],
        ["speak", "Good morning.", "--voice", "Fox", "--out", home / "out.wav"],
        ["voices", "list"],
    ]
    for step in steps:
        _run([program, *step], home)
    _try_window(program, recording, home)
    _try_portable(program, recording, home)


def _run(command: Sequence[str | Path], home: Path, timeout_s: float = _COMMAND_S) -> None:
    words, begun = _words(command), time.monotonic()
    try:
        code = subprocess.run(
            command,
            cwd=home,
            env=environment_in(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=timeout_s,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise ProgramFailed(f"“{words}” did not end within {timeout_s:.0f} s.") from error
    if code:
        raise ProgramFailed(f"“{words}” ended with exit code {code}.")
    _say(f"The built program ran “{words}” in {time.monotonic() - begun:.0f} s.")


def _try_window(program: Path, recording: Path, home: Path) -> None:
    """Open the window, start the program again, which hands its file over and so shows that the window is there, and
    end it in order."""
    with subprocess.Popen([program, recording], cwd=home, env=environment_in(home)) as window:
        try:
            _require_open(window)
            _run([program, recording], home, _HAND_OVER_S)
            window.terminate()
            code = window.wait(_CLOSING_S)
        except subprocess.TimeoutExpired as error:
            raise ProgramFailed("The window did not close.") from error
        finally:
            window.kill()
    if code and os.name != "nt":  # Windows knows no gentle end of a process
        raise ProgramFailed(f"The window ended with exit code {code}.")
    _require_no_trouble(home)
    _say("The built program opened its window and closed it.")


def _require_no_trouble(home: Path) -> None:
    """The window goes on after an error that nobody expected, so only its log tells of it."""
    logs = list(home.rglob("window.log"))
    if not logs:
        raise ProgramFailed("The window wrote no log.")
    for log in logs:
        lines = log.read_text("utf-8").splitlines()
        if any(_TROUBLE in line for line in lines):
            raise ProgramFailed("The window met an error:\n" + "\n".join(lines[-_LAST_LINES:]))


def _require_open(window: "subprocess.Popen[bytes]") -> None:
    try:
        code = window.wait(_WINDOW_S)
    except subprocess.TimeoutExpired:
        return
    raise ProgramFailed(f"The window closed by itself, with exit code {code}.")


def _try_portable(program: Path, recording: Path, home: Path) -> None:
    """Keep everything beside the program, carry its folder to another place, and find all of it again there."""
    _run([program, "--portable", "clone", recording, "--name", "Hen", "--consent", "own", "--engine", "basic"], home)
    moved = program.parent.rename(program.parent.with_name("another place")) / program.name
    kept = moved.parent / "portable-data"
    before = set(home.rglob("*"))
    _run([moved, "speak", "Still here.", "--voice", "Hen", "--keep", "--out", kept / "said.wav"], home)
    _run([moved, "takes", "list"], home)
    if new := set(home.rglob("*")) - before:
        raise ProgramFailed(f"Portable, the program left {min(new)} in the user's home.")
    former = os.fsencode(program.parent)
    for file in (path for path in kept.rglob("*") if path.is_file() and former in path.read_bytes()):
        raise ProgramFailed(f"{file} names the place that the program was carried away from.")
    _say("The built program was carried to another place with all it keeps.")


def _words(command: Sequence[str | Path]) -> str:
    return " ".join(part.name if isinstance(part, Path) else part for part in command[1:])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
