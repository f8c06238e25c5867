"""What the command line says about consent, and whether a file is synthetic. The engine is fake."""

import json

import pytest

from tests.support.answers import require_valid_output
from tests.support.fake_host import FakeHost
from tests.support.speech import speech_file
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.paths import user_folders
from voicecloner.use_cases.review.propose_transcript import ProposedTranscript, ProposeTranscript


@pytest.fixture
def told(capsys, monkeypatch, judging):
    """Runs a command in this process: exit code, and what stdout said."""
    monkeypatch.setattr("voicecloner.cli.main.Application", lambda: Application(user_folders(), FakeHost(), judging))

    def run(*arguments: str) -> tuple[int, str]:
        code, out = main(list(arguments)), capsys.readouterr().out
        require_valid_output(arguments, out)
        return code, out

    return run


def test_a_sentence_holds_its_words_and_differs(told):
    first, second = (json.loads(told("consent", "sentence", "--json")[1]) for _ in range(2))
    assert all(word in first["text"] for word in first["words"])
    assert first["text"] != second["text"]


def test_a_log_without_events_is_empty(told):
    assert told("consent", "log", "--json") == (0, '{"events": []}\n')


@pytest.mark.parametrize("uses", ["everything", "export,", ""])
def test_uses_that_there_are_not_are_wrong_usage(told, uses):
    code, out = told("consent", "set", "Anna", "--allow", uses, "--json")
    assert code == 2
    assert "none or of export, http" in json.loads(out)["error"]["message"]


def test_consent_of_somebody_needs_a_name(told, tmp_path):
    path = speech_file(tmp_path / "anna.wav", seconds=1)
    code, out = told("clone", str(path), "--name", "Anna", "--consent", "given", "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "ConsentRequired"


def test_a_reading_without_a_sentence_is_refused(told, tmp_path):
    path = str(speech_file(tmp_path / "anna.wav", seconds=1))
    code, out = told("clone", path, "--name", "Anna", "--consent", "own", "--spoken-consent", path, "--json")
    assert code == 2
    assert json.loads(out)["error"]["hint"] == "Run: voicecloner consent sentence"


def test_a_recording_is_not_taken_for_synthetic(told, tmp_path):
    code, out = told("verify", str(speech_file(tmp_path / "anna.wav", seconds=2)), "--json")
    found = json.loads(out)
    assert code == 0
    assert not found["is_synthetic"]
    assert (found["mark"]["is_found"], found["statement"], found["voice"]) == (False, None, None)


def test_several_recordings_of_one_who_agreed_are_cloned_with_the_name(told, tmp_path):
    paths = [str(speech_file(tmp_path / f"{name}.wav", seconds=12)) for name in ("anna", "ben")]
    code, out = told("clone-many", *paths, "--consent", "given", "--engine", "basic", "--json", "--speaker", "Anna",
                     "--speaker", "Ben", "--allow", "export")  # fmt: skip
    assert (code, json.loads(out)["failed"]) == (0, [])
    shown = json.loads(told("consent", "show", "ben", "--json")[1])["consent"]
    assert (shown["speaker"], shown["uses"]) == ("Ben", ["export"])
    before = told("consent", "log", "--json")
    code, out = told("consent", "set", "ben", "--json")
    assert (code, json.loads(out)["error"]["hint"]) == (2, "Give --consent, --speaker, --note or --allow.")
    assert told("consent", "log", "--json") == before


@pytest.fixture
def anna(told, tmp_path) -> None:
    """A voice of somebody who agreed."""
    path = str(speech_file(tmp_path / "anna.wav", seconds=12))
    code, _ = told(
        "clone", path, "--name", "Anna", "--consent", "given", "--speaker", "Zoë", "--engine", "basic", "--json"
    )
    assert code == 0


@pytest.fixture
def understood(monkeypatch):
    """Has the recognizer hear this text in whatever is handed in; the voices are compared all the same."""

    def hear(text: str) -> None:
        def recognize(_self, request, *, progress, cancel):
            return ProposedTranscript(request, text, (), None, (), read_audio(request.sound))

        monkeypatch.setattr(ProposeTranscript, "__call__", recognize)

    return hear


def sentence_of(told) -> str:
    return str(json.loads(told("consent", "sentence", "--json")[1])["text"])


def reading_of(tmp_path, voice: str = "en-us") -> str:
    return str(speech_file(tmp_path / "reading.wav", seconds=6, voice=voice))


def test_the_speaker_of_a_voice_that_is_there_gives_consent_aloud_once(told, anna, understood, tmp_path):
    sentence = sentence_of(told)
    understood(sentence)
    code, out = told("consent", "speak", "Anna", reading_of(tmp_path), "--json")
    consent = json.loads(out)["consent"]
    assert (code, consent["kind"], consent["speaker"]) == (0, "given", "Zoë")
    assert consent["spoken"]["heard"] == sentence
    assert f"“{sentence}”" in told("consent", "show", "Anna")[1]
    last = told("consent", "log")[1].splitlines()[-1]
    assert last.endswith(f"spoken: “{sentence}”")
    code, out = told("consent", "speak", "Anna", reading_of(tmp_path), "--json")
    assert code == 2
    assert "spoken already" in json.loads(out)["error"]["message"]


def test_a_reading_by_somebody_else_changes_nothing(told, anna, understood, tmp_path):
    understood(sentence_of(told))
    before = told("consent", "log", "--json")
    code, out = told("consent", "speak", "Anna", reading_of(tmp_path, "en-us+f4"), "--json")
    assert code == 2
    assert "does not sound like" in json.loads(out)["error"]["message"]
    assert told("consent", "log", "--json") == before


def test_something_else_that_was_read_is_no_consent(told, anna, understood, tmp_path):
    sentence_of(told)
    understood("Good morning.")
    code, out = told("consent", "speak", "Anna", reading_of(tmp_path), "--json")
    assert code == 2
    assert "These words of the sentence of consent were not heard" in json.loads(out)["error"]["message"]


def test_nobody_can_speak_before_there_is_a_sentence(told, anna, tmp_path):
    code, out = told("consent", "speak", "Anna", reading_of(tmp_path), "--json")
    assert (code, json.loads(out)["error"]["hint"]) == (2, "Run: voicecloner consent sentence")


def test_a_voice_that_there_is_not_has_no_speaker(told, understood, tmp_path):
    understood(sentence_of(told))
    code, out = told("consent", "speak", "Nobody", reading_of(tmp_path), "--json")
    assert code != 0
    assert json.loads(out)["error"]["code"] == "VoiceNotFound"
