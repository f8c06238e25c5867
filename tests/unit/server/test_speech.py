"""A text is asked for over HTTP, by OpenAI's client and by hand."""

import base64
import io
import json
import re
import threading

import av
import numpy as np
import openai
import pytest

from tests.support.fake_host import SAMPLE_RATE
from tests.support.service import TOKEN, served
from tests.support.waiting import wait_until
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import EngineCrashed
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

TEXT = "Good morning. How are you today?"
CODECS = {"mp3": "mp3float", "opus": "opus", "aac": "aac", "flac": "flac", "wav": "pcm_s16le"}


@pytest.fixture
def client(service):
    with openai.OpenAI(api_key=TOKEN, base_url=f"{service.address}/v1", max_retries=0) as opened:
        yield opened


def asked(who, /, **fields):
    return {"model": "tts-1", "voice": who.id, "input": TEXT} | fields


def decoded(sound, container=None):
    with av.open(io.BytesIO(sound), format=container) as opened:
        frames = list(opened.decode(audio=0))
        return opened.streams.audio[0].codec_context.name, sum(frame.samples for frame in frames) / frames[
            0
        ].sample_rate


@pytest.mark.parametrize("form", [*CODECS, "pcm"])
@pytest.mark.parametrize("stream_format", [None, "audio"])
def test_openais_client_gets_the_format_it_asks_for(client, anna, form, stream_format):
    extra = {"stream_format": stream_format} if stream_format else {}
    with client.audio.speech.with_streaming_response.create(
        **asked(anna, response_format=form), extra_body=extra
    ) as response:
        sound = response.read()
    codec, seconds = decoded(sound, "s16le" if form == "pcm" else None) if form != "pcm" else ("", len(sound) / 48_000)
    assert codec.startswith(CODECS.get(form, "").removesuffix("float"))
    assert seconds == pytest.approx(0.05 * len("Good morning.How are you today?") + 0.3, abs=0.5)
    if stream_format is None:
        assert float(response.headers["X-Audio-Duration-Secs"]) == pytest.approx(seconds, abs=0.15)
        assert float(response.headers["X-RTF"]) > 0
        assert int(response.headers["Content-Length"]) == len(sound)
    else:
        assert response.headers["Transfer-Encoding"] == "chunked"


def test_events_hold_the_same_sound(client, anna):
    whole = client.audio.speech.create(**asked(anna, response_format="pcm")).content
    with client.audio.speech.with_streaming_response.create(
        **asked(anna, response_format="pcm"), extra_body={"stream_format": "sse"}
    ) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        events = [json.loads(line.removeprefix("data: ")) for line in response.iter_lines() if line]
    *deltas, done = events
    assert [each["type"] for each in deltas] == ["speech.audio.delta"] * len(deltas)
    assert b"".join(base64.b64decode(each["audio"]) for each in deltas) == whole
    assert done["type"] == "speech.audio.done"
    assert done["usage"]["input_tokens"] == len(TEXT)


def test_the_first_sound_comes_before_the_rest_is_made(service, anna, host, monkeypatch):
    spoken = []
    gate_of_second = threading.Event()
    synthesize = host.synthesize

    def slow(engine_id, voice_file, text, options, *, cancel):
        spoken.append(text)
        if len(spoken) > 1:
            assert gate_of_second.wait(20)
        yield from synthesize(engine_id, voice_file, text, options, cancel=cancel)

    monkeypatch.setattr(host, "synthesize", slow)
    wanted = asked(anna, response_format="pcm", stream_format="audio")
    with service.client.stream("POST", "/v1/audio/speech", json=wanted) as response:
        pieces = response.iter_raw()
        assert len(next(pieces)) > 0
        gate_of_second.set()
        assert sum(map(len, pieces)) > 0
    assert len(spoken) == 2


def test_a_listener_who_goes_stops_the_engine(service, anna, host, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def endless(engine_id, voice_file, text, options, *, cancel):
        begun.set()
        try:
            yield from _tone(cancel)
        finally:
            ended.set()

    monkeypatch.setattr(host, "synthesize", endless)
    wanted = asked(anna, response_format="pcm", stream_format="audio")
    with service.client.stream("POST", "/v1/audio/speech", json=wanted) as response:
        next(response.iter_raw())
    assert begun.is_set()
    assert ended.wait(20), "the engine was told to stop"
    assert service.client.post("/v1/audio/speech", json={**wanted, "input": ""}).status_code == 422


def _tone(cancel):
    from voicecloner.domain.audio import AudioChunk

    tone = 0.2 * np.sin(2 * np.pi * 220 * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    while not cancel.wait(0.005):
        yield AudioChunk(tone, SAMPLE_RATE)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"voice": "nobody"}, 404, "VoiceNotFound"),
        ({"voice": {"id": "nobody"}}, 404, "VoiceNotFound"),
        ({"input": ""}, 422, "invalid_value"),
        ({"input": "…" * 3}, 400, "InvalidRequest"),
        ({"input": "word " * 4_001}, 400, "InvalidRequest"),
        ({"speed": 4.0}, 400, "InvalidRequest"),
        ({"speed": "NaN"}, 422, "invalid_value"),
        ({"response_format": "midi"}, 422, "invalid_value"),
        ({"language": "xx"}, 400, "InvalidRequest"),
        ({"seed": -1}, 422, "invalid_value"),
    ],
)
def test_what_makes_no_sense_is_refused_in_openais_words(service, anna, fields, status, code):
    answer = service.client.post("/v1/audio/speech", json=asked(anna, **fields))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"].endswith(".")
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_voice_whose_speaker_did_not_allow_it_stays_silent(service, program, reference):
    request = CreateVoiceRequest("Ben", (reference,), ConsentKind.GIVEN, speaker="Ben Miller")
    ben = program.create_voice(request).voice
    answer = service.client.post("/v1/audio/speech", json=asked(ben))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ConsentRequired")
    assert "over HTTP" in answer.json()["error"]["message"]
    assert service.client.get(f"/v1/audio/voices/{ben.id}/audition").status_code == 403


def test_an_engine_that_fails_is_told_before_any_sound(service, anna, host, monkeypatch):
    host.error = EngineCrashed("The engine has crashed.")
    answer = service.client.post("/v1/audio/speech", json=asked(anna))
    assert (answer.status_code, answer.json()["error"]["type"]) == (500, "server_error")
    assert service.client.post("/v1/audio/speech", json=asked(anna)).status_code == 200


def test_an_engine_that_fails_later_is_the_last_event(service, anna, host, monkeypatch):
    synthesize = host.synthesize

    def breaks(engine_id, voice_file, text, options, *, cancel):
        yield from synthesize(engine_id, voice_file, text, options, cancel=cancel)
        raise EngineCrashed("The engine has crashed.")

    monkeypatch.setattr(host, "synthesize", breaks)
    before = counted(service)
    answer = service.client.post("/v1/audio/speech", json=asked(anna, stream_format="sse"))
    assert service.client.post("/v1/audio/speech", json=asked(anna)).status_code == 500
    assert counted(service)["failed"] - before.get("failed", 0.0) == 2.0
    last = json.loads(answer.text.strip().splitlines()[-1].removeprefix("data: "))
    assert (last["type"], last["error"]["code"]) == ("error", "EngineCrashed")


def test_one_more_than_may_wait_is_sent_away(program, host, anna, monkeypatch):
    host.gate.clear()
    with served(program, host, most_waiting=1) as service:
        answers = []

        def ask():
            answers.append(service.client.post("/v1/audio/speech", json=asked(anna)))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        wait_until(lambda: answers, what="one was sent away")
        assert answers[0].status_code == 429
        assert int(answers[0].headers["Retry-After"]) >= 1
        assert answers[0].json()["error"]["code"] == "rate_limit_exceeded"
        host.gate.set()
        for thread in threads:
            thread.join(30)
        assert sorted(each.status_code for each in answers) == [200, 200, 429]


def test_two_engines_say_two_texts_at_once(program, host, anna, monkeypatch):
    at_work = threading.Barrier(2, timeout=20)
    synthesize = host.synthesize

    def together(engine_id, voice_file, text, options, *, cancel):
        at_work.wait()
        yield from synthesize(engine_id, voice_file, text, options, cancel=cancel)

    monkeypatch.setattr(host, "synthesize", together)
    with served(program, host, engine_processes=2) as service:
        answers = []
        short = asked(anna, input="One sentence.")
        threads = [
            threading.Thread(target=lambda: answers.append(service.client.post("/v1/audio/speech", json=short)))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert [each.status_code for each in answers] == [200, 200]


def test_what_was_done_is_counted(service, anna):
    before = counted(service)
    service.client.post("/v1/audio/speech", json=asked(anna))
    service.client.post("/v1/audio/speech", json=asked(anna, speed=4.0))
    after = counted(service)
    assert {key: after[key] - before.get(key, 0.0) for key in after} == {"done": 1.0, "failed": 1.0}
    told = service.client.get("/metrics").text
    assert "Good" not in told
    assert "Anna" not in told


def counted(service):
    told = service.client.get("/metrics").text
    return {outcome: float(count) for outcome, count in re.findall(r'requests_total{outcome="(\w+)"} (\S+)', told)}
