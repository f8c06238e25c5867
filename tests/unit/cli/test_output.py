"""What the command line prints while it works."""

import io
import json
import sys
from pathlib import Path

import pytest

from voicecloner.cli.output import Output
from voicecloner.errors import StorageError
from voicecloner.jobs import ProgressUpdate


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def told(monkeypatch):
    def tell(stream, **options):
        monkeypatch.setattr("sys.stderr", stream)
        output = Output(**options)
        for fraction, detail in ((0.1, "1 MB of 10 MB"), (0.2, "2 MB of 10 MB")):
            output.progress(ProgressUpdate("Downloading x", fraction, detail))
        output.progress(ProgressUpdate("Unpacking"))
        output.result({"name": "x", "seconds": 1.000049}, "done")
        return stream.getvalue()

    return tell


def test_a_terminal_shows_numbers_on_one_line_that_is_left_clean(told):
    lines = told(Terminal()).split("\r\033[K")
    assert lines == ["", " 10%  Downloading x  1 MB of 10 MB", " 20%  Downloading x  2 MB of 10 MB", "Unpacking", ""]


def test_a_log_gets_a_line_for_each_stage(told):
    assert told(io.StringIO()) == "Downloading x\nUnpacking\n"


def test_a_log_gets_percents_every_five_seconds(monkeypatch):
    now_s = 100.0
    monkeypatch.setattr("sys.stderr", io.StringIO())
    output = Output(clock=lambda: now_s)
    for second in range(12):
        now_s = 100.0 + second
        output.progress(ProgressUpdate("Reading", second / 20, "of 20"))
    output.progress(ProgressUpdate("Judging", 0.9))
    output.progress(ProgressUpdate("Judging", 0.95))
    assert sys.stderr.getvalue() == "Reading\n 25%  Reading  of 20\n 50%  Reading  of 20\nJudging\n"


def test_a_warning_is_told_at_once_and_once(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    output = Output()
    output.progress(ProgressUpdate("Comparing", 0.2, warnings=("They differ.",)))
    assert sys.stderr.getvalue() == "Comparing\n  They differ.\n"
    output.notes(["They differ.", "It is short."])
    assert sys.stderr.getvalue() == "Comparing\n  They differ.\n  It is short.\n"


def test_who_wants_it_quiet_is_warned_at_the_end(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    output = Output(is_quiet=True)
    output.progress(ProgressUpdate("Comparing", 0.2, warnings=("They differ.",)))
    assert sys.stderr.getvalue() == ""
    output.notes(["They differ."])
    assert sys.stderr.getvalue() == "  They differ.\n"


def test_quiet_is_quiet(told):
    assert told(io.StringIO(), is_quiet=True) == ""


def test_a_result_for_machines_is_one_line_with_short_numbers(told, capsys):
    told(io.StringIO(), as_json=True)
    assert capsys.readouterr().out == '{"name": "x", "seconds": 1.0}\n'


def test_what_can_be_used_already_says_how(monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    Output().progress(ProgressUpdate("Fitting the voice", 0.5, "84 % alike", is_usable=True))
    assert sys.stderr.getvalue().endswith(" 50%  Fitting the voice  84 % alike  (Ctrl-C uses it as it is)")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("as_json", [False, True])
def test_a_result_that_cannot_be_written_is_told_once_on_stderr(monkeypatch, as_json):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    output = Output(as_json=as_json)
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        with pytest.raises(StorageError) as raised:
            output.result({"name": "x"}, "done")
        output.error(raised.value)
    assert sys.stderr.getvalue() == (
        "voicecloner: The result could not be written: No space left on device.\n  Free some space.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_work_goes_on_where_its_progress_cannot_be_written(monkeypatch, capsys):
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stderr", full)
        output = Output()
        output.progress(ProgressUpdate("Reading", 0.1))
        output.notes(["A note."])
        output.result({}, "done")
    assert capsys.readouterr().out == "done\n"


def test_work_goes_on_without_a_stderr(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr", None)
    output = Output()
    output.progress(ProgressUpdate("Reading", 0.1))
    output.result({}, "done")
    assert capsys.readouterr().out == "done\n"


STEERING = "evil\x1b[2J\x1b]0;pwned\x07\x9b31m\u202egnp.wav"


def test_what_could_steer_a_terminal_is_shown_harmless(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    output = Output()
    output.progress(ProgressUpdate(f"Reading {STEERING}", 0.5))
    output.result({}, f"{STEERING}: good\n\tyes")
    output.notes([STEERING])
    output.warn([STEERING])
    output.error(StorageError(STEERING, STEERING))
    told = sys.stderr.getvalue().replace("\r\033[K", "")
    shown = "evil\ufffd[2J\ufffd]0;pwned\ufffd\ufffd31m\ufffdgnp.wav"
    assert capsys.readouterr().out == f"{shown}: good\n\tyes\n"
    assert told.count(shown) == 5
    assert not set(told) & set("\x1b\x07\x9b\u202e")


def test_machines_read_the_very_name(capsys):
    Output(as_json=True).result({"file": STEERING, "odd": "\udcff"}, "")
    written = capsys.readouterr().out
    assert json.loads(written) == {"file": STEERING, "odd": "\udcff"}
    assert written.rstrip("\n").isprintable()


def test_what_several_failed_for_is_said_once_with_their_names(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    full, unread = StorageError("The disk is full.", "Free some space."), StorageError("It cannot be read.", "Look.")
    Output().failures_of([("A", full), ("B", unread), *((name, full) for name in "CDEF")])
    assert stream.getvalue() == (
        "voicecloner: “A”, “C”, “D” and 2 more: The disk is full.\n  Free some space.\n"
        "voicecloner: “B”: It cannot be read.\n  Look.\n"
    )
