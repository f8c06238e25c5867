"""Every error that the command line can raise within a moment, from its real cause: what it says, and what it hints."""

import os
import sys

import numpy as np
import pytest
import soundfile

from tests.support.speech import speech_file
from voicecloner.audio.files.encoding import writable_suffixes
from voicecloner.cli.main import main


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return speech_file(tmp_path_factory.mktemp("speech") / "speech.wav", seconds=12)


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch, recording):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", None)
    (tmp_path / "speech.wav").symlink_to(recording)
    (tmp_path / "story.txt").write_text("Once upon a time.", "utf-8")
    (tmp_path / "latin.txt").write_bytes("Über".encode("latin-1"))
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty.wav").touch()
    (tmp_path / "damaged.wav").write_bytes(b"no sound at all")
    (tmp_path / "there.wav").write_bytes(b"mine")
    soundfile.write(tmp_path / "silence.wav", np.zeros(16_000 * 12, np.float32), 16_000)


TABLE = {
    # what is typed: (exit code, how what is said begins, how the hint begins)
    ("check", "gone.wav", "--transcript-file", "gone.txt"): (
        1,
        "There is no file “gone.txt”.",
        "Check the name and the folder.",
    ),
    ("check", "speech.wav", "--transcript-file", "."): (1, "“.” is a folder.", "Name a text file in it."),
    ("check", "speech.wav", "--transcript-file", "latin.txt"): (
        1,
        "“latin.txt” is not UTF-8 text.",
        "Save it as plain text in UTF-8.",
    ),
    ("check", "speech.wav", "--transcript", "story.txt"): (
        2,
        "“story.txt” is a file, not words.",
        "Give it with --transcript-file instead.",
    ),
    ("check", "speech.wav", "there.wav", "--transcript", "Hi."): (
        2,
        "A transcript can only be checked with a single file.",
        "Check the files one by one.",
    ),
    ("check", "speech.wav", "--start", "5", "--end", "4"): (
        2,
        "The stretch must end after it starts.",
        "Choose a start of 0 or more and a later end.",
    ),
    ("check", "speech.wav", "--start", "-1"): (
        2,
        "Argument --start: must lie between 0.0 and 86400.0.",
        "See: voicecloner check --help",
    ),
    ("check", "speech.wav", "--language", "xx"): (
        2,
        "“xx” is not a language that can be spoken here.",
        "See the list: voicecloner languages list",
    ),
    ("check", "speech.wav", "--language", "deutsh"): (
        2,
        "“deutsh” is not a language that can be spoken here.",
        "Did you mean “de” (German)? See the list: voicecloner languages list",
    ),
    ("check", "speech.wav", "--profile", "qwen-ts"): (2, "“qwen-ts” is none of: console, ", "Did you mean “qwen-tts”?"),
    ("chek", "speech.wav"): (2, "“chek” is none of: record, check, ", "Did you mean “check”?"),
    ("clone", "speech.wav", "--name", "X"): (
        2,
        "The following arguments are required: --consent.",
        "See: voicecloner clone --help",
    ),
    ("clone", "speech.wav", "--name", "X", "--consent", "yes"): (
        2,
        "“yes” is none of: own, given, public-domain.",
        "See: voicecloner clone --help",
    ),
    ("clone", "gone.wav", "--name", "X", "--consent", "own"): (
        1,
        "There is no file “gone.wav”.",
        "Check the name and the folder.",
    ),
    ("clone", ".", "--name", "X", "--consent", "own"): (
        1,
        "“.” is a folder, not a sound file.",
        "Choose the recordings in it.",
    ),
    ("clone", "empty.wav", "--name", "X", "--consent", "own"): (
        1,
        "“empty.wav” is empty.",
        "Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.",
    ),
    ("clone", "damaged.wav", "--name", "X", "--consent", "own"): (
        1,
        "“damaged.wav” is a text, not a sound file.",
        "Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.",
    ),
    ("clone", "silence.wav", "--name", "X", "--consent", "own", "--engine", "basic"): (
        1,
        "The recording did not pass its review: ",
        "Record again following the advice in the review.",
    ),
    ("clone", "speech.wav", "--name", "X", "--consent", "own", "--start", "100"): (
        1,
        "“speech.wav” ends before the stretch that was chosen.",
        "Choose an earlier start.",
    ),
    ("clone", "speech.wav", "--name", "X", "--consent", "own", "--engine", "nonesuch"): (
        1,
        "There is no engine named “nonesuch”.",
        "Known engines: natural, basic, ",
    ),
    ("clone", "speech.wav", "--name", " ", "--consent", "own"): (
        2,
        "The voice has no name.",
        "Give it a name you will recognise.",
    ),
    ("clone", "speech.wav", "--name", "X", "--consent", "own", "--mode", "transcript", "--engine", "basic"): (
        2,
        "To clone from the sound and its transcript the transcript is needed, and there is none.",
        "Give the transcript, the words that are spoken, or clone from the sound alone.",
    ),
    ("speak", "Hi.", "--voice", "nobody", "--out", "said.wav"): (
        1,
        "There is no voice called “nobody”.",
        "Run: voicecloner voices list",
    ),
    ("speak", "story.txt", "--voice", "nobody", "--out", "said.wav"): (
        2,
        "“story.txt” is a file, not words.",
        "Give it with --text-file instead.",
    ),
    ("speak", "--voice", "nobody", "--out", "said.wav"): (
        2,
        "There is no text to say.",
        "Give it in quotes, with --text-file, or through a pipe.",
    ),
    ("speak", "Hi.", "--voice", "x", "--out", "."): (2, "“.” is a folder.", "Name a file in it, such as speech.wav."),
    ("speak", "Hi.", "--voice", "x", "--out", "said.wma"): (
        2,
        "Sound cannot be saved as “.wma”.",
        f"Use a name that ends in one of {', '.join(writable_suffixes())}.",
    ),
    ("speak", "Hi.", "--voice", "x", "--out", "there.wav"): (
        2,
        "“there.wav” is there already.",
        "Choose another name, or replace it with --overwrite.",
    ),
    ("speak", "Hi.", "--voice", "x", "--out", "gone/a.wav"): (
        2,
        "There is no folder “gone”.",
        "Make it first, or choose another.",
    ),
    ("speak", "Hi.", "--voice", "nobody", "--out", "said.wav", "--speed", "9"): (
        2,
        "Argument --speed: must lie between 0.5 and 2.0.",
        "See: voicecloner speak --help",
    ),
    ("speak", "Hi.", "--voice", "nobody", "--out", "said.wav", "--language", "klingonn"): (
        2,
        "“klingonn” is not a language that can be spoken here.",
        "Did you mean “tlh” (Klingon)? See the list: voicecloner languages list",
    ),
    ("convert", "speech.wav", "--voice", "nobody", "--out", "said.wav"): (
        1,
        "There is no voice called “nobody”.",
        "Run: voicecloner voices list",
    ),
    ("voices", "show", "nobody"): (1, "There is no voice called “nobody”.", "Run: voicecloner voices list"),
    ("voices", "trash", "restore", "nobody"): (
        1,
        "The trash holds no voice called “nobody”.",
        "Run: voicecloner voices trash list",
    ),
    ("voices", "trash", "purge"): (2, "It is not clear which voice to erase.", "Name one, or say --all."),
    ("voices", "rebuild"): (2, "It is not clear which voice to rebuild.", "Name one, or say --all."),
    ("models", "path", "nonesuch"): (1, "There is no model called “nonesuch”.", "The models are pocket-lite-en, "),
    ("models", "remove", "pocket-en"): (1, "“pocket-en” is not on this computer.", "Run: voicecloner models list"),
    ("models", "pull", "pocket-en", "--token-file", "gone"): (
        1,
        "There is no file “gone”.",
        "Check the name and the folder.",
    ),
    ("engines", "install", "nonesuch"): (
        1,
        "There is nothing called “nonesuch” to install.",
        "There is: neural, neural-light.",
    ),
}


@pytest.mark.parametrize("typed", TABLE, ids=" ".join)
def test_the_cause_is_said_and_the_hint_helps(capsys, typed):
    code, message, hint = TABLE[typed]
    assert main([*typed, "--quiet"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    first, second = (said.err if code != 2 else _without_usage(said.err)).splitlines()
    assert first.startswith(f"voicecloner: {message}")
    assert second.startswith(f"  {hint}")
    assert [word for word in ("the field", "button", "on the page", "Press ") if word in said.err] == []


def _without_usage(said: str) -> str:
    return said[said.index("voicecloner: ") :]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything may be written by root")
def test_a_folder_that_may_not_be_written(capsys, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    assert main(["speak", "Hi.", "--voice", "x", "--out", "locked/said.wav"]) == 1
    assert "There is no permission to write or read" in capsys.readouterr().err
