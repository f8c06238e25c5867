"""A saved voice is reviewed again: the verdict is kept, and says whether the voice can be used."""

from dataclasses import replace

import pytest

from tests.support.clips import clip, noise
from tests.support.speech import speech_file
from voicecloner.audio.files.encoding import write_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Review
from voicecloner.domain.voice import Voice
from voicecloner.errors import AudioError, Cancelled, StorageError, VoiceNotFound
from voicecloner.jobs import CancelToken, ProgressUpdate
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
from voicecloner.use_cases.voices.list_voices import ListRequest, VoiceState
from voicecloner.use_cases.voices.review_voice import ReviewRequest


@pytest.fixture
def voice(app: Application, keep_voice) -> Voice:
    return keep_voice(app)


def state_of(app: Application) -> VoiceState:
    return app.list_voices.find(ListRequest()).first.rows[0].state


def test_the_same_recording_gets_the_same_verdict(app, voice):
    app.library.keep_review(voice.id, Review(1.0, 0.0, ()))
    reviewed = app.review_voice(ReviewRequest("Anna"))
    assert reviewed.review == voice.review
    assert app.library.get(voice.id) == reviewed


def test_a_voice_that_fails_cannot_be_used_and_says_why(app, voice):
    path = app.library.reference_path(voice, voice.references[0], "original")
    write_audio(path, clip(noise(12.0, rms=0.01)), metadata={})
    reviewed = app.review_voice(ReviewRequest(voice.id))
    (row,) = app.list_voices.find(ListRequest(state=VoiceState.FAILED)).first.rows
    assert (row.voice, row.state) == (reviewed.summary, VoiceState.FAILED)
    whole = app.list_voices.whole(row.number)
    assert any("speech" in reason for reason in whole.reasons)


def test_it_is_reviewing_while_that_lasts(app, voice):
    states = []

    def look(_update: ProgressUpdate) -> None:
        states.append(state_of(app))

    app.review_voice(ReviewRequest("Anna"), progress=look)
    assert set(states) == {VoiceState.REVIEWING}
    assert state_of(app) is VoiceState.APPROVED


def test_a_review_that_is_stopped_changes_nothing(app, voice):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        app.review_voice(ReviewRequest("Anna"), cancel=cancel)
    assert app.library.get(voice.id) == voice
    assert state_of(app) is VoiceState.APPROVED


def test_without_the_recording_there_is_no_review(app, voice):
    app.library.reference_path(voice, voice.references[0], "original").unlink()
    with pytest.raises((AudioError, StorageError)):
        app.review_voice(ReviewRequest("Anna"))
    with pytest.raises(VoiceNotFound):
        app.review_voice(ReviewRequest("Nobody"))


def test_words_are_compared_too(app, tmp_path):
    recording = speech_file(tmp_path / "said.wav", seconds=12)
    request = CreateVoiceRequest("Said", (recording,), ConsentKind.OWN, transcripts=("Hello there.",))
    made = app.create_voice(request).voice
    reviewed = app.review_voice(ReviewRequest("Said"))
    assert [each.check for each in reviewed.review.findings] == [each.check for each in made.review.findings]
    assert replace(reviewed, review=made.review) == made
