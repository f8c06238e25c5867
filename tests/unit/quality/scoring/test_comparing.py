"""The comparison in its real process."""

import sys

import pytest

from tests.support.clips import clip, silence
from tests.support.speech import espeak_speech
from voicecloner.errors import Cancelled, InvalidRequest, JudgingFailed
from voicecloner.jobs import CancelToken
from voicecloner.quality.scoring import comparing
from voicecloner.quality.scoring.comparing import compare_voice

SENTENCE = "Early on a clear morning, the whole valley was still quiet, and nobody had come down to the water yet."


def test_two_sounds_of_different_rates_are_compared():
    found = compare_voice(espeak_speech(), espeak_speech(SENTENCE), CancelToken())
    assert found.likeness > 0.6


def test_what_the_child_refuses_is_refused():
    with pytest.raises(InvalidRequest, match="too little speech") as caught:
        compare_voice(espeak_speech(), clip(silence(2.0)), CancelToken())
    assert caught.value.hint


def test_stopped_before_it_began():
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        compare_voice(espeak_speech(), espeak_speech(), cancel)


def test_one_that_cannot_be_started_is_one_sentence(monkeypatch):
    monkeypatch.setattr(comparing, "child_command", lambda: ["/no such program"])
    with pytest.raises(JudgingFailed, match="cannot be started"):
        compare_voice(espeak_speech(), espeak_speech(), CancelToken())


def test_a_frozen_program_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert comparing.child_command() == [sys.executable, "--comparing-child"]
