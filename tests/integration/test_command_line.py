"""The command line as a user runs it: real processes, real engine, real library.

Where it makes no difference which engine makes a voice, one that needs no time for it is installed; and where it makes
none how a command is started, it runs in this process.
"""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from tests.support.answers import require_valid_output
from tests.support.fake_engines import SoundAloneEngine, ToneEngine
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.long_files import long_file
from tests.support.plugins import plugin_path
from tests.support.speech import speech_file
from voicecloner.cli.main import main
from voicecloner.engines.bundled import BUNDLED_ENGINES


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return speech_file(tmp_path_factory.mktemp("speech") / "Müller 声.wav", seconds=12)


def runner(home, **more):
    environment = {**os.environ, "VOICECLONER_HOME": str(home), "LC_ALL": "C", **more}

    def run_command(*arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "voicecloner", *map(str, arguments)],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        require_valid_output(arguments, done.stdout)
        return done

    return run_command


@pytest.fixture(scope="module")
def run(home):
    return runner(home)


@pytest.fixture
def run_quick(tmp_path):
    """Runs commands in a home of their own, where there is also an engine that clones at once, "tone"."""
    return runner(tmp_path / "home", PYTHONPATH=plugin_path(tmp_path, (ToneEngine, SoundAloneEngine)))


@pytest.fixture
def run_here(capsys):
    """Runs commands in this process, for tests of what they find and not of how they are started."""

    def run_command(*arguments, code=0):
        capsys.readouterr()
        assert main([str(each) for each in arguments]) == code
        said = capsys.readouterr()
        require_valid_output(arguments, said.out)
        return SimpleNamespace(stdout=said.out, stderr=said.err)

    return run_command


@pytest.fixture(scope="module")
def voice(run, reference):
    return json.loads(
        run("clone", reference, "--name", "Jürgen 声", "--consent", "own", "--engine", "basic", "--json").stdout
    )


def test_check_prints_one_object_with_all_files(run, run_here, reference, tmp_path):
    other = speech_file(tmp_path / "short.wav", seconds=3)
    good, short = json.loads(run("check", reference, other, "--json").stdout)["files"]
    assert run_here("check", reference, "--strict", "--quiet").stderr == ""
    told = run_here("check", reference, other, "--strict", "--json", code=3).stdout
    assert json.loads(told)["files"] == [good, short]
    assert good["file"] == str(reference)
    assert good["verdict"] in {"ok", "warn"}
    assert short["verdict"] == "fail"
    assert good["seconds"] == pytest.approx(12, abs=0.1)
    assert 0 < good["speech_seconds"] <= good["seconds"]
    checks = [f["check"] for f in good["findings"]]
    assert set(checks) >= {"duration", "speech", "level", "clipping", "noise", "silence"}
    keys = {"check", "severity", "value", "unit", "limit", "limit_is", "message", "spans"}
    assert all(set(f) == keys for f in good["findings"])


def test_check_chooses_the_best_stretch_of_a_long_file(run, tmp_path):
    result = json.loads(run("check", long_file(tmp_path / "long.wav"), "--json").stdout)["files"][0]
    start_s, end_s = result["span"]
    assert 59 < start_s < end_s < 84
    assert result["seconds"] == pytest.approx(end_s - start_s, abs=0.01)
    assert result["notes"][0].startswith("The best ")


def test_check_looks_at_the_stretch_it_is_told(run_here, reference):
    result = json.loads(run_here("check", reference, "--start", "1.5", "--end", "11.75", "--json").stdout)["files"][0]
    assert result["span"] == [1.5, 11.75]
    assert result["seconds"] == pytest.approx(10.25, abs=0.01)
    assert json.loads(run_here("check", reference, "--start", "1.5", "--json").stdout)["files"][0][
        "seconds"
    ] == pytest.approx(10.5)
    run_here("check", reference, "--start", "5", "--end", "4", code=2)
    run_here("check", reference, "--start", "-1", code=2)


def test_a_voice_of_the_stretch_that_is_told_is_renamed_and_deleted(run_quick, reference):
    voice = ("--name", "Temporary", "--consent", "given", "--speaker", "Zoë", "--engine", "tone")
    made = json.loads(run_quick("clone", reference, *voice, "--start", "1", "--end", "11.5", "--json").stdout)
    run_quick("voices", "rename", "Temporary", "Renamed")
    shown = json.loads(run_quick("voices", "show", made["voice_id"], "--json").stdout)
    run_quick("voices", "delete", "Renamed")
    run_quick("voices", "show", made["voice_id"], code=1)
    assert shown["name"] == "Renamed"
    assert made["review"]["seconds"] == pytest.approx(10.5, abs=0.01)


def test_a_file_that_cannot_be_read_is_a_finding_and_exit_code_1(run, tmp_path):
    path = tmp_path / "text.wav"
    path.write_text("no sound at all")
    result, missing = json.loads(run("check", path, tmp_path / "missing.wav", "--json", code=1).stdout)["files"]
    assert missing["findings"][0]["message"].startswith("There is no file")
    assert result["verdict"] == "fail"
    assert [f["check"] for f in result["findings"]] == ["unreadable"]
    run("check", path, "--strict", code=1)


def test_a_voice_is_cloned_listed_and_shown(run, voice):
    assert voice["name"] == "Jürgen 声"
    assert (voice["engine_id"], voice["mode"]) == ("basic", "embedding")
    listed = json.loads(run("voices", "list", "--json").stdout)
    assert [v["voice_id"] for v in listed["voices"]] == [voice["voice_id"]]
    shown = json.loads(run("voices", "show", "jürgen 声", "--json").stdout)
    assert shown["consent"]["kind"] == "own"


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_a_saved_voice_speaks(run, voice, tmp_path, suffix):
    out = tmp_path / f"said.{suffix}"
    result = json.loads(
        run("speak", "Hello, this is a test.", "--voice", voice["voice_id"], "--out", out, "--json").stdout
    )
    assert result["path"] == str(out)
    info = soundfile.info(out)
    assert (info.samplerate, info.format) == (result["sample_rate"], suffix.upper())
    assert info.duration == pytest.approx(result["seconds"], abs=0.01)
    assert 0.5 < info.duration < 10
    assert result["rtf"] > 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("speak", "Hi", "--voice", "nobody", "--out", "x.wav"), 1),
        (("voices", "show", "nobody"), 1),
        (("clone", "missing.wav", "--name", "X", "--consent", "own"), 1),
        (("clone", "missing.wav", "--name", "X"), 2),
        (("clone", "missing.wav", "--name", "X", "--consent", "own", "--mode", "transcript"), 2),
        (("speak", "Hi", "--voice", "nobody", "--out", "x.wav", "--speed", "9"), 2),
        (("speak", "Hi", "--voice", "nobody", "--out", "x.xyz"), 2),
        (("check", "missing.wav", "--profile", "nonesuch"), 2),
        (("nonesuch",), 2),
    ],
)
def test_exit_codes_and_one_clear_sentence(run_here, arguments, code):
    done = run_here(*arguments, code=code)
    assert done.stdout == ""
    assert done.stderr.strip()


@pytest.mark.slow
def test_the_demo_goes_the_whole_way(run, tmp_path):
    result = json.loads(run("demo", "--out", tmp_path / "demo", "--json").stdout)
    assert result["review"]["verdict"] in {"ok", "warn"}
    assert set(result["steps"]) == {"reference", "review", "clone", "speak"}
    assert soundfile.info(result["reference"]).duration > 10
    assert soundfile.info(result["path"]).duration == pytest.approx(result["seconds"], abs=0.01)


@NEEDS_RECOGNIZER
def test_words_are_proposed_and_said_to_be_a_suggestion(run, run_here, reference):
    proposed = json.loads(run("transcribe", reference, "--json").stdout)
    assert len(proposed["words"]) > 3
    assert proposed["text"].split() == [word["text"] for word in proposed["words"]]
    done = run_here("transcribe", reference)
    assert done.stdout.strip() == proposed["text"]
    assert "only a suggestion" in done.stderr
    assert "English only" in run_here("transcribe", reference, "--language", "de", code=2).stderr


@NEEDS_RECOGNIZER
def test_a_transcript_is_held_against_its_recording(run_here, run_quick, reference, tmp_path):
    wrong = "Never before had so many people come together to hear about an evening by the sea, where nothing happened."

    def found(*options: str) -> tuple[str, str]:
        answer = run_here("check", reference, "--transcript", wrong, "--json", *options).stdout
        (finding,) = (f for f in json.loads(answer)["files"][0]["findings"] if f["check"] == "transcript")
        return finding["severity"], finding["message"]

    assert found("--profile", "console")[0] == "warn"
    severity, message = found("--engine", "basic")  # makes the voice of the sound alone
    assert severity == "ok"
    assert "does not use the transcript" in message
    assert "do not seem to be those of the recording" in message
    assert "(“words.txt”)" in run_here("check", reference, "--transcript", "words.txt").stdout
    (tmp_path / "words.txt").write_text(wrong)
    assert "--transcript-file" in run_here("check", reference, "--transcript", tmp_path / "words.txt", code=2).stderr
    assert "single file" in run_here("check", reference, reference, "--transcript", wrong, code=2).stderr
    told = ("--name", "Wrong words", "--consent", "own", "--engine", "sound-alone", "--transcript", wrong)
    cloned = run_quick("clone", reference, *told)
    assert "does not use the transcript" in cloned.stdout
    assert "do not seem to be those of the recording" in cloned.stdout
    assert "do not seem" not in cloned.stderr


def test_a_text_in_another_language_is_spoken_with_a_warning(run, voice, tmp_path):
    german = "Guten Morgen, meine Damen und Herren, wie geht es Ihnen heute?"
    done = run("speak", german, "--voice", voice["name"], "--out", tmp_path / "a.wav")
    assert "The text seems to be German" in done.stderr
    done = run("speak", german, "--voice", voice["name"], "--out", tmp_path / "b.wav", "--language", "de", "--json")
    assert json.loads(done.stdout)["warnings"] == []


def test_several_voices_are_made_and_the_one_that_fails_is_told(run_quick, reference, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("What is said.", "utf-8")
    arguments = ("clone-many", reference, tmp_path / "missing.wav", "--consent", "own", "--engine", "tone", "--json")
    done = run_quick(*arguments, "--name", "One", "--name", "Two", "--mode", "embedding", code=1)
    result = json.loads(done.stdout.splitlines()[0])
    assert [(made["name"], made["mode"]) for made in result["created"]] == [("One", "embedding")]
    assert [failed["name"] for failed in result["failed"]] == ["Two"]
    names = ("--name", "A", "--name", "B", "--name", "C", "--language", "en", "--language", "de")
    run_quick("clone-many", reference, "--consent", "own", *names, code=2)
    assert [v["name"] for v in json.loads(run_quick("voices", "list", "--json").stdout)["voices"]] == ["One"]


def test_the_engines_are_listed_with_what_they_lack(run, run_here):
    listed = {engine["engine_id"]: engine for engine in json.loads(run("engines", "list", "--json").stdout)["engines"]}
    assert set(listed) == set(BUNDLED_ENGINES)
    assert listed["basic"]["installed"]
    assert all(engine["installed"] or "is not installed" in engine["lacks"] for engine in listed.values())
    assert {name for name, engine in listed.items() if engine["converts"]} == {
        "freevc",
        "knnvc",
        "natural",
        "openvoice",
    }
    asked = {name: listed[name]["reference"]["min_seconds"] for name in ("natural", "basic", "pocket")}
    assert asked == {"natural": 10.0, "basic": 10.0, "pocket": 3.0}  # as `check` asks of a recording
    assert "Basic voice" in run_here("engines", "list").stdout
    run_here("engines", "remove", "neural", code=1)
    run_here("engines", "install", "unheard-of", code=1)


def test_check_holds_the_file_against_its_profile(run_here, tmp_path):
    mono, rate = soundfile.read(speech_file(tmp_path / "mono.wav", seconds=12))
    path = tmp_path / "float.wav"
    soundfile.write(path, mono, rate, subtype="FLOAT")

    def severities(*options, code=0):
        told = run_here("check", path, *options, "--strict", "--json", code=code).stdout
        found = json.loads(told)["files"][0]["findings"]
        return {finding["check"]: finding["severity"] for finding in found}

    assert severities("--engine", "basic")["format"] == "ok"
    assert severities("--profile", "console")["format"] == "warn"
    assert severities("--profile", "qwen-tts", "--language", "nl", code=3)["language"] == "fail"
    assert severities("--profile", "qwen-tts", "--language", "de")["language"] == "ok"


def test_check_of_one_channel(run_here, tmp_path):
    mono, rate = soundfile.read(speech_file(tmp_path / "mono.wav", seconds=12))
    path = tmp_path / "two.wav"
    soundfile.write(path, np.stack([mono, 0.0 * mono], axis=1), rate)
    assert json.loads(run_here("check", path, "--channel", "1", "--json").stdout)["files"][0]["verdict"] != "fail"
    assert json.loads(run_here("check", path, "--channel", "2", "--json").stdout)["files"][0]["verdict"] == "fail"
    assert "no channel 3" in run_here("check", path, "--channel", "3", code=2).stderr
    assert "whole number from 1" in run_here("check", path, "--channel", "0", code=2).stderr
