"""The service answers in the language a caller asks for, as far as the core has said it."""

import json

import pytest

from voicecloner.core_sentences import CoreSentences
from voicecloner.errors import EngineCrashed
from voicecloner.server.language import ENGLISH, answer_in, asked_language, said, told


@pytest.fixture
def german():
    answer_in("de")
    yield
    answer_in(ENGLISH)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en;q=0.5, fr;q=0.8", "fr"),
        ("pl, es-MX;q=0.7", "es"),
        ("zh-CN", "zh"),
        ("zh-TW, zh-Hant-HK;q=0.9", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=nonsense", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_dearest_language_that_is_known_is_answered_in(accepted, language):
    assert asked_language(accepted) == language


def test_who_asks_for_none_is_told_english():
    answer = {"message": "There is no voice called “Anna”."}
    assert told(answer) is answer
    assert said("Cloning") == "Cloning"


def test_sentences_are_translated_and_what_the_user_wrote_is_not(german):
    answer = {
        "name": "Cloning",
        "notes": "Say whose voice it is.",
        "voices": [{"state_reasons": ("“Cloning” is not a recording.",), "score": 7.5}],
    }
    assert told(answer) == {**answer, "voices": [{"state_reasons": ["„Cloning“ ist keine Aufnahme."], "score": 7.5}]}


def test_what_is_longer_than_any_sentence_is_not_gone_through(german, monkeypatch):
    gone_through = []
    monkeypatch.setattr(CoreSentences, "said", lambda _self, text: gone_through.append(text) or text)
    longest, longer = "a: " * 600, "a: " * 20_000
    assert (said(longest), said(longer)) == (longest, longer)
    assert gone_through == [longest]


@pytest.mark.parametrize("language", ["de", "es", "fr", "zh"])
def test_an_error_is_answered_in_each_language(service, language):
    asked = {"input": "Good morning."}
    english = service.client.post("/v1/audio/speech", json=asked).json()["error"]
    answer = service.client.post("/v1/audio/speech", json=asked, headers={"Accept-Language": language})
    other = answer.json()["error"]
    assert (other["code"], other["type"]) == (english["code"], english["type"])
    assert english["message"] == "No voice is named."
    assert other["message"] != english["message"]
    assert service.client.post("/v1/audio/speech", json=asked).json()["error"] == english


def test_an_event_is_in_the_language_of_its_listener(service, anna, host, monkeypatch):
    says = host.synthesize

    def breaks(*arguments, cancel):
        yield from says(*arguments, cancel=cancel)
        raise EngineCrashed("No voice is named.")

    monkeypatch.setattr(host, "synthesize", breaks)
    asked = {"voice": anna.id, "input": "Good morning. How are you?", "stream_format": "sse"}
    answer = service.client.post("/v1/audio/speech", json=asked, headers={"Accept-Language": "de"})
    last = json.loads(answer.text.strip().splitlines()[-1].removeprefix("data: "))
    assert last["error"]["message"] == "Es ist keine Stimme angegeben."


def test_a_review_names_its_checks_in_the_language_asked_for(service, reference):
    recording = {"audio_sample": ("a.wav", reference.read_bytes(), "audio/wav")}
    english, german = (
        service.client.post("/v1/audio/reviews", files=recording, headers={"Accept-Language": each}).json()
        for each in ("en", "de")
    )
    assert [each["check"] for each in german["findings"]] == [each["check"] for each in english["findings"]]
    for field in ("title", "message"):
        pairs = list(zip(english["findings"], german["findings"], strict=True))
        assert sum(one[field] == other[field] for one, other in pairs) <= len(pairs) // 4, field
