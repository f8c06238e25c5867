"""The library over HTTP: voices are made, listed, heard and deleted."""

from dataclasses import replace

import pytest

from tests.support.fake_host import FakeHost
from tests.support.scorecards import scorecard
from tests.support.service import served
from tests.support.waiting import wait_until
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.paths import user_folders
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
from voicecloner.use_cases.voices.score_voice import ScoredVoice

FORM = {"name": "Anna", "consent": "own"}


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def program(host, judging):
    app = Application(user_folders(), host, judging)
    yield app
    app.close()


@pytest.fixture
def service(program, host):
    with served(program, host) as running:
        yield running


@pytest.fixture
def anna(program, reference):
    return program.create_voice(CreateVoiceRequest("Anna", (reference,), ConsentKind.OWN)).voice


def sent(reference, name="anna.wav"):
    return {"audio_sample": (name, reference.read_bytes(), "audio/wav")}


def test_a_voice_is_made_listed_shown_and_deleted(service, reference):
    made = service.client.post("/v1/audio/voices", data=FORM, files=sent(reference))
    assert made.status_code == 201
    voice_id = made.json()["voice_id"]
    listed = service.client.get("/v1/audio/voices").json()
    assert [each["voice_id"] for each in listed["voices"]] == [voice_id]
    shown = service.client.get(f"/v1/audio/voices/{voice_id}").json()
    assert (shown["name"], shown["consent"]["kind"], shown["consent"]["stated_via"]) == ("Anna", "own", "http")
    assert shown["review"]["verdict"] in {"ok", "warn"}
    assert service.client.delete(f"/v1/audio/voices/{voice_id}").json() == {"id": voice_id, "deleted": True}
    assert service.client.get(f"/v1/audio/voices/{voice_id}").status_code == 404
    assert service.client.get("/v1/audio/voices", params={"query": "anna"}).json()["count"] == 0


def test_no_name_of_a_file_leads_out_of_its_folder(service, reference, tmp_path):
    made = service.client.post("/v1/audio/voices", data=FORM, files=sent(reference, "../../../evil.wav"))
    assert made.status_code == 201
    assert not list(tmp_path.rglob("evil*"))


def test_a_voice_is_made_in_the_background_and_asked_for(service, reference, host):
    host.gate.clear()
    begun = service.client.post("/v1/audio/voices", data={**FORM, "background": "true"}, files=sent(reference))
    assert begun.status_code == 202
    job = f"/v1/jobs/{begun.json()['job_id']}"
    wait_until(lambda: service.client.get(job).json()["stage"] == "Cloning", what="it is being cloned")
    assert service.client.get(job).json()["state"] == "running"
    host.gate.set()
    wait_until(lambda: service.client.get(job).json()["state"] != "running", what="it is done")
    assert service.client.get(job).json()["voice"]["name"] == "Anna"


def test_making_a_voice_is_stopped(service, reference, host):
    host.gate.clear()
    begun = service.client.post("/v1/audio/voices", data={**FORM, "background": "true"}, files=sent(reference))
    job = f"/v1/jobs/{begun.json()['job_id']}"
    wait_until(lambda: service.client.get(job).json()["stage"] == "Cloning", what="it is being cloned")
    service.client.delete(job)
    wait_until(lambda: service.client.get(job).json()["state"] == "cancelled", what="it is stopped")
    assert service.client.get("/v1/audio/voices").json()["count"] == 0
    assert service.client.get("/v1/jobs/0123").status_code == 404


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"name": "", "consent": "own"}, 422, "invalid_value"),
        ({"name": "Anna"}, 422, "invalid_value"),
        ({"name": "Anna", "consent": "yes"}, 422, "invalid_value"),
        ({"name": "Anna", "consent": "given"}, 403, "ConsentRequired"),
        ({"name": "Anna", "consent": "own", "engine": "none"}, 400, "EngineNotFound"),
    ],
)
def test_a_voice_that_may_not_be_made_is_refused(service, reference, form, status, code):
    answer = service.client.post("/v1/audio/voices", data=form, files=sent(reference))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_rubbish_is_no_recording(service, tmp_path):
    rubbish = tmp_path / "rubbish.wav"
    rubbish.write_bytes(b"RIFF" + bytes(2_000))
    answer = service.client.post("/v1/audio/voices", data=FORM, files=sent(rubbish))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "UnreadableAudio")
    assert str(tmp_path) not in answer.text
    assert "/tmp" not in answer.text  # noqa: S108 - what must not be told


def test_a_voice_is_heard(service, anna):
    answer = service.client.get(f"/v1/audio/voices/{anna.name}/audition", params={"response_format": "flac"})
    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:4]) == (200, "audio/flac", b"fLaC")


def test_a_name_that_is_taken_is_told(service, anna, reference):
    answer = service.client.post("/v1/audio/voices", data=FORM, files=sent(reference))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "NameTaken")


def test_the_engines_are_listed_as_models(service):
    model = next(each for each in service.client.get("/v1/models").json()["data"] if each["id"] == "basic")
    assert (model["id"], model["object"]) == ("basic", "model")
    assert service.client.get("/v1/models/basic").json() == model
    assert service.client.get("/v1/models/none").status_code == 404


def test_words_are_heard(service, reference, monkeypatch):
    asked = {"file": ("anna.wav", reference.read_bytes(), "audio/wav")}
    heard = service.client.post("/v1/audio/transcriptions", data={"response_format": "verbose_json"}, files=asked)
    assert heard.status_code == 200
    assert "fox" in heard.json()["text"]
    assert [word["word"] for word in heard.json()["words"]] == heard.json()["text"].split()
    assert service.client.post("/v1/audio/transcriptions", data={"language": "de"}, files=asked).status_code == 400


def test_a_voice_is_measured(service, program, anna, monkeypatch):
    card = scorecard()
    monkeypatch.setattr(
        program, "score_voice", lambda request: ScoredVoice(replace(anna, scorecard=card), card, ("x",))
    )
    told = service.client.post(f"/v1/audio/voices/{anna.name}/score").json()
    assert (told["voice_id"], told["notes"]) == (anna.id, ["x"])
    assert told["scorecard"]["sentence"]
    assert service.client.post("/v1/audio/voices/nobody/score").status_code == 404
