"""Measuring a voice: it speaks, is compared in the real child, and its words are heard by the real recognizer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.fake_host import SAMPLE_RATE, FakeHost, fake_engine
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.scorecards import COMPARISON
from tests.support.speech import espeak_speech, speech_file
from voicecloner.domain.audio import AudioChunk
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.errors import Cancelled, InvalidRequest, RecognizerError, VoiceNotFound
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.speaking.audition import audition_text, scoring_text
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
from voicecloner.use_cases.voices.score_voice import ScoreRequest, ScoreVoice


class TalkingHost(FakeHost):
    """Speaks as eSpeak does, which the references of tests are spoken by, too."""

    def synthesize(
        self, engine_id: str, voice_file: Path, text: str, options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        self.spoken.append((text, options))
        said = espeak_speech(text)
        yield AudioChunk(resample(said.samples, said.sample_rate, SAMPLE_RATE), SAMPLE_RATE)


@pytest.fixture
def host() -> FakeHost:
    return TalkingHost()


@pytest.fixture
def make(app, keep_voice):
    return lambda name="Anna", language="en": keep_voice(app, name, language=language)


def hears(*words):
    """A recognizer that hears these words, each as something with a text."""

    def hear(clip, pieces, *, progress, cancel):
        return tuple(type("Word", (), {"text": word})() for word in words)

    return hear


def measuring(app, heard, comparison=COMPARISON):
    return ScoreVoice(app.speak, app.library, lambda _recording, _voice, _cancel: comparison, heard)


@NEEDS_RECOGNIZER
def test_a_voice_that_speaks_like_its_recording_gets_a_good_scorecard(app, host, make):
    voice, fractions = make(), []
    scored = app.score_voice(ScoreRequest("Anna"), progress=lambda update: fractions.append(update.fraction))
    assert [text for text, _options in host.spoken] == scoring_text("en").split("\n")
    assert app.library.get(voice.id) == scored.voice
    card = scored.voice.scorecard
    assert card == scored.scorecard
    assert card.comparison.likeness > 0.6
    assert card.words == len(scoring_text("en").split())
    assert card.lost_share < 0.3
    told = [fraction for fraction in fractions if fraction is not None]
    assert told == sorted(told)
    assert app.manage_takes.list().takes == ()


def test_it_says_what_an_audition_says_and_more():
    assert scoring_text("de").startswith(audition_text("de"))
    assert len(scoring_text("de").split("\n")) == 2
    assert scoring_text("xx")


def test_words_that_were_not_heard_are_lost(app, make):
    make()
    words = scoring_text("en").split()
    scored = measuring(app, hears(*words[:-3]))(ScoreRequest("Anna"))
    assert (scored.scorecard.words, scored.scorecard.words_lost) == (len(words), 3)


def test_warnings_of_the_review_count(app, make):
    voice = make()
    scored = measuring(app, hears())(ScoreRequest("Anna"))
    warnings = [finding for finding in voice.review.findings if finding.severity is Severity.WARN]
    assert scored.scorecard.warnings == len(warnings)


def test_words_of_other_languages_are_not_counted_and_that_is_said(app, make):
    make("Bernd", "de")
    scored = measuring(app, hears("never"))(ScoreRequest("Bernd"))
    assert scored.scorecard.words == 0
    assert "English only" in scored.notes[0]


def test_without_a_recognizer_the_rest_is_measured(app, make):
    def deaf(clip, pieces, *, progress, cancel):
        raise RecognizerError("The speech recognizer could not be used.")

    make()
    scored = measuring(app, deaf)(ScoreRequest("Anna"))
    assert scored.scorecard.comparison == COMPARISON
    assert scored.scorecard.words == 0
    assert "could not be used" in scored.notes[0]


def test_all_recordings_are_what_it_is_held_against(app, tmp_path):
    paths = tuple(speech_file(tmp_path / f"{number}.wav", seconds=10 + number) for number in range(2))
    voice = app.create_voice(CreateVoiceRequest("Two", paths, ConsentKind.OWN)).voice
    seen = []

    def compare(recording, said, cancel):
        seen.append(recording)
        return COMPARISON

    ScoreVoice(app.speak, app.library, compare, hears())(ScoreRequest("Two"))
    assert seen[0].seconds == pytest.approx(sum(each.seconds for each in voice.references), abs=0.1)
    assert np.isfinite(seen[0].samples).all()


def test_stopped_nothing_is_kept(app, make):
    voice, cancel = make(), CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        app.score_voice(ScoreRequest("Anna"), progress=no_progress, cancel=cancel)
    assert app.library.get(voice.id).scorecard is None


def test_an_engine_that_says_no_texts_has_nothing_to_measure(app, host, make):
    make()
    host.info = fake_engine(can_synthesize=False)
    with pytest.raises(InvalidRequest):
        app.score_voice(ScoreRequest("Anna"))


def test_there_must_be_such_a_voice(app):
    with pytest.raises(VoiceNotFound):
        app.score_voice(ScoreRequest("nobody"))
    number: Any = 3
    with pytest.raises(InvalidRequest):
        app.score_voice(ScoreRequest(number))
