"""A text is said as somebody in a recording would, over HTTP, without a voice that is kept."""

import base64
import json

import pytest

from tests.support.service import served
from voicecloner.domain.consent import ConsentKind

TEXT = "Good morning."


def as_json(reference, **fields):
    sent = base64.b64encode(reference.read_bytes()).decode()
    return {
        "input": TEXT,
        "ref_audio": f"data:audio/wav;base64,{sent}",
        "consent": "own",
        "response_format": "wav",
    } | fields


@pytest.mark.parametrize("is_form", [False, True], ids=["data address", "form"])
def test_a_recording_speaks_and_nothing_of_it_is_kept(service, program, reference, host, is_form):
    if is_form:
        form = {"input": TEXT, "consent": "own", "response_format": "wav", "ref_text": "The quick brown fox."}
        recording = {"reference_audio": ("anna.wav", reference.read_bytes(), "audio/wav")}
        answer = service.client.post("/v1/audio/speech", data=form, files=recording)
    else:
        answer = service.client.post("/v1/audio/speech", json=as_json(reference))
    assert (answer.status_code, answer.content[:4]) == (200, b"RIFF")
    assert host.spoken[-1][0] == TEXT
    assert program.manage_voices.list().voices == ()
    references, _mode = host.cloned[-1]
    assert references[0].transcript == ("The quick brown fox." if is_form else "")


def test_the_fields_may_be_called_as_izwi_calls_them(service, reference, host):
    sent = base64.b64encode(reference.read_bytes()).decode()
    words = "The quick brown fox."
    asked = {"model": "any", "input": TEXT, "reference_audio": sent, "reference_text": words, "consent": "own"}
    assert service.client.post("/v1/audio/speech", json=asked).status_code == 200
    assert host.cloned[-1][0][0].transcript == words


def test_neither_a_voice_nor_a_recording_is_told_in_one_sentence(service):
    answer = service.client.post("/v1/audio/speech", json={"model": "any", "input": TEXT})
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "No voice is named.")


def test_its_words_are_left_aside_where_that_is_asked_for(service, reference, host):
    wanted = as_json(reference, ref_text="The quick brown fox.", x_vector_only_mode=True)
    assert service.client.post("/v1/audio/speech", json=wanted).status_code == 200
    assert host.cloned[-1][0][0].transcript == ""


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"consent": None}, 403, "ConsentRequired"),
        ({"consent": "given"}, 403, "ConsentRequired"),
        ({"ref_audio": "https://example.org/anna.wav"}, 400, "InvalidRequest"),
        ({"ref_audio": "file:///etc/passwd"}, 400, "InvalidRequest"),
        ({"ref_audio": "data:audio/wav;base64,!!"}, 400, "InvalidRequest"),
        ({"ref_audio": "UklGRg=="}, 422, "UnreadableAudio"),
    ],
)
def test_what_may_not_be_said_so_is_refused(service, reference, changed, status, code):
    answer = service.client.post("/v1/audio/speech", json=as_json(reference, **changed))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_who_starts_the_service_can_state_consent_once(program, host, reference):
    with served(program, host, consent=ConsentKind.OWN) as service:
        assert service.client.post("/v1/audio/speech", json=as_json(reference, consent=None)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", json.dumps({"input": 3}).encode()])
def test_what_is_no_request_is_told(service, body):
    answer = service.client.post("/v1/audio/speech", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_value")


def test_what_can_be_asked_of_a_path_is_told(service):
    answer = service.client.put("/v1/audio/voices")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
