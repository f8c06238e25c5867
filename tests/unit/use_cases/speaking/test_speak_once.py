"""A text is said as somebody in a recording would, on the command line and from Python."""

import json

import pytest
import soundfile

from tests.support.fake_host import FakeHost
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import Cancelled, ConsentRequired
from voicecloner.jobs import CancelToken
from voicecloner.paths import user_folders
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.speaking.speak_once import SpeakOnceRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

TEXT = "Good morning."


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def program(host, judging):
    app = Application(user_folders(), host, judging)
    yield app
    app.close()


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return speech_file(tmp_path_factory.mktemp("speech") / "anna.wav", seconds=12)


def request(reference, consent=ConsentKind.OWN, **changes):
    return SpeakOnceRequest(SpeakRequest(TEXT, ""), CreateVoiceRequest("Anna", (reference,), consent), **changes)


def test_nothing_but_the_take_is_left(program, host, reference):
    steps = []
    take = program.speak_once(request(reference), progress=steps.append)
    assert (take.text, take.voice_name) == (TEXT, "Anna")
    assert soundfile.info(take.path).duration == pytest.approx(take.seconds, abs=0.01)
    assert program.manage_voices.list().voices == ()
    fractions = [step.fraction for step in steps if step.fraction is not None]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert not any(step.is_usable for step in steps), "stopping keeps nothing of use here"


@pytest.mark.parametrize("is_thorough", [False, True])
def test_it_speaks_as_soon_as_the_voice_is_of_use_unless_it_is_to_be_finished(program, host, reference, is_thorough):
    host.keeps_best = True
    host.gate.clear()
    was_finished = []

    def watched(update):
        if is_thorough and update.detail:
            host.gate.set()
        if update.stage == "Saving the voice":
            was_finished.append(host.gate.is_set())
            host.gate.set()

    program.speak_once(request(reference, is_thorough=is_thorough), progress=watched)
    assert was_finished == [is_thorough]
    assert [text for text, _options in host.spoken] == [TEXT]


def test_it_is_stopped_while_the_voice_is_made(program, host, reference):
    host.gate.clear()
    cancel = CancelToken()

    def stop(update):
        if update.stage == "Cloning":
            cancel.cancel()

    with pytest.raises(Cancelled):
        program.speak_once(request(reference), progress=stop, cancel=cancel)
    assert host.spoken == []


def test_nobody_speaks_without_consent(program, reference):
    with pytest.raises(ConsentRequired):
        program.speak_once(request(reference, consent=None))


def test_a_command_says_it(reference, tmp_path, capsys):
    said = ["speak", TEXT, "--reference", str(reference), "--out", str(tmp_path / "said.wav"), "--json"]
    assert main([*said]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "ConsentRequired"
    assert main([*said, "--consent", "own", "--best-of", "2"]) == 2
    assert main([*said, "--consent", "own", "--voice", "Anna"]) == 2
