"""The real recognizer in its real process, on speech whose words are known."""

import sys

import numpy as np
import pytest

from tests.support.clips import clip, silence
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.errors import Cancelled, RecognizerError
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech import recognizer
from voicecloner.speech.recognizer import hear_words

pytestmark = NEEDS_RECOGNIZER
FAILS = """
from voicecloner.children.inside import line_to_program
with line_to_program() as line:
    line.send({"failed": "RecognizerError: not there"})
"""


def whole(sound: AudioClip) -> tuple[Span, ...]:
    return (Span(0.0, sound.seconds),)


def plain(heard) -> list[str]:
    return [word.text.strip(",.").lower() for word in heard]


def words(sound: AudioClip, pieces=None, progress=no_progress):
    return hear_words(sound, pieces or whole(sound), progress=progress, cancel=CancelToken())


def test_words_are_heard_in_order_and_in_time():
    sound = espeak_speech("The old man was walking through the street. He opened the window.")
    heard = words(sound)
    assert " ".join(word.text for word in heard).startswith("The old man was walking through the street. He opened")
    times = [time for word in heard for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert 0.0 <= times[0] < times[-1] <= sound.seconds + 0.05
    assert all(0.0 <= word.confidence <= 1.0 for word in heard)


def test_pieces_are_heard_one_by_one_and_keep_their_place():
    sound = espeak_speech("Good morning. Thank you very much.")
    double = AudioClip(np.concatenate([sound.samples, sound.samples]), sound.sample_rate)
    fractions = []
    pieces = (Span(0.0, sound.seconds), Span(sound.seconds, double.seconds))
    heard = words(double, pieces, lambda update: fractions.append(update.fraction))
    later = [word for word in heard if word.start_s >= sound.seconds - 0.02]
    assert plain(later) == plain([word for word in heard if word not in later])
    assert fractions == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("frames", [0, 3])
def test_nothing_is_heard_in_nothing(frames):
    sound = clip(silence(frames / 16_000))
    assert words(sound) == ()
    assert hear_words(sound, (), progress=no_progress, cancel=CancelToken()) == ()


def test_it_can_be_stopped_while_it_listens():
    sound, cancel = espeak_speech(PANGRAMS), CancelToken()
    many = tuple(whole(sound) * 50)

    def stop_after_the_first(update):
        if update.fraction:
            cancel.cancel()

    with pytest.raises(Cancelled):
        hear_words(sound, many, progress=stop_after_the_first, cancel=cancel)


def test_stopped_before_it_began():
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        hear_words(clip(silence(1.0)), (Span(0.0, 1.0),), progress=no_progress, cancel=cancel)


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "print('no JSON')", FAILS],
    ids=["dies", "babbles", "is not installed"],
)
def test_a_recognizer_that_cannot_be_used_is_one_sentence(monkeypatch, caplog, program):
    monkeypatch.setattr(recognizer, "child_command", lambda: [sys.executable, "-c", program])
    with pytest.raises(RecognizerError, match="could not be used") as caught:
        words(espeak_speech(PANGRAMS))
    assert "Type the words" in caught.value.hint
    assert "The recognizer failed" in caplog.text


def test_a_recognizer_that_cannot_be_started(monkeypatch):
    monkeypatch.setattr(recognizer, "child_command", lambda: ["/nowhere/recognizer"])
    with pytest.raises(RecognizerError, match="could not be started"):
        words(clip(silence(1.0)))


def test_one_that_takes_too_long_is_ended(monkeypatch, caplog):
    monkeypatch.setattr(recognizer, "child_command", lambda: [sys.executable, "-c", "__import__('signal').pause()"])
    monkeypatch.setattr(recognizer, "_START_S", 0.0)
    monkeypatch.setattr(recognizer, "_SECONDS_PER_SECOND", 0.0)
    with pytest.raises(RecognizerError):
        words(clip(silence(1.0)))
    assert "ended without a message" in caplog.text


def test_a_frozen_program_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert recognizer.child_command() == [sys.executable, "--recognizer-child"]
