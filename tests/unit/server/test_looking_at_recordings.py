"""Recordings are judged before a voice is made of them, and there is something to read aloud."""

import pytest


def test_a_recording_is_judged_as_for_a_new_voice(service, program, reference):
    sent = [("audio_sample", ("anna.wav", reference.read_bytes(), "audio/wav"))]
    told = service.client.post("/v1/audio/reviews", data={"language": "en"}, files=sent).json()
    assert told["verdict"] in {"ok", "warn"}
    assert told["seconds"] == pytest.approx(12.0, abs=0.1)
    assert {each["severity"] for each in told["findings"]} >= {"ok"}
    assert all(each["message"] for each in told["findings"])
    assert program.manage_voices.list().voices == ()


def test_rubbish_is_no_recording(service):
    answer = service.client.post("/v1/audio/reviews", files={"audio_sample": ("a.wav", b"RIFF" + bytes(2_000))})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "UnreadableAudio")
    assert "/tmp" not in answer.text  # noqa: S108 - what must not be told


def test_there_is_a_text_to_read_aloud(service):
    german = service.client.get("/v1/audio/scripts", params={"language": "de-AT"}).json()
    assert german["language"] == "de"
    assert len(german["sentences"]) > 3
    assert german["tips"]
    assert service.client.get("/v1/audio/scripts", params={"language": "tlh"}).json()["language"] == "en"
