"""Tables on the command line: lines that fail or are stopped, and voices that are made of one. The engine is fake."""

import json
import os
import signal
import sys

import pytest

from tests.support.fake_host import FakeHost
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.errors import EngineError
from voicecloner.paths import user_folders


class SignalledHost(FakeHost):
    """Gets a signal before the second line is said."""

    number: signal.Signals | None = None

    def synthesize(self, *arguments, **more):
        if self.number and len(self.spoken) == 1:
            os.kill(os.getpid(), self.number)
            self.gate.clear()
        yield from super().synthesize(*arguments, **more)


@pytest.fixture
def host(monkeypatch, keep_voice):
    made = SignalledHost()
    app = Application(user_folders(), made)
    keep_voice(app)
    app.close()
    monkeypatch.setattr("voicecloner.cli.main.Application", lambda: Application(user_folders(), made))
    return made


@pytest.fixture
def batch(host, tmp_path):
    table = tmp_path / "lines.csv"
    table.write_text("text,file\nOne.,a\nTwo.,b\nThree.,c\n", "utf-8")
    return lambda *more: main(
        ["batch", str(table), "--out", str(tmp_path / "out"), "--voice", "Anna", "--jobs", "1", *more]
    )


def test_lines_that_failed_are_named_and_the_next_run_says_them(batch, host, tmp_path, capsys):
    host.error = EngineError("The engine could not say the text.", "Try again.")
    assert batch() == 3
    told = capsys.readouterr()
    assert "Line 2: The engine could not say the text." in told.err
    assert f"1 line failed; {tmp_path / 'out' / 'manifest.jsonl'} says why." in told.out.replace("\u00a0", " ")
    assert batch() == 0
    assert "3 of 3 lines, 2 of them from before" in capsys.readouterr().out.replace("\u00a0", " ")


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_keeps_what_was_said_and_the_next_run_goes_on(batch, host, capsys, number):
    host.number = number
    assert batch("--json") == 130
    told = json.loads(capsys.readouterr().out)
    assert ([each["line"] for each in told["said"]], told["failed"], told["is_stopped"]) == ([2], [], True)
    host.number = None
    host.gate.set()
    assert batch("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kept"], [each["line"] for each in told["said"]]) == (1, [3, 4])


def test_voices_are_made_of_a_table(host, tmp_path, capsys):
    speech_file(tmp_path / "anna.wav", seconds=12)
    table = tmp_path / "voices.csv"
    rows = ["file,name,tags,speaker", "anna.wav,Clara,family;book,Clara C.", "no.wav,Dora,,"]
    table.write_text("\n".join(rows), "utf-8")
    command = ["clone-many", "--table", str(table), "--consent", "given", "--json"]
    assert main(command) == 2
    assert json.loads(capsys.readouterr().out)["error"]["faults"] == ["Line 3: there is no file “no.wav”."]
    table.write_text("\n".join(rows[:2]), "utf-8")
    assert main(command) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)["created"]] == ["Clara"]
    assert main(["voices", "show", "Clara", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["tags"], shown["consent"]["speaker"]) == (["family", "book"], "Clara C.")


def test_beside_a_table_of_voices_no_other_is_named(host, tmp_path, capsys):
    command = ["clone-many", "anna.wav", "--table", str(tmp_path / "voices.csv"), "--consent", "own"]
    assert main(command) == 2
    assert "There is a table, and voices beside it." in capsys.readouterr().err
