"""What is seen while somebody records in a terminal, elsewhere, and by machines."""

import io
import json
import math

import pytest

from voicecloner.audio.capture.recording import RecorderState
from voicecloner.cli.microphone.level_line import LevelLine
from voicecloner.cli.output import Output
from voicecloner.domain.audio import Level
from voicecloner.jobs import ProgressUpdate
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.use_cases.recording.record_reference import RecordingProgress


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock():
    return [0.0]


def heard(peak_dbfs=-18.0, usable_s=12.4, hint=""):
    recorder = RecorderState(seconds=15.0, level=Level(peak_dbfs, peak_dbfs), hint=hint)
    return RecordingProgress(recorder, 20.0, LiveReview(usable_s=usable_s))


def line_of(clock, **how):
    return LevelLine(Output(**how), lambda: clock[0])


def test_in_a_terminal_it_is_one_line_that_is_written_anew(clock, monkeypatch):
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    line = line_of(clock)
    for clock[0] in (0.0, 0.05, 0.1):
        line.level(heard())
    line.end()
    one = "[##############------]  -18 dB  0:15  12.4 of 20 s of speech"
    assert screen.getvalue() == f"\r\033[K{one}\r\033[K{one}\r\033[K"


def test_it_fits_into_a_narrow_terminal(clock, monkeypatch):
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("COLUMNS", "40")
    line_of(clock).level(heard())
    assert screen.getvalue() == "\r\033[K[##############------]  -18 dB  0:15  1"


@pytest.mark.parametrize(
    ("shown", "end"),
    [
        (heard(usable_s=21.0), "21.0 of 20 s of speech  enough"),
        (heard(hint="Speak up."), "12.4 of 20 s of speech  Speak up."),
        (heard(-math.inf, 0.0), "[--------------------]  silent  0:15   0.0 of 20 s of speech"),
        (heard(0.0), "[####################]    0 dB  0:15  12.4 of 20 s of speech"),
    ],
)
def test_elsewhere_it_is_a_line_each_second(clock, capsys, shown, end):
    line = line_of(clock)
    for clock[0] in (0.0, 0.5, 0.9, 1.0):
        line.level(shown)
    first, second = capsys.readouterr().err.splitlines()
    assert first == second
    assert first.endswith(end)


def test_machines_get_objects_on_stderr(clock, capsys):
    line = line_of(clock, as_json=True)
    line.room(ProgressUpdate("Listening to the room", 0.5))
    line.count(3)
    line.level(heard(-math.inf))
    line.event("room", {"messages": ["Quiet."]}, "Quiet.")
    said = capsys.readouterr()
    assert said.out == ""
    assert [json.loads(each) for each in said.err.splitlines()] == [
        {"event": "room", "fraction": 0.5, "detail": ""},
        {"event": "countdown", "seconds": 3},
        {
            "event": "level", "seconds": 15.0, "speech_seconds": 12.4, "needed_seconds": 20.0, "is_enough": False,
            "peak_dbfs": None, "hints": [],
        },
        {"event": "room", "messages": ["Quiet."]},
    ]  # fmt: skip


def test_quiet_shows_no_level_but_tells_what_happened(clock, capsys):
    line = line_of(clock, is_quiet=True)
    line.level(heard())
    line.event("broken", {}, "The microphone is gone.")
    assert capsys.readouterr().err == "The microphone is gone.\n"
