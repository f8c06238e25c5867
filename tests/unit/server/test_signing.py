"""Speech that is sent whole is signed with content credentials where the settings want that and the format takes it."""

import pytest

from voicecloner.use_cases.speaking.verify_file import VerifyRequest
from voicecloner.use_cases.upkeep.change_setting import SettingChange

pytest.importorskip("c2pa", reason="content credentials are an extra")
TEXT = "Good morning. How are you today?"
SIGNED, UNSIGNED = ("wav", "flac", "mp3"), ("opus", "aac", "pcm")


@pytest.fixture
def signing(program):
    program.change_setting(SettingChange("content_credentials", "on"))
    yield
    program.change_setting(SettingChange("content_credentials", "off"))


def asked_for(service, voice, **fields):
    return service.client.post("/v1/audio/speech", json={"input": TEXT, "voice": voice.id, **fields})


@pytest.fixture
def credentials_of(program, tmp_path):
    return lambda content, name: program.seal.read(written(tmp_path, content, name))


def written(folder, content, name):
    path = folder / f"said.{name}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.usefixtures("signing")
def test_what_is_sent_whole_is_signed(service, anna, program, tmp_path, name):
    answer = asked_for(service, anna, response_format=name)
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    verified = program.verify_file(VerifyRequest(written(tmp_path, answer.content, name)))
    found = verified.credentials
    assert (found.is_intact, found.is_known, found.is_synthetic) == (True, True, True)
    assert verified.statement.voice_id == anna.id


@pytest.mark.parametrize("name", UNSIGNED)
def test_formats_that_take_none_are_sent_as_ever(service, anna, signing, name):
    assert asked_for(service, anna, response_format=name).status_code == 200


@pytest.mark.parametrize("stream_format", ["audio", "sse"])
def test_what_is_sent_while_it_is_made_is_not_signed(service, anna, signing, stream_format):
    answer = asked_for(service, anna, response_format="wav", stream_format=stream_format)
    assert answer.status_code == 200
    assert b"c2pa" not in answer.content


def test_an_audition_is_signed_and_says_of_itself_what_it_is(service, anna, signing, credentials_of):
    answer = service.client.get(f"/v1/audio/voices/{anna.id}/audition")
    assert credentials_of(answer.content, "wav").is_known
    assert b"Synthetic speech made by VoiceCloner" in answer.content


def test_nothing_is_signed_unless_it_is_wanted(service, anna, credentials_of):
    assert credentials_of(asked_for(service, anna, response_format="wav").content, "wav") is None


def test_what_cannot_sign_is_told_before_anything_is_said(service, anna, program, host, signing):
    said = len(host.spoken)
    for key in ("credentials_certificate", "credentials_key"):
        program.change_setting(SettingChange(key, "/no/such/file.pem"))
    try:
        answer = asked_for(service, anna, response_format="wav")
        said_for_it = len(host.spoken) - said
        streamed = asked_for(service, anna, response_format="wav", stream_format="audio")
    finally:
        for key in ("credentials_certificate", "credentials_key"):
            program.change_setting(SettingChange(key, ""))
    assert answer.status_code >= 500
    assert "/no/such" not in answer.text
    assert streamed.status_code == 200
    assert said_for_it == 0
