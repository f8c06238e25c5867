"""``voices score``: what is said of one voice, of all, and of those that cannot be measured."""

import json
import re

import pytest

from tests.support.fake_host import FakeHost
from tests.support.scorecards import COMPARISON
from voicecloner.bootstrap import Application
from voicecloner.cli.command import Context
from voicecloner.cli.commands import voices
from voicecloner.cli.main import build_parser
from voicecloner.cli.output import Output
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.paths import user_folders
from voicecloner.use_cases.voices.score_voice import ScoreVoice


class Comparer:
    """Refuses what it is told to refuse."""

    error: InvalidRequest | None = None

    def __call__(self, recording, voice, cancel):
        if self.error:
            raise self.error
        return COMPARISON


@pytest.fixture
def comparer():
    return Comparer()


@pytest.fixture
def app(comparer, keep_voice):
    made = Application(user_folders(), FakeHost())
    vars(made)["score_voice"] = ScoreVoice(made.speak, made.library, comparer, lambda *_sound, **_work: ())
    for name in ("Anna", "Bob"):
        keep_voice(made, name, language="de")
    yield made
    made.close()


@pytest.fixture
def run(app, capsys):
    def run_command(*words, as_json=False):
        arguments = build_parser().parse_args(["voices", *words])
        code = voices.COMMAND.run(arguments, Context(app, Output(as_json=as_json), CancelToken()))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def test_one_voice_in_words(run):
    code, out, err = run("score", "Anna")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Anna"
    assert lines[1].endswith(" of 100. Good: sounds like you, very clear.")
    assert "English only" in err
    assert "sounds like you" in run("show", "Anna")[1]
    assert "sounds like you" not in run("show", "Bob")[1]
    (line,) = (line for line in run("list")[1].splitlines() if line.startswith("Anna"))
    assert "  score " in line


def test_one_voice_for_machines(run):
    _code, out, _err = run("score", "Anna", as_json=True)
    (scored,) = json.loads(out)["scored"]
    assert scored["name"] == "Anna"
    assert scored["scorecard"]["verdict"] == "ok"
    assert scored["scorecard"]["comparison"]["others"] == 60
    assert 0 < scored["scorecard"]["score"] <= 100
    shown = json.loads(run("show", "Anna", as_json=True)[1])
    assert shown["scorecard"] == scored["scorecard"]
    assert json.loads(run("show", "Bob", as_json=True)[1])["scorecard"] is None


def test_all_that_were_not_measured(run):
    assert run("score", "Anna")[0] == 0
    code, out, _err = run("score", "--all", as_json=True)
    assert (code, [each["name"] for each in json.loads(out)["scored"]]) == (0, ["Bob"])
    assert run("score", "--all")[1] == "No voice was measured.\n"


def test_one_that_fails_does_not_keep_the_others_from_being_tried(run, comparer):
    comparer.error = InvalidRequest("There is too little speech to compare.")
    code, out, _err = run("score", "--all", as_json=True)
    answer = json.loads(out)
    assert (code, answer["scored"], len(answer["failed"])) == (1, [], 2)
    assert answer["failed"][0]["error"]["message"].startswith("There is too little")


def test_those_that_fail_are_named_with_the_reason(run, comparer):
    comparer.error = InvalidRequest("There is too little speech to compare.")
    code, out, err = run("score", "--all")
    assert code == 1
    assert sorted(out.splitlines()) == ["“Anna” was not measured.", "“Bob” was not measured."]
    assert re.search("“(Anna|Bob)”, “(Anna|Bob)”: There is too little speech to compare.", err)


@pytest.mark.parametrize("words", [(), ("Anna", "--all")])
def test_it_must_be_clear_which(run, words):
    with pytest.raises(InvalidRequest, match="not clear which"):
        run("score", *words)
