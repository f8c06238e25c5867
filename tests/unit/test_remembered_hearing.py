"""Tests hear each sound once, but never what they did not ask for."""

import pytest

from tests.support import remembered_hearing
from tests.support.clips import clip, silence, tone
from tests.support.remembered_hearing import RememberedHearing
from voicecloner.domain.listening import HeardWord
from voicecloner.domain.quality import Span
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, ProgressUpdate, no_progress
from voicecloner.speech import recognizer

WORD = HeardWord("hello", 0.0, 1.0, 1.0)
WHOLE = (Span(0.0, 1.0),)


@pytest.fixture
def listened(monkeypatch):
    """How often it was really listened."""
    times = []

    def hear(_clip, _pieces, *, progress, cancel):
        cancel.raise_if_cancelled()
        times.append(1)
        progress(ProgressUpdate("Listening", 1.0))
        return (WORD,)

    monkeypatch.setattr(remembered_hearing, "hear_words", hear)
    return times


def heard(hearing, sound, cancel=None, progress=no_progress):
    return hearing.hear_words(clip(sound), WHOLE, progress=progress, cancel=cancel or CancelToken())


def test_the_same_sound_is_listened_to_once_and_the_progress_is_told_each_time(listened):
    hearing, told = RememberedHearing(), []
    assert heard(hearing, tone(), progress=told.append) == heard(hearing, tone(), progress=told.append) == (WORD,)
    assert len(listened) == 1
    assert [update.fraction for update in told] == [1.0, 1.0]


def test_another_sound_another_program_and_what_was_forgotten_are_listened_to(listened, monkeypatch):
    hearing = RememberedHearing()
    heard(hearing, tone())
    heard(hearing, silence())
    assert len(listened) == 2
    hearing.forget()
    heard(hearing, tone())
    assert len(listened) == 3
    monkeypatch.setattr(recognizer, "child_command", lambda: ["/nowhere/recognizer"])
    heard(hearing, tone())
    assert len(listened) == 4


def test_what_is_stopped_hears_nothing(listened):
    hearing, cancel = RememberedHearing(), CancelToken()
    heard(hearing, tone())
    cancel.cancel()
    with pytest.raises(Cancelled):
        heard(hearing, tone(), cancel)
