"""The list of pronunciations as shells use it, and what it does to what is said."""

from dataclasses import replace

import pytest

from tests.support.speech import speech_file
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.pronunciation import PHONEMES_BEGIN, Pronunciation
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.speaking.pronounce import SayWordRequest
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

WIN = Pronunciation("Nguyen", "win")
IPA = Pronunciation("Nguyen", "/ŋwiən/")


@pytest.fixture
def anna(app, tmp_path):
    request = CreateVoiceRequest("Anna", (speech_file(tmp_path / "anna.wav", seconds=12),), ConsentKind.OWN)
    return app.create_voice(request).voice


def said(host):
    return host.spoken[-1][0]


def test_what_is_said_follows_the_list_and_the_take_keeps_the_text(app, host, anna):
    app.pronounce.put(WIN)
    take = app.speak(SpeakRequest("I met Nguyen.", "Anna"))
    assert said(host) == "I met win."
    assert take.text == "I met Nguyen."


def test_the_voices_own_entry_has_its_way_and_that_of_another_voice_none(app, host, anna):
    for entry in (replace(WIN, spoken="nwin", voice_id=anna.id), WIN, Pronunciation("GIF", "jif", "f" * 32)):
        app.pronounce.put(entry)
    app.speak(SpeakRequest("Nguyen and GIF.", "Anna"))
    assert said(host) == "Nwin and GIF."


def test_an_entry_of_the_request_counts_for_it_alone(app, host, anna):
    app.pronounce.put(WIN)
    app.speak(SpeakRequest("Nguyen.", "Anna", pronunciations=(replace(WIN, spoken="new yen"),)))
    assert said(host) == "New yen."
    assert app.pronounce.list().entries == (WIN,)


def test_a_list_that_cannot_be_read_keeps_nobody_from_speaking(app, host, anna):
    (app.folders.data / "pronunciations.json").mkdir()
    take = app.speak(SpeakRequest("Nguyen.", "Anna"))
    assert said(host) == "Nguyen."
    assert "pronunciations is ignored" in take.notes[0]


def test_a_damaged_list_is_told_of_once(app, host, anna):
    (app.folders.data / "pronunciations.json").write_text("{", "utf-8")
    notes = [app.speak(SpeakRequest("Nguyen.", "Anna")).notes for _ in range(2)]
    assert "was damaged" in notes[0][0]
    assert not any("pronunciations" in note for note in notes[1])


def test_phonemes_reach_an_engine_that_says_them_and_no_other(app, host, anna):
    app.pronounce.put(IPA)
    assert "does not say phonemes" in app.speak(SpeakRequest("Nguyen.", "Anna")).notes[0]
    assert said(host) == "Nguyen."
    host.info = replace(host.info, abilities=replace(host.info.abilities, takes_phonemes=True))
    app.speak(SpeakRequest("Nguyen.", "Anna"))
    assert PHONEMES_BEGIN + "ŋwiən" in said(host)


def test_a_word_is_said_as_it_would_be_kept_and_nothing_is_kept(app, host, anna):
    clip = app.pronounce.say(SayWordRequest("Nguyen", "Anna", " win "))
    assert clip.seconds > 0
    assert said(host) == "Win"
    assert app.pronounce.list().entries == ()
    assert app.manage_takes.list().takes == ()
    app.pronounce.put(WIN)
    app.pronounce.say(SayWordRequest("Nguyen", "Anna"))
    assert said(host) == "Win"


def test_phonemes_are_refused_where_the_voice_cannot_say_them(app, host, anna):
    with pytest.raises(InvalidRequest, match="does not say phonemes"):
        app.pronounce.say(SayWordRequest("Nguyen", "Anna", "/ŋwiən/"))


def test_an_entry_that_was_changed_takes_the_place_of_the_one_before(app):
    app.pronounce.put(WIN)
    app.pronounce.put(Pronunciation("Nguyên", "win"), before=WIN)
    app.pronounce.put(Pronunciation("Nguyên", "nwin"), before=Pronunciation("Nguyên", "win"))
    assert app.pronounce.list().entries == (Pronunciation("Nguyên", "nwin"),)


def test_removing_says_what_is_not_there(app):
    app.pronounce.put(WIN)
    with pytest.raises(InvalidRequest, match="no “Nguyen” of this voice"):
        app.pronounce.remove("Nguyen", "f" * 32)
    assert app.pronounce.remove("nguyen") == WIN
    with pytest.raises(InvalidRequest, match="no “nguyen” of all voices"):
        app.pronounce.remove("nguyen")
