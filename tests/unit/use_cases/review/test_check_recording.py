"""A recording judged with its words. The name of a file in place of words is seen without the recognizer."""

from typing import Any, cast

import pytest

from tests.support.fake_host import fake_engine
from tests.support.speech import speech_file
from voicecloner.domain.audio import RecordingOrigin
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import InvalidRequest, UnreadableAudio
from voicecloner.quality.profiles import profile_named
from voicecloner.use_cases.review.check_recording import RecordingRequest
from voicecloner.use_cases.review.check_references import CountedSpeech

MIXED_UP = "words.txt"


@pytest.fixture
def reference(tmp_path):
    return speech_file(tmp_path / "anna.wav", seconds=12)


def transcript_finding(app, reference, **more):
    checked = app.check_recording(RecordingRequest(reference, transcript=MIXED_UP, **more))
    return next(found for found in checked.review.findings if found.check == "transcript")


def test_what_is_found_of_the_words_stands_behind_what_is_found_of_the_sound(app, reference):
    alone = app.check_recording(RecordingRequest(reference)).review
    with_words = app.check_recording(RecordingRequest(reference, transcript=MIXED_UP)).review
    assert with_words.findings[:-1] == alone.findings
    assert with_words.findings[-1].check == "transcript"


def test_words_an_engine_makes_nothing_of_are_not_counted_as_wrong(app, host, reference):
    assert transcript_finding(app, reference).severity is Severity.WARN
    host.info = fake_engine(modes=(VoiceMode.EMBEDDING,))
    assert transcript_finding(app, reference).severity is Severity.OK


def test_for_another_service_the_words_count_whatever_the_engine_here_does_with_them(app, host, reference):
    host.info = fake_engine(modes=(VoiceMode.EMBEDDING,))
    assert transcript_finding(app, reference, profile="izwi").severity is Severity.WARN


def test_it_is_held_against_the_profile_of_the_engine_or_of_the_service_that_is_named(app, host, reference):
    host.info = fake_engine(profile="izwi")
    assert app.check_recording(RecordingRequest(reference)).review.profile == "izwi"
    assert app.check_recording(RecordingRequest(reference, profile="console")).review.profile == "console"


def test_a_recording_with_words_is_used_whole(app, tmp_path):
    long = speech_file(tmp_path / "long.wav", seconds=75)
    assert app.check_recording(RecordingRequest(long)).review.seconds < 70
    assert app.check_recording(RecordingRequest(long, transcript=MIXED_UP)).review.seconds > 74


def test_what_was_recorded_here_is_used_whole_and_held_against_what_was_counted(app, tmp_path):
    long = speech_file(tmp_path / "long.wav", seconds=75)
    origin = RecordingOrigin("Desk microphone")
    checked = app.check_recording(RecordingRequest(long, counted=CountedSpeech(12.5, 20.0), origin=origin))
    assert checked.review.seconds > 74
    assert checked.review.verdict is Severity.FAIL
    assert "7.5" in next(found.message for found in checked.review.findings if found.severity is Severity.FAIL)
    assert checked.request.origin == origin


def test_how_much_a_recording_must_hold_is_what_its_engine_asks_for(app, host):
    usual = app.check_recording.least_speech_s(None, "en", 20.0)
    assert usual == profile_named("console").shortest_recording_s(20.0)
    host.info = fake_engine(profile="izwi")
    assert app.check_recording.least_speech_s(None, "en", 20.0) == profile_named("izwi").shortest_recording_s(20.0)


def test_what_cannot_be_read_and_what_makes_no_sense_is_refused(app, tmp_path):
    (tmp_path / "noise.wav").write_bytes(b"no sound")
    with pytest.raises(UnreadableAudio):
        app.check_recording(RecordingRequest(tmp_path / "noise.wav"))
    with pytest.raises(InvalidRequest, match="“path”"):
        app.check_recording(RecordingRequest(cast(Any, "anna.wav")))
