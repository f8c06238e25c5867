"""The command line from the first word typed to the exit code; what the commands do is tried elsewhere."""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.sources import ROOT
from voicecloner import __main__ as entry
from voicecloner.cli import commands
from voicecloner.cli.main import COMMAND_NAMES, build_parser, main


@pytest.fixture
def told(capsys):
    """Runs a command in this process: exit code, what stdout and what stderr said."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


@pytest.fixture
def pipe(monkeypatch):
    """Standard input holds these bytes."""

    def fill(content: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))

    return fill


@pytest.fixture
def terminal(monkeypatch):
    """Somebody sits before the keyboard."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))


class Terminal(io.StringIO):
    def isatty(self):
        return True


SPEAK = ("--voice", "nobody", "--out", "said.wav")


_LOADED = """
import sys
from voicecloner.cli.main import build_parser
others = "voicecloner.cli.commands.speak", "voicecloner.api.cloner", "voicecloner.api.speech"
build_parser(("settings",))
print([name for name in others if name in sys.modules])
build_parser()
print([name for name in sys.argv[1:] if name in sys.modules])
"""


def test_nobody_waits_for_what_other_commands_need():
    few = ("asyncio", "av", "docx", "fastapi", "lxml", "markdown_it", "onnxruntime", "pysubs2", "scipy", "soxr")
    shown = subprocess.run([sys.executable, "-c", _LOADED, *few], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n[]\n"


def test_every_command_is_listed():
    modules = Path(commands.__file__).parent.glob("*.py")
    there = {path.stem.replace("_", "-") for path in modules if "\nCOMMAND = " in path.read_text("utf-8")}
    assert set(COMMAND_NAMES) == there
    (listed,) = (each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    assert tuple(listed.choices) == COMMAND_NAMES, "each has the name of its module"


def test_a_command_means_the_command_also_beside_a_file_of_that_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "check").write_bytes(b"")
    (tmp_path / "speech").write_bytes(b"")
    opened = []
    monkeypatch.setattr("voicecloner.gui.window.app.main", lambda files: opened.append(files) or 0)
    before = signal.getsignal(signal.SIGINT)
    assert entry.main(["check"]) == 2
    signal.signal(signal.SIGINT, before)
    assert "required: FILE" in capsys.readouterr().err
    assert opened == []
    assert entry.main(["./check"]) == 0
    assert entry.main(["speech", "./check"]) == 0
    assert entry.main([]) == 0
    assert [[str(path) for path in files] for files in opened] == [["check"], ["speech", "check"], []]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chek", "a.wav"), "Did you mean “check”?"),
        (("voices", "lst"), "Did you mean “list”?"),
        (("model", "list"), "Did you mean “models”?"),
        (("check", "a.wav", "--profile", "qwen-ts"), "Did you mean “qwen-tts”?"),
        (("gone.wav",), "There is no file “gone.wav”, and it is none of: record, "),
        (("xyzzy",), "“xyzzy” is none of: record, "),
        (("takes",), "Say which of these: list, show, "),
        (("check",), "The following arguments are required: FILE."),
    ],
)
def test_wrong_usage_says_what_was_probably_meant(told, arguments, words):
    code, out, err = told(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith("usage: voicecloner")


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("voices", "show", "nobody"), 1, "VoiceNotFound"),
        (("speak", "Hi.", "--voice", "nobody", "--out", "said.xyz"), 2, "InvalidRequest"),
        (("chek", "a.wav"), 2, "InvalidRequest"),
        (("clone", "a.wav"), 2, "InvalidRequest"),
    ],
)
def test_errors_are_objects_for_machines(told, arguments, code, error):
    found, out, err = told(*arguments, "--json")
    assert (found, err) == (code, "")
    told_error = json.loads(out)["error"]
    assert set(told_error) == {"code", "message", "hint"}
    assert told_error["code"] == error
    assert told_error["message"].endswith((".", "?"))


@pytest.mark.parametrize(
    ("arguments", "array", "keys"),
    [
        (("voices", "list"), "voices", set()),
        (("voices", "trash", "list"), "voices", set()),
        (("voices", "rebuild", "--all"), "rebuilt", set()),
        (("engines", "list"), "engines", {"engine_id", "name", "languages"}),
        (("models", "list"), "models", {"model_id", "name", "engine_id", "languages"}),
    ],
)
def test_lists_are_objects_with_a_named_array(told, arguments, array, keys):
    code, out, err = told(*arguments, "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)[array]
    assert all(set(one) >= keys for one in listed)
    assert bool(listed) == bool(keys)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "--quiet", "voices", "trash", "list"),
        ("voices", "--json", "trash", "--quiet", "list"),
        ("voices", "trash", "--quiet", "list", "--json"),
    ],
)
def test_json_and_quiet_are_understood_anywhere(arguments):
    parsed = build_parser().parse_args(arguments)
    assert (parsed.json, parsed.quiet) == (True, True)
    parsed = build_parser().parse_args(["voices", "list"])
    assert (parsed.json, parsed.quiet) == (False, False)


def test_errors_for_people_leave_the_result_empty(told):
    code, out, err = told("voices", "show", "nobody")
    assert (code, out) == (1, "")
    assert err.startswith("voicecloner: ")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("voices", "delete", "Anna", "Bob"), "voicecloner voices delete"),
        (("verify", "a.wav", "b.wav"), "voicecloner verify"),
        (("--nope", "doctor"), "voicecloner"),
    ],
)
def test_what_a_command_does_not_know_is_told_by_its_own_name(told, words, name):
    code, _, err = told(*words)
    assert code == 2
    assert err.startswith(f"usage: {name} [")
    assert err.endswith(f"See: {name} --help\n")


class TestWhereToSave:
    """Noticed before anything else is looked at: the voice asked for does not even exist."""

    @pytest.fixture(autouse=True)
    def _here(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

    @pytest.mark.parametrize("command", ["speak", "convert"])
    @pytest.mark.parametrize(
        ("out", "code", "words"),
        [
            (".", 2, "“.” is a folder.\n  Name a file in it, such as speech.wav."),
            ("gone/said.wav", 2, "There is no folder “gone”.\n  Make it first, or choose another."),
            ("said.wma", 2, "Sound cannot be saved as “.wma”.\n  Use a name that ends in one of .wav, .flac"),
            ("said", 2, "“said” does not say in which format to save.\n  Use a name"),
            ("there.wav", 2, "“there.wav” is there already.\n  Choose another name, or replace it with --overwrite."),
            (f"{'n' * 300}.wav", 1, f"“{'n' * 40}…” is longer than a name may be.\n  Choose a shorter one."),
            pytest.param(
                "/proc/said.wav",
                1,
                "Nothing can be saved in /proc.\n  Choose another folder.",
                marks=pytest.mark.skipif(sys.platform != "linux", reason="a folder that takes no files"),
            ),
        ],
    )
    def test_a_bad_place(self, told, tmp_path, command, out, code, words):
        (tmp_path / "there.wav").write_bytes(b"mine")
        found, _, err = told(command, "Hi.", "--voice", "nobody", "--out", out)
        assert found == code
        assert words in err
        assert [path.name for path in tmp_path.iterdir()] == ["there.wav"]
        assert (tmp_path / "there.wav").read_bytes() == b"mine"

    @pytest.mark.parametrize(
        "words",
        [
            ("batch", "lines.csv", "--voice", "nobody", "--out", "n" * 300),
            ("demo", "--out", "n" * 300),
            ("library", "restore", "n" * 300),
        ],
    )
    def test_a_name_that_no_file_can_have(self, told, tmp_path, words):
        (tmp_path / "lines.csv").write_text("text\nHello.\n")
        code, _, err = told(*words)
        assert code == 1
        assert f"“{'n' * 40}…” is longer than a name may be.\n  Choose a shorter one." in err

    @pytest.mark.parametrize("command", ["speak", "convert"])
    def test_a_file_may_be_replaced_if_that_is_said(self, told, tmp_path, command):
        (tmp_path / "there.wav").write_bytes(b"mine")
        code, _, err = told(command, "Hi.", "--voice", "nobody", "--out", "there.wav", "--overwrite")
        assert code == 1  # for the next thing that is wrong
        assert "there.wav" not in err
        assert (tmp_path / "there.wav").read_bytes() == b"mine"

    @pytest.mark.parametrize(
        "words", [("convert", "me.flac", "--voice", "Anna"), ("speak", "Hi.", "--reference", "me.flac")]
    )
    def test_the_recording_itself_is_never_replaced(self, told, tmp_path, words):
        (tmp_path / "me.flac").write_bytes(b"mine")
        code, _, err = told(*words, "--out", "./me.flac", "--overwrite")
        assert code == 2
        assert "is the recording itself, which would be lost.\n  Choose another name." in err
        assert (tmp_path / "me.flac").read_bytes() == b"mine"

    def test_the_demonstration_replaces_nothing_of_the_users(self, told, tmp_path):
        (tmp_path / "speech.wav").write_bytes(b"mine")
        code, _, err = told("demo", "--out", ".")
        assert code == 2
        assert "“speech.wav” is there already." in err
        assert [path.name for path in tmp_path.iterdir()] == ["speech.wav"]


class TestTheText:
    """What is to be said comes from the command line, a file or a pipe; a voice's name is looked up before it."""

    @pytest.fixture(autouse=True)
    def _here(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "story.txt").write_text("Once upon a time.", "utf-8-sig")

    @pytest.mark.parametrize("arguments", [("--text-file", "story.txt"), ("-",), ()])
    def test_it_is_taken_from_a_file_or_a_pipe(self, arguments, pipe, monkeypatch):
        pipe("\ufeffOnce upon a time.\n".encode())
        assert text_of(arguments, monkeypatch) == "Once upon a time."

    def test_a_text_is_a_text(self, monkeypatch, pipe):
        pipe(b"never read")
        assert text_of(("What is in story.txt",), monkeypatch) == "What is in story.txt"
        assert text_of(("missing.txt",), monkeypatch) == "missing.txt"
        assert text_of(("x" * 255 + ".txt",), monkeypatch) == "x" * 255 + ".txt"

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (("story.txt",), 2, "“story.txt” is a file, not words.\n  Give it with --text-file instead."),
            (("Hi.", "--text-file", "story.txt"), 2, "There are two texts.\n  Give either TEXT or --text-file."),
            ((), 2, "There is no text to say.\n  Give it in quotes, with --text-file, or through a pipe."),
            (("--text-file", "gone.txt"), 1, "There is no file “gone.txt”.\n  Check the name and the folder."),
            (("--text-file", "."), 1, "“.” is a folder.\n  Name a text file in it."),
        ],
    )
    @pytest.mark.usefixtures("terminal")
    def test_what_is_no_text(self, told, arguments, code, words):
        found, _, err = told("speak", *arguments, *SPEAK)
        assert found == code
        assert words in err

    @pytest.mark.parametrize(
        ("answer", "words"), [("\n", "Once upon a time."), ("Y\n", "Once upon a time."), ("n\n", "story.txt")]
    )
    def test_at_a_terminal_it_is_asked_what_is_meant(self, monkeypatch, answer, words):
        keyboard, screen = Terminal(answer), Terminal()
        monkeypatch.setattr("sys.stdin", keyboard)
        monkeypatch.setattr("sys.stderr", screen)
        assert text_of(("story.txt",), monkeypatch) == words
        assert screen.getvalue() == "“story.txt” is a file. Take the words in it? [Y/n] "

    def test_no_answer_stops(self, monkeypatch, capsys):
        monkeypatch.setattr("sys.stdin", Terminal(""))
        monkeypatch.setattr("sys.stderr", Terminal())
        assert main(["speak", "story.txt", *SPEAK]) == 130
        assert main(["speak", "story.txt", *SPEAK, "--json"]) == 2

    @pytest.mark.parametrize(
        ("content", "code", "words"),
        [
            (b"\xff\xfe\x00", 1, "What came through the pipe is not UTF-8 text."),
            (b"a" * 8_000_001, 2, "What came through the pipe is longer than two million characters."),
        ],
    )
    def test_a_pipe_that_holds_no_text(self, told, pipe, content, code, words):
        pipe(content)
        found, _, err = told("speak", *SPEAK)
        assert found == code
        assert words in err


def text_of(arguments, monkeypatch) -> str:
    """What the command `speak` would say."""
    from voicecloner.cli.commands.speak import _text_of
    from voicecloner.jobs import CancelToken

    return _text_of(build_parser().parse_args(["speak", *arguments, *SPEAK]), CancelToken())


@pytest.mark.parametrize("command", ["check", "clone"])
def test_a_missing_transcript_is_not_said_to_be_a_full_disk(told, tmp_path, command):
    more = ("--name", "X", "--consent", "own") if command == "clone" else ()
    code, _, err = told(command, "a.wav", *more, "--transcript-file", str(tmp_path / "gone.txt"))
    assert code == 1
    assert "There is no file “gone.txt”.\n  Check the name and the folder." in err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to a single process there")
@pytest.mark.parametrize("option", [(), ("--json",)])
def test_ctrl_c_ends_a_wait_for_text_without_a_traceback(tmp_path, option):
    pipe = tmp_path / "text"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "voicecloner", "speak", "--text-file", str(pipe), "--voice", "x"]
    command += ["--out", str(tmp_path / "a.wav"), *option]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    end = subprocess.PIPE
    started = subprocess.Popen(command, env=environment, encoding="utf-8", stdout=end, stderr=end)
    with started as process, pipe.open("wb"):
        process.send_signal(signal.SIGINT)  # the pipe's other end is open, so the text is waited for
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    if option:
        assert json.loads(out) == {"error": {"code": "Cancelled", "message": "Stopped.", "hint": ""}}
        assert err == ""
    else:
        assert (out, err) == ("", "voicecloner: Stopped.\n")
    assert list(tmp_path.iterdir()) == [pipe]


def in_a_shell(line, **environment):
    """Exit code, stdout and stderr of a line of shell in which `$V` is the program."""
    own = {"PYTHONPATH": str(ROOT), "V": f"{sys.executable} -m voicecloner"}
    done = subprocess.run(
        ["bash", "-c", line], env=os.environ | own | environment, capture_output=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    return done.returncode, done.stdout, done.stderr


NOT_WRITTEN = "voicecloner: The result could not be written: "


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("$V voices --help >/dev/full", 1, f"{NOT_WRITTEN}No space left on device.\n  Free some space.\n"),
        ("$V voices list >/dev/full", 1, f"{NOT_WRITTEN}No space left on device.\n  Free some space.\n"),
        ("$V voices list --json >/dev/full", 1, f"{NOT_WRITTEN}No space left on device.\n  Free some space.\n"),
        ("$V voices list >&-", 1, f"{NOT_WRITTEN}the standard output is closed.\n  Leave it open.\n"),
        ("$V voices show x 2>/dev/full", 1, ""),
        ("$V voices show x 2>&-", 1, ""),
        ("$V chek 2>/dev/full", 2, ""),
        ("$V voices list 2>/dev/full", 0, ""),
        ("$V completion zsh | true; exit ${PIPESTATUS[0]}", 1, ""),
        ("$V voices show x 2>&1 | true; exit ${PIPESTATUS[0]}", 1, ""),
    ],
)
def test_output_that_goes_nowhere_is_one_sentence_at_most(line, code, told):
    found, _, err = in_a_shell(line)
    assert (found, err) == (code, told)


def test_ctrl_c_ends_it_quietly_also_while_the_commands_are_imported(monkeypatch):
    handlers = []

    def begins_with_command(_arguments):
        handlers.append(signal.getsignal(signal.SIGINT))
        return True

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(entry, "_begins_with_command", begins_with_command)
    with suppress(SystemExit):
        entry.main(["--version"])
    signal.signal(signal.SIGINT, before)
    assert handlers == [entry._end]
