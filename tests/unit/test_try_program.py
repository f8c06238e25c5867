"""How the built program is tried, with a stand-in that is quick."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.sources import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")

_PROGRAM = """#!{python}
import os, signal, sys
from pathlib import Path
home, words, kept = Path(os.environ["HOME"]), sys.argv[1:], Path(__file__).with_name("portable-data")
is_portable = words[0] == "--portable" or kept.exists()
if words[0] == "--portable":
    kept.mkdir()
    (kept / "voice").write_text({stored!r}.replace("HERE", str(kept.parent)))
    words = words[1:]
if is_portable and words[0] == "takes" and {strays}:
    (home / "stray").touch()
with Path({log!r}).open("a") as log:
    print(words[0] if len(words) > 1 else "window", Path.cwd() == home, os.environ.get("CI"), file=log)
if words[0] == "demo":
    Path(words[2]).mkdir()
    (Path(words[2]) / "reference.wav").write_bytes(b"RIFF")
if words[0] == {fails!r}:
    sys.exit(3)
if len(words) == 1:
    assert Path(words[0]).is_file()
    if {is_window}:
        if not (home / "open").exists():
            if {writes_log}:
                (home / "state").mkdir()
                (home / "state" / "window.log").write_text({logged!r})
            signal.signal(signal.SIGTERM, lambda *_: sys.exit({code}))
            (home / "open").touch()
            signal.pause()
    sys.exit({handed_over})
"""


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_file_location("try_program", ROOT / "packaging" / "try_program.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "_WINDOW_S", 1.0)
    return module


WELL = "2026-01-01 12:00:00,000 INFO voicecloner.gui.window.app: the window is open\n"
BADLY = f"{WELL}2026-01-01 12:00:01,000 CRITICAL voicecloner.gui.window.app: unexpected error\nModuleNotFoundError\n"


def built(folder: Path, fails: str = "", *, is_window: bool = True, logged: str | None = WELL, **more: object) -> Path:
    """A folder with a program in it.

    Args:
        folder: where.
        fails: the command that fails.
        is_window: whether its window opens.
        logged: what the window writes into its log; None: it has none.
        more: exit codes (``code`` of the window, ``handed_over`` of the second start); what is ``stored`` beside a
            portable program, with HERE for its place; whether it ``strays`` from there.
    """
    (folder / "built").mkdir()
    program = folder / "built" / "voicecloner"
    facts = {"fails": fails, "is_window": is_window, "writes_log": logged is not None, "logged": logged}
    facts |= {"code": 0, "handed_over": 0, "stored": "a voice", "strays": False, **more}
    program.write_text(_PROGRAM.format(python=sys.executable, log=str(folder / "log"), **facts))
    program.chmod(0o755)
    return program.parent


def test_all_is_run_in_an_empty_home(script, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("CI", "yes")
    assert script.main([str(built(tmp_path))]) == 0
    steps = ["demo", "check", "clone", "speak", "voices", "window", "window", "clone", "speak", "takes"]
    assert (tmp_path / "log").read_text().splitlines() == [f"{step} True None" for step in steps]
    assert "opened its window and closed it" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"fails": "speak"}, "“speak Good morning. --voice Fox --out out.wav” ended with exit code 3"),
        ({"is_window": False}, "The window closed by itself, with exit code 0"),
        ({"code": 4}, "The window ended with exit code 4"),
        ({"logged": BADLY}, "The window met an error:"),
        ({"logged": None}, "The window wrote no log"),
        ({"handed_over": 5}, "“reference.wav” ended with exit code 5"),
        ({"stored": "HERE/voice.wav"}, "names the place that the program was carried away from"),
        ({"strays": True}, "Portable, the program left"),
    ],
)
def test_what_fails_is_told(script, tmp_path, capfd, fault, told):
    assert script.main([str(built(tmp_path, **fault))]) == 1
    assert told in capfd.readouterr().err
