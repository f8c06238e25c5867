"""The window in each language: all of it is translated, and nothing is cut off."""

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import ROOT
from tests.support.translators import BEGIN, END, LANGUAGE_VARIABLE, make_brackets
from voicecloner.domain.language_names import OWN_LANGUAGE_NAMES
from voicecloner.gui.window.language import ENGLISH, LANGUAGES

_LAYOUT = ("tests/gui/test_layout.py", "tests/gui/test_narrow_voices.py", "tests/gui/test_mnemonics.py")
_PATIENCE_S = 900
_OF_NO_LANGUAGE = re.compile(
    r"VoiceCloner|TTS|Kokoro|VoxCPM|FreeVC|OpenVoice|kNN-VC|Tortoise|\bBark\b|Neural engines|Natural|^\W*\d|[/\\]"
)
"""Names of programs, models and files, and numbers."""


def test_no_text_of_the_window_stays_english(tmp_path: Path) -> None:
    make_brackets(tmp_path)
    command = [sys.executable, "-m", "tests.support.shown_texts", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    texts = done.stdout.splitlines()
    assert sum(BEGIN in text for text in texts) > 600
    assert [text for text in texts if not _is_translated(text)] == []


def _is_translated(text: str) -> bool:
    while found := re.search(f"{BEGIN}[^{BEGIN}{END}]*{END}", text):
        text = text.replace(found[0], "")
    is_own = text in OWN_LANGUAGE_NAMES.values() or bool(_OF_NO_LANGUAGE.search(text))
    return is_own or text in _scripts() or not re.search(r"[^\W\d_]{3}", text)


@functools.cache
def _scripts() -> str:
    """What is read aloud, in the language it is read in."""
    files = (ROOT / "resources" / "scripts").rglob("*.txt")
    return " ".join(each.read_text("utf-8").replace("\n", " ") for each in files)


@pytest.mark.slow
@pytest.mark.timeout(_PATIENCE_S)
@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != ENGLISH])
def test_nothing_is_cut_off_and_no_letter_is_claimed_twice(language: str) -> None:
    """By the tests of that, in a process of their own, which sees the window in this language from its start on."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.in_language", "-p", "no:cacheprovider"]
    environment = {**os.environ, LANGUAGE_VARIABLE: language}
    done = subprocess.run([*command, *_LAYOUT], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-20_000:]
